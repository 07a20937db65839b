import * as z from "zod/mini";
import { agentHealth, agentView } from "./agents.ts";
import { breaker } from "./breakers.ts";
import { operation } from "./operation.ts";
import { nothing, time } from "./shapes.ts";

/** Store-sync's cron, which brings the mirror up to date. */
export const reconcileEveryMs = 15 * 60_000;

/** The watchdog's minute. Everything but liveness reads it and states its age. */
export const snapshot = z.object({
  /** Real time: its age must not depend on a moved clock. */
  at: z.int(),
  shopTime: time,
  agents: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      intervalMs: z.nullable(z.number()),
      view: z.nullable(agentView),
      health: z.nullable(agentHealth),
      error: z.nullable(z.string()),
      sweep: z.nullable(
        z.object({
          resent: z.int(),
          lapsed: z.int(),
          expired: z.int(),
          runsResent: z.int(),
          catchUp: z.boolean(),
        }),
      ),
    }),
  ),
  breakers: z.array(breaker),
  /** Agent → status → rows. */
  actions: z.record(z.string(), z.record(z.string(), z.int())),
  /** Agent → outcome → runs kept. */
  runs: z.record(z.string(), z.record(z.string(), z.int())),
  deliveries: z.object({
    byStatus: z.record(z.string(), z.int()),
    oldestAcceptedAt: z.nullable(time),
    resent: z.int(),
  }),
  deadLetters: z.object({ open: z.int(), total: z.int() }),
  /** Number of the newest sealed row, how many wait, and the row that was noted as the newest when the log no longer holds it. */
  audit: z.object({ sealed: z.int(), unsealed: z.int(), cutAt: z.optional(z.nullable(z.int())) }),
  emergency: z.object({ stopped: z.boolean(), holding: z.int() }),
  /** The time up to which the mirror was last brought up to date with the store; null before the first time. */
  reconciledAt: z.optional(z.nullable(time)),
  durationMs: z.number(),
});
export type Snapshot = z.infer<typeof snapshot>;

export const getStatus = operation({
  id: "status.get",
  summary: "The watchdog's last snapshot and its age",
  method: "GET",
  path: "/v1/status",
  input: nothing,
  output: z.object({ ageMs: z.nullable(z.number()), snapshot: z.nullable(snapshot) }),
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
  input: z.object({ offsetMs: z.int().check(z.gte(-4e12), z.lte(4e12)) }),
  output: z.object({ offsetMs: z.int(), now: time, woken: z.int() }),
  role: "admin",
  effect: "write",
  localOnly: true,
});
