import type { WhenUnreachable } from "#core/resilience/breaker-verdict.ts";

/** What control may ask of an agent Worker through its AGENT_* service binding. Replies are plain data; refusals are values. */

export const MODES = ["paused", "shadow", "approve", "auto"] as const;
export type Mode = (typeof MODES)[number];

export const TRIGGERS = ["cron", "manual", "wake", "catch-up", "replay", "continuation"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const REFUSALS = [
  "paused",
  "stopped",
  "overlapping",
  "duplicate",
  "not-due",
  "importing",
  "connection-open",
  "backoff",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const OUTCOMES = ["succeeded", "failed", "timed-out", "crashed", "cancelled", "superseded"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How an adapter's claims about its vendor are known: from the vendor's documentation, from recorded replies, from live use. */
export type EvidenceLevel = "documented" | "recorded" | "live";

export interface Evidence {
  level: EvidenceLevel;
  /** Where it was read or seen. */
  source: string;
  /** Day it was read or seen, `YYYY-MM-DD`. */
  date: string;
}

export interface Need {
  connection: string;
  required: boolean;
  scopes?: string[];
  /** While its breaker and its budget cannot be asked: calls all the same (the default), or refuses to. */
  whenUnreachable?: WhenUnreachable;
  /** The adapter's own; missing from an agent deployed before it was said. */
  evidence?: Evidence;
  /** Null when `tryConnection` knows a harmless call to it; else why not, missing where nobody said. */
  untestable?: string | null;
}

export interface ActionKindDescription {
  kind: string;
  effect: "absolute" | "delta";
  /** How an unknown outcome is settled: it cannot arise (our own D1), the vendor's key, its primary data, or a person. */
  certainty: "atomic" | "keyed" | "readable" | "at-most-once";
  settleMs: number;
  revertible: boolean;
  notRevertibleBecause?: string;
  /** Scopes of the store its effect needs. */
  scopes?: string[];
}

export interface AgentDescription {
  id: string;
  name: string;
  summary: string;
  capabilities: string[];
  cron: string;
  needs: Need[];
  wakesOn: string[];
  wakeGapMs: number;
  timeoutMs: number;
  actions: ActionKindDescription[];
  /** Whether it can be tried on the past. */
  backtest?: boolean;
  /** What a backtest takes from today because its past was not kept, in words. */
  backtestAssumes?: string[];
  settingsSchema: object;
  defaultSettings: object;
}

export interface Tick {
  id: string;
  at: number;
  scheduledFor: number;
  trigger: Trigger;
  /** `ran` when a lease was granted, `refused` when not, `asked` while its message is on the way. */
  state: "asked" | "ran" | "refused";
  reason: Refusal | null;
  detail: string | null;
  runId: string | null;
  outcome: Outcome | null;
  finishedAt: number | null;
}

export interface LiveRun {
  runId: string;
  token: number;
  trigger: Trigger;
  startedAt: number;
  deadline: number;
  chunk: number;
}

export interface AgentView {
  id: string;
  mode: Mode;
  stopped: { by: string; why: string; at: number } | null;
  pausedNote: string | null;
  live: LiveRun | null;
  lastTickAt: number | null;
  /** When its cron last came; a tick of any other trigger says nothing about the schedule. */
  lastCronAt?: number | null;
  /** When the watchdog first asked after it. */
  watchedSince?: number | null;
  lastRun: { runId: string; outcome: Outcome; startedAt: number; finishedAt: number } | null;
  lastSuccessAt: number | null;
  failuresInARow: number;
  backoffUntil: number | null;
  settings: Record<string, unknown>;
  settingsVersion: number;
  cron: string | null;
  nextDueAt: number | null;
  pending: number;
}

export interface AgentHealth {
  status: "pass" | "warn" | "fail";
  reasons: string[];
  connections: { id: string; required: boolean; configured: boolean; state: string; detail: string | null }[];
  lastRun: AgentView["lastRun"];
  lastSuccessAt: number | null;
  since: number | null;
}

export type Settled<T> =
  | ({ ok: true } & T)
  | { ok: false; code: string; message: string; issues?: { path: string; message: string }[] };

export interface SweepReport {
  resent: number;
  lapsed: number;
  expired: number;
  runsResent: number;
  catchUp: boolean;
}

export interface AgentRpc {
  describe(): Promise<AgentDescription>;
  view(): Promise<AgentView>;
  health(): Promise<AgentHealth>;
  ticks(query: { limit: number; before?: number }): Promise<Tick[]>;
  /** Writes the tick first, then sends the message to the agent's own runs queue. */
  run(ask: {
    trigger: "manual" | "replay" | "catch-up";
    requestId: string;
    actor: string;
    replayOf?: string;
    traceparent?: string;
  }): Promise<Settled<{ tickId: string }>>;
  /** Starts a run when a topic concerns this agent and its wake gap allows; otherwise the next cron will see it. */
  wake(topics: string[], traceparent?: string): Promise<{ asked: boolean }>;
  cancel(ask: { runId: string; actor: string }): Promise<Settled<object>>;
  setMode(ask: { mode: Mode; actor: string; note?: string }): Promise<Settled<object>>;
  setSettings(ask: {
    settings: unknown;
    actor: string;
    requestId?: string;
  }): Promise<Settled<{ version: number; settings: Record<string, unknown> }>>;
  stop(ask: { actor: string; why: string }): Promise<{ at: number; inFlight: string[] }>;
  release(ask: { actor: string; why: string }): Promise<Settled<object>>;
  /** Queues approved or reverting actions for work now; the sweep re-sends what a lost message left behind. */
  dispatch(actionIds: string[], traceparent?: string): Promise<{ sent: number }>;
  /** Checks an edited payload against its kind; returns the parsed payload and what it would move. */
  checkEdit(ask: {
    actionId: string;
    payload: unknown;
  }): Promise<Settled<{ payload: object; movePercent: number | null; impactMinor: number; moneyMinor: number }>>;
  /** Something of this agent's own, by name (`requests` of its definition). */
  request(ask: {
    name: string;
    input: unknown;
    actor: string;
    role: string;
    requestId: string;
  }): Promise<Settled<{ value: object }>>;
  /** Makes the need's harmless call. `waitMs`: how long its breaker or its budget lets nobody through. */
  tryConnection(ask: {
    connection: string;
    requestId: string;
  }): Promise<{ ok: true } | { ok: false; code: string; message: string; waitMs?: number }>;
  /** Begins a replay of the past; its chunks are messages of the agent's own runs queue. Days of the shop, both included. */
  backtest(ask: { actor: string; from?: string; to?: string }): Promise<Settled<{ id: string }>>;
  sweep(): Promise<SweepReport>;
  /** The clock was moved (local and test only): due alarms are looked at again. */
  wakeObjects(): Promise<void>;
}
