import * as z from "zod";
import { mode, outcome, trigger } from "./agents.ts";
import { operation } from "./operation.ts";
import { agentId, nothing, page, paging, time } from "./shapes.ts";

export const run = z.object({
  id: z.string(),
  agent: z.string(),
  trigger,
  mode,
  chunk: z.number().int(),
  startedAt: time,
  finishedAt: time.nullable(),
  /** Null while it runs, or while its end has not reached the database. */
  outcome: outcome.nullable(),
  reason: z.string().nullable(),
  observed: z.number().int(),
  proposed: z.number().int(),
  replayOf: z.string().nullable(),
});

export const runDetail = run.extend({
  measures: z.record(z.string(), z.unknown()),
  traceId: z.string().nullable(),
  actions: z.record(z.string(), z.number().int()),
});

export const logLine = z.looseObject({
  at: time.optional(),
  level: z.string().optional(),
  message: z.string().optional(),
});

const one = z.object({ run: z.string().min(1).max(80) });

export const listRuns = operation({
  id: "runs.list",
  summary: "Runs, newest first",
  method: "GET",
  path: "/v1/runs",
  input: z.object({ agent: agentId.optional(), outcome: outcome.optional(), ...paging }),
  output: page(run),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const getRun = operation({
  id: "runs.get",
  summary: "One run with its measures and what became of the actions it proposed",
  method: "GET",
  path: "/v1/runs/:run",
  input: one,
  output: runDetail,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const runLogs = operation({
  id: "runs.logs",
  summary: "What a run wrote down while it ran (at most 200 lines)",
  method: "GET",
  path: "/v1/runs/:run/logs",
  input: one,
  output: z.object({ items: z.array(logLine) }),
  role: "viewer",
  effect: "read",
});

export const cancelRun = operation({
  id: "runs.cancel",
  summary: "Revoke a run's lease; it ends at its next chunk, call or batch",
  method: "POST",
  path: "/v1/runs/:run/cancel",
  input: one,
  output: nothing,
  role: "operator",
  effect: "write",
  status: 202,
});

export const replayRun = operation({
  id: "runs.replay",
  summary: "Run the agent again as an answer to this run",
  method: "POST",
  path: "/v1/runs/:run/replay",
  input: one,
  output: z.object({ tickId: z.string() }),
  role: "operator",
  effect: "write",
  status: 202,
});

export type RunShape = z.infer<typeof run>;
export type RunDetailShape = z.infer<typeof runDetail>;
