import * as z from "zod/mini";
import { mode, outcome, trigger } from "./agents.ts";
import { operation } from "./operation.ts";
import { agentId, nothing, page, paging, time } from "./shapes.ts";

export const run = z.object({
  id: z.string(),
  agent: z.string(),
  trigger,
  mode,
  chunk: z.int(),
  startedAt: time,
  finishedAt: z.nullable(time),
  /** Null while it runs, or while its end has not reached the database. */
  outcome: z.nullable(outcome),
  reason: z.nullable(z.string()),
  observed: z.int(),
  proposed: z.int(),
  replayOf: z.nullable(z.string()),
});

export const runDetail = z.extend(run, {
  measures: z.record(z.string(), z.unknown()),
  traceId: z.nullable(z.string()),
  actions: z.record(z.string(), z.int()),
});

export const logLine = z.looseObject({
  at: z.optional(time),
  level: z.optional(z.string()),
  message: z.optional(z.string()),
});

const one = z.object({ run: z.string().check(z.minLength(1), z.maxLength(80)) });

export const listRuns = operation({
  id: "runs.list",
  summary: "Runs, newest first",
  method: "GET",
  path: "/v1/runs",
  input: z.object({ agent: z.optional(agentId), outcome: z.optional(outcome), ...paging }),
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
