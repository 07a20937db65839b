import type * as z from "zod/mini";
import type { AssumedBucket } from "#durable-objects/client.ts";
import type { Evidence, Mode, Need, Settled } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "./agent-env.ts";
import type { Backtest } from "./backtest/backtest-of.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { AppliedAction, Outcome } from "./ledger/measure-outcomes.ts";
import type { Logger } from "./log.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** How a shown figure came about. */
export type Provenance = "measured" | "estimated" | "assumed" | "generated";

export interface Reason {
  code: string;
  text: string;
}

/** What `decide` wants done. Money in minor units of `currency`. */
export interface Decision {
  kind: string;
  /** Gid or other stable id of what is changed; at most one open action of a kind and target exists. */
  target: string;
  title: string;
  /** The wish itself, e.g. `price:520`; a rejected wish is remembered by it. */
  intent: string;
  /** The window the decision rests on: the same wish on the same basis is the same action. */
  basis: string;
  /** Proposals of one agent, kind and reason form one card. */
  group: string;
  payload: Json;
  before: Json;
  after: Json;
  movePercent: number | null;
  /** Expected gain, for ranking; may be negative. */
  impactMinor: number;
  /** Where the gain lies with 80 % probability, where the agent can tell. */
  impactRangeMinor?: readonly [low: number, high: number];
  /** Money the action itself moves or commits, for limits. */
  moneyMinor: number;
  currency: string;
  /** 0..1 */
  confidence: number;
  reasons: Reason[];
  /** The numbers behind the reasons; a rejected wish returns only when one of them moved by more than a tenth. */
  figures: Record<string, number>;
  provenance: Record<string, Provenance>;
}

export interface Notice {
  /** Deduplicates: the same id is sent once. */
  id: string;
  level: "info" | "warning" | "critical";
  title: string;
  body: string;
}

export interface Decided<Knowledge = undefined> {
  decisions: Decision[];
  measures: Record<string, number | string | null>;
  notices?: Notice[];
  /** What the run learned and wants kept (forecasts, candidates); `record` turns it into rows. */
  knowledge?: Knowledge;
}

export interface Observation<Snapshot> {
  snapshot: Snapshot;
  /** How many things were looked at. */
  observed: number;
  /** Cursors to keep, written in the run's batch. */
  cursors?: Record<string, string>;
  /** True when another chunk follows; the cursors say where it starts. */
  more?: boolean;
}

/** What both a run and an action have at hand. */
export interface WorkContext {
  env: AgentEnv;
  agent: string;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  /** The named connection: breaker, budget, retry and deadline round every call. */
  connect(id: string): Connection;
}

export interface RunContext<Settings, Clients> extends WorkContext {
  clients: Clients;
  settings: Settings;
  runId: string;
  now: number;
  /** 0 for the first chunk. */
  chunk: number;
  shopZone: string;
  /** One D1 round trip. The run's first one also raises the fence and reads cursors and policy. */
  query(statements: D1PreparedStatement[]): Promise<D1Result<Record<string, unknown>>[]>;
  cursor(name: string): string | null;
}

export interface ActionRow {
  id: string;
  agent: string;
  kind: string;
  target: string;
  title: string;
  status: string;
  payload: unknown;
  before: Json;
  after: Json;
  currency: string;
  runId: string;
  attempts: number;
  intentAt: number | null;
  decidedBy: string | null;
}

export interface ActionContext<Clients> extends WorkContext {
  clients: Clients;
  now: number;
}

/** What answering a person's request has at hand beside its input; control let the person in. */
export interface RequestContext<Settings, Clients> extends WorkContext {
  clients: Clients;
  settings: Settings;
  now: number;
  shopZone: string;
  mode: Mode;
  actor: string;
  role: string;
  requestId: string;
}

/** Something a person may ask of an agent that is neither a run nor a decision about an action. */
export interface AgentRequest<Input, Settings, Clients> {
  input: z.ZodMiniType<Input>;
  answer(context: RequestContext<Settings, Clients>, input: Input): Promise<Settled<{ value: object }>>;
}

export type Guarded = { ok: true } | { ok: false; reason: string };
/**
 * `absent` and `not-yet` may only come from the vendor's primary data, never from its search; `unknowable` when there is
 * nothing left to look at: a person is asked.
 */
export type Verified = "confirmed" | "absent" | "not-yet" | "unknowable";
/** Confirmed, with what the call itself would have answered: it becomes the action's result where that answer was lost. */
export interface Found {
  found: Json;
}

interface KindBase<Payload> {
  payload: z.ZodMiniType<Payload>;
  /** Scopes of the store its effect needs: without all of them the agent stays in `shadow`. */
  scopes?: readonly string[];
  /** How long after an attempt its effect may still appear, ms. */
  settleMs: number;
  /** Hard floors and invariants, asked again right before the call; hold even for what a person approved. */
  guard?(context: ActionContext<never>, action: ActionRow, payload: Payload): Promise<Guarded>;
  /** What a person may change of a waiting one; without it nothing. */
  edit?: {
    /** Names in the payload; all else, such as what the floor is checked with, stays as it was decided. */
    fields: readonly (keyof Payload & string)[];
    /** What must hold between the payload as decided and as edited, where the fields alone do not say. */
    allowed?(held: Payload, edited: Payload): Guarded;
    /** What the edited payload would move. */
    measure(
      action: ActionRow,
      payload: Payload,
    ): { after: Json; movePercent: number | null; impactMinor: number; moneyMinor: number };
  };
  /** What applied actions brought, judged once so much time has passed; a kind that cannot tell leaves it out. */
  outcome?: {
    afterMs: number;
    judge(
      db: D1Database,
      actions: AppliedAction[],
      about: { now: number; shopZone: string },
    ): Promise<Map<string, Outcome>>;
  };
}

/** Sets a value: done when the target reads `after`, undone by writing `before`. */
export interface AbsoluteKind<Payload, Clients> extends KindBase<Payload> {
  effect: "absolute";
  certainty: "readable" | "keyed";
  /** The target's value now, from primary data; undefined when the target is gone. */
  read(context: ActionContext<Clients>, action: ActionRow, payload: Payload): Promise<Json | undefined>;
  write(context: ActionContext<Clients>, action: ActionRow, payload: Payload, value: Json, key: string): Promise<Json>;
}

/** Changes a value by an amount; needs a key, a look-up, or a person. */
export interface DeltaKind<Payload, Clients> extends KindBase<Payload> {
  effect: "delta";
  certainty: "keyed" | "readable" | "at-most-once";
  apply(context: ActionContext<Clients>, action: ActionRow, payload: Payload, key: string): Promise<Json>;
  /** Needed unless the vendor has a key: with one, asking again is the same as looking. */
  verify?(context: ActionContext<Clients>, action: ActionRow, payload: Payload, key: string): Promise<Verified | Found>;
  revert?(context: ActionContext<Clients>, action: ActionRow, payload: Payload, key: string): Promise<Json>;
  verifyReverted?(context: ActionContext<Clients>, action: ActionRow, payload: Payload, key: string): Promise<Verified>;
  notRevertibleBecause?: string;
}

/** Lives in our own D1: the effect and the action's status are one batch. */
export interface AtomicKind<Payload> extends KindBase<Payload> {
  effect: "delta";
  certainty: "atomic";
  statements(db: D1Database, action: ActionRow, payload: Payload, now: number): D1PreparedStatement[];
  undo(db: D1Database, action: ActionRow, payload: Payload, now: number): D1PreparedStatement[];
  /** Whether something has been built on it that an undo would leave standing. */
  mayUndo?(db: D1Database, action: ActionRow, payload: Payload): Promise<Guarded>;
}

export type ActionKind<Payload, Clients> =
  | AbsoluteKind<Payload, Clients>
  | DeltaKind<Payload, Clients>
  | AtomicKind<Payload>;

export interface NeedDefinition extends Omit<Need, "untestable"> {
  /** The adapter's own word on how it knows its vendor. */
  evidence: Evidence;
  /** Whose budget is used, e.g. the shop's domain; null when the vendor has none. */
  account?(env: AgentEnv): string | null;
  /** What to believe of that budget before the vendor says, or where it never says; Shopify's standard plan by default. */
  bucket?: AssumedBucket;
  configured(env: AgentEnv): boolean;
  /**
   * A real read that changes nothing and that the agents rest on, for whoever asks whether it works; throws KitError. Or why
   * there is none, in one sentence.
   */
  probe?: ((context: WorkContext) => Promise<unknown>) | string;
}

export interface AgentDefinition<Settings extends object, Snapshot, Knowledge, Clients> {
  id: string;
  /** Ends in "Agent". */
  name: string;
  summary: string;
  capabilities: string[];
  /** With a default for every field, and `schedule`. */
  settings: z.ZodMiniType<Settings>;
  needs: NeedDefinition[];
  wakesOn: string[];
  wakeGapMs: number;
  timeoutMs?: number;
  /** False for agents that work before the first import. */
  needsMirror?: boolean;
  initialize(context: WorkContext): Clients | Promise<Clients>;
  observe(context: RunContext<Settings, Clients>): Promise<Observation<Snapshot>>;
  /** Pure: all of the agent's intelligence, no I/O, no clock. */
  decide(snapshot: Snapshot, settings: Settings, now: number): Decided<Knowledge>;
  record?(db: D1Database, knowledge: Knowledge, run: { runId: string; now: number }): D1PreparedStatement[];
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own payload type, checked by its own schema
  actions: Record<string, ActionKind<any, Clients>>;
  /** How it is tried on the past; without it there is no backtest of this agent. */
  backtest?: Backtest<Settings, Snapshot, Knowledge, Clients>;
  /** By name; control's operations hand them on. */
  // biome-ignore lint/suspicious/noExplicitAny: each request has its own input type, checked by its own schema
  requests?: Record<string, AgentRequest<any, Settings, Clients>>;
  /** What only this agent knows about its own health. */
  health?(context: WorkContext): Promise<string[]>;
}

/** Any agent, for code that never looks inside an agent's own types. */
// biome-ignore lint/suspicious/noExplicitAny: a definition's parameters are both taken and given, so no other type admits all agents
export type AnyAgent = AgentDefinition<any, any, any, any>;
/** Any kind of action; its payload is checked by its own schema before anything else sees it. */
// biome-ignore lint/suspicious/noExplicitAny: see AnyAgent
export type AnyKind = ActionKind<any, any>;
