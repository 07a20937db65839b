import type { OpenTime } from "./open-time.ts";
import type { WindowSpan } from "./outcome-window.ts";

export interface BreakerPolicy {
  span: WindowSpan;
  /** Calls the window must hold before a rate means anything; small, because a cron makes few calls. */
  minimumVolume: number;
  /** Share of failed calls that trips, 0 to 1. */
  failureRate: number;
  /** Share of slow calls that trips, 0 to 1. */
  slowRate: number;
  open: OpenTime;
  /** Probes that must succeed before the breaker closes, and the most that are ever out at once. */
  permits: number;
  leaseMs: number;
  /** How long a caller may act on “closed” or “open” without asking again. */
  verdictTtlMs: number;
}

export const defaultBreakerPolicy: BreakerPolicy = {
  span: { windowMs: 600_000, bucketMs: 60_000 },
  minimumVolume: 5,
  failureRate: 0.5,
  slowRate: 0.9,
  open: { baseMs: 30_000, factor: 2, maxMs: 900_000, jitter: 0.2 },
  permits: 3,
  leaseMs: 60_000,
  verdictTtlMs: 10_000,
};
