export interface LogGrowth {
  /** ln of recent over earlier demand, both damped: 0 is steady, 0.69 doubled. */
  readonly score: number;
  readonly sd: number;
  /** Score less one standard deviation: what growth is there even on an unlucky reading. */
  readonly lower: number;
}

const RECENT = 4;
const EARLIER = 8;
/** Gamma prior's weight, in units per four weeks: keeps 1 against 0 from looking like a boom. */
const PRIOR_UNITS = 5;

/**
 * Growth of a count by gamma-Poisson means: the last four weeks against the eight before, as four-week totals. A shorter
 * past is scaled up to eight weeks, and 0 with no past to compare. Zeros count; give a series without gaps.
 */
export function logGrowth(weekly: readonly number[]): LogGrowth {
  const recent = weekly.slice(-RECENT);
  const earlier = weekly.slice(-RECENT - EARLIER, -RECENT);
  if (earlier.length === 0) return { score: 0, sd: Number.POSITIVE_INFINITY, lower: Number.NEGATIVE_INFINITY };
  const now = total(recent);
  const before = (total(earlier) / earlier.length) * RECENT;
  const score = Math.log((now + PRIOR_UNITS) / RECENT) - Math.log((before + PRIOR_UNITS) / RECENT);
  const seen = (before * earlier.length) / RECENT;
  const sd = Math.sqrt(1 / (now + PRIOR_UNITS) + 1 / (seen + PRIOR_UNITS));
  return { score, sd, lower: score - sd };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.max(0, value), 0);
}
