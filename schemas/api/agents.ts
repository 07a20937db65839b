import * as z from "zod/mini";
import { MODES, OUTCOMES, REFUSALS, TRIGGERS } from "#schemas/rpc/agent.ts";
import { operation } from "./operation.ts";
import { agentId, done, nothing, page, paging, time } from "./shapes.ts";

export const mode = z.enum(MODES);
export const outcome = z.enum(OUTCOMES);
export const trigger = z.enum(TRIGGERS);

export const agentDescription = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  capabilities: z.array(z.string()),
  cron: z.string(),
  needs: z.array(
    z.object({
      connection: z.string(),
      required: z.boolean(),
      scopes: z.optional(z.array(z.string())),
      whenUnreachable: z.optional(z.enum(["call", "refuse"])),
    }),
  ),
  wakesOn: z.array(z.string()),
  wakeGapMs: z.number(),
  timeoutMs: z.number(),
  actions: z.array(
    z.object({
      kind: z.string(),
      effect: z.enum(["absolute", "delta"]),
      certainty: z.enum(["atomic", "keyed", "readable", "at-most-once"]),
      settleMs: z.number(),
      revertible: z.boolean(),
      notRevertibleBecause: z.optional(z.string()),
      scopes: z.optional(z.array(z.string())),
    }),
  ),
  /** Whether it can be tried on the past. */
  backtest: z.optional(z.boolean()),
  /** JSON Schema of `settings`: the dashboard draws its form from it. */
  settingsSchema: z.record(z.string(), z.unknown()),
  defaultSettings: z.record(z.string(), z.unknown()),
});

export const lastRun = z.nullable(z.object({ runId: z.string(), outcome, startedAt: time, finishedAt: time }));

export const agentView = z.object({
  id: z.string(),
  mode,
  stopped: z.nullable(z.object({ by: z.string(), why: z.string(), at: time })),
  pausedNote: z.nullable(z.string()),
  live: z.nullable(
    z.object({
      runId: z.string(),
      token: z.int(),
      trigger,
      startedAt: time,
      deadline: time,
      chunk: z.int(),
    }),
  ),
  lastTickAt: z.nullable(time),
  /** When its cron last came, which is its heartbeat. */
  lastCronAt: z.optional(z.nullable(time)),
  /** When the watchdog first asked after it. */
  watchedSince: z.optional(z.nullable(time)),
  lastRun,
  lastSuccessAt: z.nullable(time),
  failuresInARow: z.int(),
  backoffUntil: z.nullable(time),
  settings: z.record(z.string(), z.unknown()),
  settingsVersion: z.int(),
  cron: z.nullable(z.string()),
  nextDueAt: z.nullable(time),
  pending: z.int(),
});

export const agentHealth = z.object({
  status: z.enum(["pass", "warn", "fail"]),
  reasons: z.array(z.string()),
  connections: z.array(
    z.object({
      id: z.string(),
      required: z.boolean(),
      configured: z.boolean(),
      state: z.string(),
      detail: z.nullable(z.string()),
    }),
  ),
  lastRun,
  lastSuccessAt: z.nullable(time),
  since: z.nullable(time),
});

/** One agent as lists show it; `error` is set, and the rest null, when its Worker did not answer. */
export const agentSummary = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  view: z.nullable(agentView),
  health: z.nullable(agentHealth),
  error: z.nullable(z.string()),
});

export const agentDetail = z.object({ description: agentDescription, view: agentView, health: agentHealth });

export const tick = z.object({
  id: z.string(),
  at: time,
  scheduledFor: time,
  trigger,
  state: z.enum(["asked", "ran", "refused"]),
  reason: z.nullable(z.enum(REFUSALS)),
  detail: z.nullable(z.string()),
  runId: z.nullable(z.string()),
  outcome: z.nullable(outcome),
  finishedAt: z.nullable(time),
});

const one = z.object({ agent: agentId });
const note = z.optional(z.string().check(z.trim(), z.maxLength(300)));

export const listAgents = operation({
  id: "agents.list",
  summary: "Every agent: what it does, its mode, its last run, its health",
  method: "GET",
  path: "/v1/agents",
  input: nothing,
  output: z.object({ items: z.array(agentSummary) }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const getAgent = operation({
  id: "agents.get",
  summary: "One agent: description, settings and their schema, state, health",
  method: "GET",
  path: "/v1/agents/:agent",
  input: one,
  output: agentDetail,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const listTicks = operation({
  id: "agents.ticks",
  summary: "Each time a run was due or asked for, with its outcome or the reason it did not run",
  method: "GET",
  path: "/v1/agents/:agent/ticks",
  input: z.extend(one, paging),
  output: page(tick),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const getAgentHealth = operation({
  id: "agents.health",
  summary: "Whether the agent keeps its rhythm and what its connections say",
  method: "GET",
  path: "/v1/agents/:agent/health",
  input: one,
  output: agentHealth,
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const runAgent = operation({
  id: "agents.run",
  summary: "Ask for a run now; the tick tells what became of it",
  method: "POST",
  path: "/v1/agents/:agent/run",
  input: one,
  output: z.object({ tickId: z.string() }),
  role: "operator",
  effect: "write",
  status: 202,
  doors: ["http", "cli", "tool"],
});

export const pauseAgent = operation({
  id: "agents.pause",
  summary: "Pause an agent: its ticks are recorded and nothing runs",
  method: "POST",
  path: "/v1/agents/:agent/pause",
  input: z.extend(one, { note }),
  output: done,
  role: "operator",
  effect: "write",
  doors: ["http", "cli", "tool"],
});

export const resumeAgent = operation({
  id: "agents.resume",
  summary: "Resume a paused agent, in shadow unless a mode is given",
  method: "POST",
  path: "/v1/agents/:agent/resume",
  input: z.extend(one, { mode: z._default(z.enum(["shadow", "approve", "auto"]), "shadow") }),
  output: done,
  role: "operator",
  effect: "write",
});

export const setAgentMode = operation({
  id: "agents.mode",
  summary: "Set what an agent may do: paused, shadow (only record), approve (ask), auto (within policy)",
  method: "PUT",
  path: "/v1/agents/:agent/mode",
  input: z.extend(one, { mode, note }),
  output: done,
  role: "admin",
  effect: "dangerous",
});

export const setAgentSettings = operation({
  id: "agents.settings",
  summary: "Replace an agent's settings; checked against its schema, versioned, audited",
  method: "PUT",
  path: "/v1/agents/:agent/settings",
  input: z.extend(one, { settings: z.record(z.string(), z.unknown()) }),
  output: z.object({ version: z.int(), settings: z.record(z.string(), z.unknown()) }),
  role: "operator",
  effect: "write",
});

export type AgentSummary = z.infer<typeof agentSummary>;
export type AgentDetail = z.infer<typeof agentDetail>;
export type TickShape = z.infer<typeof tick>;
