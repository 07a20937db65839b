import * as z from "zod";
import { agentHealth, agentView } from "./agents.ts";
import { breaker } from "./breakers.ts";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

/** The watchdog's minute. Everything but liveness reads it and states its age. */
export const snapshot = z.object({
  /** Real time: its age must not depend on a moved clock. */
  at: z.number().int(),
  shopTime: time,
  agents: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      intervalMs: z.number().nullable(),
      view: agentView.nullable(),
      health: agentHealth.nullable(),
      error: z.string().nullable(),
      sweep: z
        .object({
          resent: z.number().int(),
          lapsed: z.number().int(),
          expired: z.number().int(),
          runsResent: z.number().int(),
          catchUp: z.boolean(),
        })
        .nullable(),
    }),
  ),
  breakers: z.array(breaker),
  /** Agent → status → rows. */
  actions: z.record(z.string(), z.record(z.string(), z.number().int())),
  /** Agent → outcome → runs kept. */
  runs: z.record(z.string(), z.record(z.string(), z.number().int())),
  deliveries: z.object({
    byStatus: z.record(z.string(), z.number().int()),
    oldestAcceptedAt: time.nullable(),
    resent: z.number().int(),
  }),
  deadLetters: z.object({ open: z.number().int(), total: z.number().int() }),
  /** Number of the newest sealed row, and how many wait. */
  audit: z.object({ sealed: z.number().int(), unsealed: z.number().int() }),
  emergency: z.object({ stopped: z.boolean(), holding: z.number().int() }),
  durationMs: z.number(),
});
export type Snapshot = z.infer<typeof snapshot>;

export const getStatus = operation({
  id: "status.get",
  summary: "The watchdog's last snapshot and its age",
  method: "GET",
  path: "/v1/status",
  input: nothing,
  output: z.object({ ageMs: z.number().nullable(), snapshot: snapshot.nullable() }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const runWatchdog = operation({
  id: "watchdog.run",
  summary: "Do the watchdog's minute now",
  method: "POST",
  path: "/v1/watchdog",
  input: nothing,
  output: z.object({ at: time, durationMs: z.number() }),
  role: "admin",
  effect: "write",
});

export const setClock = operation({
  id: "clock.set",
  summary: "Set the virtual clock's offset and wake everything that may be due",
  method: "POST",
  path: "/v1/clock",
  input: z.object({ offsetMs: z.number().int().min(-4e12).max(4e12) }),
  output: z.object({ offsetMs: z.number().int(), now: time, woken: z.number().int() }),
  role: "admin",
  effect: "write",
  localOnly: true,
});
