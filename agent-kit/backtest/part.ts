import type { Day } from "#core/time/day.ts";
import type { Decision, Json, WorkContext } from "../definition.ts";

/** One instant of the past, as the agent's own reading of the mirror may know it: nothing later than `at`. */
export interface PastContext<Settings, Clients> extends WorkContext {
  clients: Clients;
  settings: Settings;
  backtestId: string;
  /** 0 is the newest instant, k lies k weeks before it. */
  week: number;
  /** Ms since 1970. */
  at: number;
  /** The shop-zone day of `at`; days before it are closed. */
  day: Day;
  /** False only for the newest instant of a backtest that reaches to now: there the store is read as it stands. */
  past: boolean;
  shopZone: string;
  /** When the mirror began: stock and prices before it were never seen. */
  importedAt: number;
  /** 0 for the first chunk of a week. */
  chunk: number;
  /** Where the week's last chunk ended; null for the first. */
  place: string | null;
  query(statements: D1PreparedStatement[]): Promise<D1Result<Record<string, unknown>>[]>;
}

/** Decisions of a kind the data cannot make at this instant, with the reason; `count` is how many questions that are. */
export interface Unanswered {
  kind: string;
  code: string;
  why: string;
  count: number;
}

export interface PastObservation<Snapshot> {
  /** What `observe` would have produced then; null when nothing in this chunk can be answered. */
  snapshot: Snapshot | null;
  /** At most 2,000. */
  observed: number;
  /** Where the next chunk of this week begins; null when this was its last. */
  next: string | null;
  unanswered: Unanswered[];
}

/** What one decision would have brought in its week, minor units; the interval holds 80 %, null where nothing tells it. */
export interface Effect {
  minor: number;
  rangeMinor: readonly [low: number, high: number] | null;
  /** `sales`: scaled to what was sold in the week after it. `expected`: the decision's own estimate. */
  from: "sales" | "expected";
}

/** How an agent is tried on the past: the rest is its production `decide` and the policy in force. */
export interface AgentBacktest<Settings, Snapshot, Knowledge, Clients> {
  /** Sentences: what is taken from today because its history is not kept. */
  assumes: string[];
  observe(context: PastContext<Settings, Clients>): Promise<PastObservation<Snapshot>>;
  /** What later chunks of the same week need of this one, kept in `backtest_chunks.carry` until the week is done. */
  carry?(knowledge: Knowledge): Json;
  /** What the decisions would have brought, by the same index; only this may look past the instant. */
  hindsight?(context: PastContext<Settings, Clients>, decisions: Decision[]): Promise<Effect[]>;
}
