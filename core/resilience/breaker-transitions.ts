import type { BreakerPolicy } from "./breaker-policy.ts";
import type { BreakerPhase, BreakerState, TripReason } from "./breaker-state.ts";
import { openMs } from "./open-time.ts";
import { lapse, noProbes } from "./probe-leases.ts";

/** Lets time pass: an ended override goes, an open time that is over becomes half-open, unused permits lapse. */
export function settle(before: BreakerState, now: number, policy: BreakerPolicy): BreakerState {
  const state = before.force?.until != null && before.force.until <= now ? { ...before, force: null } : before;
  const { phase } = state;
  if (phase.kind === "open") {
    // A clock set back must not hold a breaker open longer than the longest open time.
    if (phase.until > now && phase.until - now <= policy.open.maxMs) return state;
    return enter(state, { kind: "half-open", since: now, probes: noProbes });
  }
  if (phase.kind !== "half-open") return state;
  const probes = lapse(phase.probes, now);
  return probes === phase.probes ? state : { ...state, phase: { ...phase, probes } };
}

/** Opens for an exponentially growing time; `roll` in [0, 1) spreads it. */
export function trip(
  state: BreakerState,
  because: TripReason,
  now: number,
  policy: BreakerPolicy,
  roll: number,
): BreakerState {
  const trips = state.trips + 1;
  const until = now + openMs(policy.open, trips, roll);
  const lifetime = { ...state.lifetime, opened: state.lifetime.opened + 1 };
  return enter({ ...state, trips, lifetime, window: [] }, { kind: "open", since: now, until, because });
}

/** Closes and forgets the bad stretch: window and exponent start again. */
export function close(state: BreakerState): BreakerState {
  return enter({ ...state, trips: 0, window: [] }, { kind: "closed" });
}

function enter(state: BreakerState, phase: BreakerPhase): BreakerState {
  return { ...state, phase, epoch: state.epoch + 1 };
}
