import { backoffMs } from "./backoff.ts";
import { notDue, type Schedule } from "./schedule.ts";

/** The life of one agent's runs as a pure state machine; the Durable Object only loads, calls and saves. */

export type Mode = "paused" | "shadow" | "approve" | "auto";
export type Trigger = "cron" | "manual" | "wake" | "catch-up" | "replay" | "continuation";
export type Refusal =
  | "paused"
  | "stopped"
  | "overlapping"
  | "duplicate"
  | "not-due"
  | "importing"
  | "connection-open"
  | "backoff";
export type Outcome = "succeeded" | "failed" | "timed-out" | "crashed" | "cancelled" | "superseded";

export interface Lease {
  runId: string;
  token: number;
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  startedAt: number;
  timeoutMs: number;
  deadline: number;
  chunk: number;
  /** `waiting`: the chunk before is committed and the message for this one is on its way. */
  phase: "running" | "waiting";
  /** How often this chunk was started. */
  tries: number;
  /** Of whoever asked for the run. */
  traceId?: string;
}

export interface Ask {
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  notBefore: number;
  sentAt: number;
  replayOf: string | null;
}

export interface Lifecycle {
  mode: Mode;
  pausedNote: string | null;
  stopped: { by: string; why: string; at: number } | null;
  token: number;
  lease: Lease | null;
  /** A wake met a running lease: one more run follows. */
  dirty: boolean;
  asks: Ask[];
  failuresInARow: number;
  backoffUntil: number | null;
  lastStartedFor: number | null;
  lastStartedAt: number | null;
  lastRun: { runId: string; outcome: Outcome; startedAt: number; finishedAt: number } | null;
  lastSuccessAt: number | null;
}

export function newLifecycle(mode: Mode): Lifecycle {
  return {
    mode,
    pausedNote: null,
    stopped: null,
    token: 0,
    lease: null,
    dirty: false,
    asks: [],
    failuresInARow: 0,
    backoffUntil: null,
    lastStartedFor: null,
    lastStartedAt: null,
    lastRun: null,
    lastSuccessAt: null,
  };
}

export interface BeginAsk {
  agent: string;
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  timeoutMs: number;
  runId?: string;
  chunk?: number;
  traceId?: string;
}

export interface Surroundings {
  now: number;
  /** A tick with this id already became a run or a refusal. */
  seen: boolean;
  imported: boolean;
  /** First required connection whose breaker refuses, if any. */
  refusedBy: string | null;
  schedule: Schedule;
  shopZone: string;
}

export type Begun =
  | { granted: true; lease: Lease; next: Lifecycle }
  | { granted: false; reason: Refusal; detail: string | null; next: Lifecycle };

/** An object closes a lease this long after its deadline: the kit, were it alive, would have closed it at the deadline. */
export const graceMs = 30_000;
/** A committed chunk's follower is sent again after this long. */
export const waitingMs = 60_000;
export const longestTries = 3;

/** Grants a lease or says why not. Manual, replay, wake and catch-up runs are not held to the schedule or the backoff. */
export function begin(state: Lifecycle, ask: BeginAsk, around: Surroundings): Begun {
  const refuse = (reason: Refusal, detail: string | null = null, change: Partial<Lifecycle> = {}): Begun => ({
    granted: false,
    reason,
    detail,
    next: { ...settleAsk(state, ask.tickId), ...change },
  });
  if (ask.trigger === "continuation") return resume(state, ask, around.now);
  if (around.seen) return refuse("duplicate");
  if (state.stopped) return refuse("stopped", state.stopped.why);
  if (state.mode === "paused") return refuse("paused", state.pausedNote);
  if (state.lease) return refuse("overlapping", state.lease.runId, ask.trigger === "wake" ? { dirty: true } : {});
  if (!around.imported) return refuse("importing");
  if (ask.trigger === "cron") {
    if (state.backoffUntil !== null && around.now < state.backoffUntil)
      return refuse(
        "backoff",
        `until ${new Date(state.backoffUntil).toISOString()} after ${state.failuresInARow} failures`,
      );
    const early = notDue(around.schedule, ask.scheduledFor, state.lastStartedFor, around.shopZone);
    if (early) return refuse("not-due", early);
  }
  if (around.refusedBy) return refuse("connection-open", around.refusedBy);
  const token = state.token + 1;
  const lease: Lease = {
    runId: `${ask.agent}-${token}`,
    token,
    tickId: ask.tickId,
    trigger: ask.trigger,
    scheduledFor: ask.scheduledFor,
    startedAt: around.now,
    timeoutMs: ask.timeoutMs,
    deadline: around.now + ask.timeoutMs,
    chunk: 0,
    phase: "running",
    tries: 1,
    ...(ask.traceId !== undefined && { traceId: ask.traceId }),
  };
  return {
    granted: true,
    lease,
    next: {
      ...settleAsk(state, ask.tickId),
      token,
      lease,
      lastStartedAt: around.now,
      lastStartedFor: ask.trigger === "cron" || ask.trigger === "catch-up" ? ask.scheduledFor : state.lastStartedFor,
    },
  };
}

function resume(state: Lifecycle, ask: BeginAsk, now: number): Begun {
  const { lease } = state;
  const mine = lease && lease.runId === ask.runId && lease.chunk === ask.chunk && lease.phase === "waiting";
  if (!mine) return { granted: false, reason: "duplicate", detail: null, next: state };
  if (state.stopped) return { granted: false, reason: "stopped", detail: state.stopped.why, next: state };
  const running: Lease = { ...lease, phase: "running", tries: lease.tries + 1, deadline: now + lease.timeoutMs };
  return { granted: true, lease: running, next: { ...state, lease: running } };
}

/** The current chunk is committed; the next may start. Null when the lease is no longer the caller's. */
export function advance(state: Lifecycle, token: number, now: number): Lifecycle | null {
  const { lease } = state;
  if (!lease || lease.token !== token) return null;
  return {
    ...state,
    lease: { ...lease, chunk: lease.chunk + 1, phase: "waiting", tries: 0, deadline: now + waitingMs },
  };
}

/** Ends the live run. Anything but a normal end raises the token, so that a run thought dead can commit nothing. */
export function finish(state: Lifecycle, token: number, outcome: Outcome, now: number): Lifecycle | null {
  const { lease } = state;
  if (!lease || lease.token !== token) return null;
  const succeeded = outcome === "succeeded";
  const failures = succeeded ? 0 : outcome === "cancelled" ? state.failuresInARow : state.failuresInARow + 1;
  const wait = backoffMs(failures);
  const ordinary = succeeded || outcome === "failed";
  return {
    ...state,
    token: ordinary ? state.token : state.token + 1,
    lease: null,
    failuresInARow: failures,
    backoffUntil: wait > 0 ? now + wait : null,
    lastRun: { runId: lease.runId, outcome, startedAt: lease.startedAt, finishedAt: now },
    lastSuccessAt: succeeded ? now : state.lastSuccessAt,
  };
}

/** What the alarm does with a lease whose time has passed: nothing yet, wait for a re-sent chunk, or close it. */
export function lapse(state: Lifecycle, now: number): "none" | "resend" | "crashed" {
  const { lease } = state;
  if (!lease) return "none";
  if (lease.phase === "waiting") return lease.tries < longestTries ? "none" : "crashed";
  if (now < lease.deadline + graceMs) return "none";
  return lease.chunk > 0 && lease.tries < longestTries ? "resend" : "crashed";
}

/** Records that a run was asked for; the same tick asked twice is one ask, and wakes coalesce into one. */
export function ask(
  state: Lifecycle,
  wish: Ask,
  gapMs: number,
  now: number,
): { next: Lifecycle; ask: Ask | null; overlapping: boolean } {
  if (wish.trigger === "wake") {
    if (state.lease) return { next: { ...state, dirty: true }, ask: null, overlapping: true };
    if (state.asks.some((held) => held.trigger === "wake")) return { next: state, ask: null, overlapping: false };
    const earliest = state.lastStartedAt === null ? now : Math.max(now, state.lastStartedAt + gapMs);
    const held = { ...wish, notBefore: earliest };
    return { next: { ...state, asks: [...state.asks, held] }, ask: held, overlapping: false };
  }
  const already = state.asks.find((held) => held.tickId === wish.tickId);
  if (already) return { next: state, ask: already, overlapping: false };
  return { next: { ...state, asks: [...state.asks, wish] }, ask: wish, overlapping: false };
}

/** Asks whose message was never sent, or was sent so long ago that it must be lost. Marks them as sent now. */
export function dueAsks(state: Lifecycle, now: number, lostAfterMs: number): { next: Lifecycle; due: Ask[] } {
  const due = state.asks.filter((held) => held.notBefore <= now && held.sentAt + lostAfterMs <= now);
  if (due.length === 0) return { next: state, due };
  const ids = new Set(due.map((held) => held.tickId));
  return {
    next: { ...state, asks: state.asks.map((held) => (ids.has(held.tickId) ? { ...held, sentAt: now } : held)) },
    due,
  };
}

function settleAsk(state: Lifecycle, tickId: string): Lifecycle {
  return state.asks.some((held) => held.tickId === tickId)
    ? { ...state, asks: state.asks.filter((held) => held.tickId !== tickId) }
    : state;
}
