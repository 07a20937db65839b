import type { Mode, Outcome, Refusal, Trigger } from "#core/agents/lifecycle.ts";
import type { Schedule } from "#core/agents/schedule.ts";
import type { Verdict } from "#core/resilience/breaker-verdict.ts";
import type { OutcomeCounts } from "#core/resilience/outcome-window.ts";
import type { AgentView, Need, Tick } from "#schemas/rpc/agent.ts";

/** What an agent's kit says when a run is due. Times are ms of the shop's clock. */
export interface BeginRequest {
  agent: string;
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  now: number;
  timeoutMs: number;
  needs: Need[];
  /** False for agents that work without the mirror. */
  needsMirror: boolean;
  /** Scopes its actions need: while the store withholds one the agent runs in `shadow`. */
  writeScopes?: string[];
  runId?: string;
  chunk?: number;
  replayOf?: string;
  /** Of whoever asked for the run; a run nobody asked for begins a trace of its own. */
  traceId?: string;
}

export interface GrantedConnection {
  connection: string;
  verdict: Verdict;
  /** The breaker did not answer: the verdict is what the need declares for that case. */
  unreachable?: boolean;
}

export type BeginReply =
  | {
      granted: true;
      runId: string;
      token: number;
      tickId: string;
      trigger: Trigger;
      mode: Mode;
      settings: Record<string, unknown>;
      settingsVersion: number;
      startedAt: number;
      deadline: number;
      chunk: number;
      shopZone: string;
      replayOf: string | null;
      connections: GrantedConnection[];
    }
  | { granted: false; reason: Refusal; detail: string | null; tickId: string };

export interface FinishRequest {
  runId: string;
  token: number;
  outcome: Outcome;
  now: number;
  /** Why, for an outcome that is not `succeeded`. */
  reason: string | null;
  /** False when the run row could not be written: the object then hands it to D1 through its outbox. */
  recorded: boolean;
  /** True when this chunk is committed and another follows. */
  more: boolean;
  /** What the run saw of its connections; the object passes it on to the breakers. */
  connections: { connection: string; outcomes: OutcomeCounts }[];
}

export type FinishReply =
  | { ok: true; chunk: number | null; followUp: { tickId: string } | null }
  | { ok: false; code: "superseded" };

export type MayCall = { ok: true } | { ok: false; code: "stopped" | "paused" | "shadow"; message: string };

export interface AuditEntry {
  id: string;
  at: number;
  actor: string;
  role: string;
  operation: string;
  subject: string;
  detail: Record<string, unknown>;
  requestId?: string;
}

export interface PendingMessage {
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  runId?: string;
  chunk?: number;
  replayOf?: string | null;
}

export interface AgentStateApi {
  begin(request: BeginRequest): Promise<BeginReply>;
  finish(request: FinishRequest): Promise<FinishReply>;
  /** Writes the tick of a wanted run; the caller then sends its message. `message` is null when nothing is to be sent now. */
  ask(request: {
    tickId: string;
    trigger: Trigger;
    scheduledFor: number;
    now: number;
    gapMs: number;
    replayOf?: string;
  }): Promise<{ message: PendingMessage | null; delayMs: number }>;
  /** Messages that must be lost, to be sent again. */
  pending(request: { now: number; lostAfterMs: number }): Promise<PendingMessage[]>;
  cancel(request: { runId: string; now: number; audit: AuditEntry }): Promise<boolean>;
  configure(request: {
    mode?: Mode;
    pausedNote?: string | null;
    settings?: Record<string, unknown>;
    schedule?: Schedule;
    now: number;
    audit: AuditEntry;
  }): Promise<{ settingsVersion: number }>;
  stop(request: {
    by: string;
    why: string;
    now: number;
    audit: AuditEntry;
  }): Promise<{ at: number; inFlight: string[] }>;
  release(request: { now: number; audit: AuditEntry }): Promise<void>;
  /** Asked immediately before each vendor call; a yes is noted as in flight until `settled` or `untilMs`. */
  mayCall(request: { actionId: string; now: number; untilMs: number; undo: boolean }): Promise<MayCall>;
  settled(request: { actionId: string }): Promise<void>;
  view(now: number): Promise<AgentView & { lastCronFor: number | null }>;
  ticks(query: { limit: number; before?: number }): Promise<Tick[]>;
  wake(now: number): Promise<void>;
}
