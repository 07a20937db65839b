import { type BreakerState, closedBreaker, type Force } from "./breaker-state.ts";

/** Puts a person's override over whatever the breaker thinks; counting goes on underneath. */
export function force(state: BreakerState, override: Force): BreakerState {
  return { ...state, force: override, epoch: state.epoch + 1 };
}

/** Takes the override back. */
export function release(state: BreakerState): BreakerState {
  return { ...state, force: null, epoch: state.epoch + 1 };
}

/** Closed, uncounted and not forced; the epoch goes on so that old permits stay worthless. */
export function reset(state: BreakerState): BreakerState {
  return { ...closedBreaker, epoch: state.epoch + 1 };
}
