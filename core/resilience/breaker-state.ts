import { noOutcomes, type OutcomeCounts, type OutcomeWindow } from "./outcome-window.ts";
import type { Probes } from "./probe-leases.ts";

/** A person's override: who, why and until when (ms; `null` = until taken back). */
export interface Force {
  to: "open" | "closed";
  by: string;
  why: string;
  at: number;
  until: number | null;
}

export type BreakerPhase =
  | { kind: "closed" }
  | { kind: "open"; since: number; until: number; because: TripReason }
  | { kind: "half-open"; since: number; probes: Probes };

export type TripReason =
  | { kind: "failure-rate"; rate: number; calls: number }
  | { kind: "slow-rate"; rate: number; calls: number }
  | { kind: "probe-failed" };

export interface BreakerState {
  phase: BreakerPhase;
  window: OutcomeWindow;
  /** Openings in a row without closing in between: the exponent of the open time. */
  trips: number;
  /** Counts transitions, so that permits of an earlier half-open phase are not mistaken for this one's. */
  epoch: number;
  force: Force | null;
  /** Code of the last failure, for people. */
  lastError: { code: string; at: number } | null;
  /** Since the object was made or reset. */
  lifetime: OutcomeCounts & { rejected: number; opened: number; probes: number };
}

export const closedBreaker: BreakerState = {
  phase: { kind: "closed" },
  window: [],
  trips: 0,
  epoch: 0,
  force: null,
  lastError: null,
  lifetime: { ...noOutcomes, rejected: 0, opened: 0, probes: 0 },
};
