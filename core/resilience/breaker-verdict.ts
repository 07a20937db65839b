import type { BreakerPolicy } from "./breaker-policy.ts";
import type { BreakerState } from "./breaker-state.ts";
import { settle } from "./breaker-transitions.ts";
import { issue, type ProbeLease } from "./probe-leases.ts";

/** `at` is the time the question was asked with: the answer holds until `at + ttlMs`, never longer. */
export type Verdict = { at: number; ttlMs: number } & (
  | { allow: true; state: "closed" | "forced-closed" }
  | { allow: true; state: "half-open"; permit: ProbeLease | null }
  | { allow: false; state: "open" | "half-open" | "forced-open"; retryAfterMs: number }
);

const farAwayMs = 3_600_000;
const unreachableTtlMs = 5_000;

/** What a connection does while its breaker and its budget cannot be asked: fail open, or closed. */
export type WhenUnreachable = "call" | "refuse";

/** Stands in for the answer of a breaker that cannot be asked; brief, so that it is asked again soon. */
export function unreachableVerdict(now: number, when: WhenUnreachable): Verdict {
  if (when === "call") return { at: now, ttlMs: unreachableTtlMs, allow: true, state: "closed" };
  return { at: now, ttlMs: unreachableTtlMs, allow: false, state: "open", retryAfterMs: unreachableTtlMs };
}

/** Answers one caller; while half-open it may issue a permit, so the new state must be saved before the answer leaves. */
export function verdict(
  before: BreakerState,
  now: number,
  policy: BreakerPolicy,
): { state: BreakerState; verdict: Verdict } {
  const state = settle(before, now, policy);
  if (state.force) return { state, verdict: forcedVerdict(state.force, now, policy) };
  const { phase } = state;
  if (phase.kind === "closed")
    return { state, verdict: { at: now, ttlMs: policy.verdictTtlMs, allow: true, state: "closed" } };
  if (phase.kind === "open") return refuse(state, now, "open", phase.until - now, policy.verdictTtlMs);

  const issued = issue(phase.probes, now, { permits: policy.permits, leaseMs: policy.leaseMs, epoch: state.epoch });
  if ("waitMs" in issued) return refuse(state, now, "half-open", issued.waitMs, 0);
  const lifetime = { ...state.lifetime, probes: state.lifetime.probes + 1 };
  return {
    state: { ...state, lifetime, phase: { ...phase, probes: issued.probes } },
    verdict: { at: now, ttlMs: 0, allow: true, state: "half-open", permit: issued.lease },
  };
}

/** What `verdict` would say, without issuing a permit: for a run's start, a dashboard, a metric. */
export function peek(before: BreakerState, now: number, policy: BreakerPolicy): Verdict {
  const answer = verdict(before, now, policy).verdict;
  return answer.allow && answer.state === "half-open" ? { ...answer, permit: null } : answer;
}

function forcedVerdict(force: NonNullable<BreakerState["force"]>, now: number, policy: BreakerPolicy): Verdict {
  const leftMs = force.until === null ? farAwayMs : Math.max(1, force.until - now);
  const ttlMs = Math.min(policy.verdictTtlMs, leftMs);
  if (force.to === "closed") return { at: now, ttlMs, allow: true, state: "forced-closed" };
  return { at: now, ttlMs, allow: false, state: "forced-open", retryAfterMs: leftMs };
}

function refuse(
  state: BreakerState,
  now: number,
  kind: "open" | "half-open",
  waitMs: number,
  ttlMs: number,
): { state: BreakerState; verdict: Verdict } {
  const retryAfterMs = Math.max(1, waitMs);
  const lifetime = { ...state.lifetime, rejected: state.lifetime.rejected + 1 };
  const verdict: Verdict = { at: now, ttlMs: Math.min(ttlMs, retryAfterMs), allow: false, state: kind, retryAfterMs };
  return { state: { ...state, lifetime }, verdict };
}
