import type { BreakerPolicy } from "./breaker-policy.ts";
import type { BreakerState, TripReason } from "./breaker-state.ts";
import { close, settle, trip } from "./breaker-transitions.ts";
import { addCounts, type OutcomeCounts, record, total } from "./outcome-window.ts";
import { giveBack } from "./probe-leases.ts";

/** Outcomes of many calls at once, or of one probe when it carries its permit. */
export interface Report extends OutcomeCounts {
  permit?: string;
  /** Code of the failure, if there is one. */
  error?: string;
}

/** Counts outcomes and draws the consequence; outcomes of calls begun before the breaker opened are counted, nothing more. */
export function report(
  before: BreakerState,
  outcomes: Report,
  now: number,
  policy: BreakerPolicy,
  roll: number,
): BreakerState {
  const settled = settle(before, now, policy);
  const lifetime = { ...settled.lifetime, ...addCounts(settled.lifetime, outcomes) };
  const lastError = outcomes.error === undefined ? settled.lastError : { code: outcomes.error, at: now };
  const state = { ...settled, lifetime, lastError };
  if (state.phase.kind === "half-open") return reportProbe(state, outcomes, now, policy, roll);
  if (state.phase.kind === "open") return state;

  const counts = { ok: outcomes.ok, failed: outcomes.failed, slow: outcomes.slow };
  const counted = { ...state, window: record(state.window, counts, now, policy.span) };
  const reason = tripReason(total(counted.window, now, policy.span), policy);
  return reason ? trip(counted, reason, now, policy, roll) : counted;
}

function reportProbe(
  state: BreakerState,
  outcomes: Report,
  now: number,
  policy: BreakerPolicy,
  roll: number,
): BreakerState {
  const { phase } = state;
  if (phase.kind !== "half-open" || outcomes.permit === undefined) return state;
  const probes = giveBack(phase.probes, outcomes.permit, outcomes.ok > 0);
  if (probes === null) return state;
  if (outcomes.failed > 0) return trip(state, { kind: "probe-failed" }, now, policy, roll);
  if (probes.succeeded >= policy.permits) return close(state);
  return { ...state, phase: { ...phase, probes } };
}

function tripReason(counts: OutcomeCounts, policy: BreakerPolicy): TripReason | null {
  const calls = counts.ok + counts.failed;
  if (calls < policy.minimumVolume) return null;
  const failed = counts.failed / calls;
  if (failed >= policy.failureRate) return { kind: "failure-rate", rate: failed, calls };
  const slow = counts.slow / calls;
  return slow >= policy.slowRate ? { kind: "slow-rate", rate: slow, calls } : null;
}
