export interface OpenTime {
  baseMs: number;
  factor: number;
  maxMs: number;
  /** Share of the time that is random, 0 to 1: 0.2 spreads ±20 %, so that breakers opened together do not probe together. */
  jitter: number;
}

/**
 * How long a breaker stays open the `trip`-th time in a row (1 = first): base × factor^(trip − 1), spread, then capped.
 * @example openMs({ baseMs: 1000, factor: 2, maxMs: 60_000, jitter: 0 }, 4, 0.5) // 8000
 */
export function openMs(time: OpenTime, trip: number, roll: number): number {
  const grown = time.baseMs * time.factor ** Math.max(0, trip - 1);
  const spread = 1 + time.jitter * (2 * roll - 1);
  return Math.round(Math.min(time.maxMs, grown * spread));
}
