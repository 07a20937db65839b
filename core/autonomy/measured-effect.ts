import { mean, sampleVariance } from "#core/stats/moments.ts";
import { normalCdf } from "#core/stats/normal.ts";

export interface BeforeAfter {
  /** Units a day, quiet days as 0. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Units of the rest of the shop on the same days: what the season did to everything. */
  readonly restBefore: readonly number[];
  readonly restAfter: readonly number[];
  /** What one unit left before and leaves after, minor units. */
  readonly contributionBeforeMinor: number;
  readonly contributionAfterMinor: number;
}

export interface MeasuredEffect {
  /** Days after the change that were looked at. */
  readonly days: number;
  /** A week, against what the time before leads to expect; minor units, rounded. */
  readonly gainMinor: number;
  readonly probabilityWorse: number;
  /** So surely worse that of hundreds of changes without any effect hardly one would be called so. */
  readonly worse: boolean;
}

const leastDays = 7;
const surely = 0.999;

/**
 * What a change brought: daily contribution after it against before, the latter scaled by what the rest of the shop did in
 * the meantime (difference in differences, in ratios), with Welch's standard error and never less than Poisson's. Null when
 * either side is shorter than a week or nothing was sold before.
 */
export function measuredEffect(seen: BeforeAfter): MeasuredEffect | null {
  const { before, after, contributionBeforeMinor: was, contributionAfterMinor: is } = seen;
  if (before.length < leastDays || after.length < leastDays || mean(before) === 0) return null;
  const season = seasonOf(seen);
  const gain = mean(after) * is - season * mean(before) * was;
  const error = Math.sqrt(errorOf(after) * is ** 2 + errorOf(before) * (season * was) ** 2);
  const probabilityWorse = error === 0 ? (gain < 0 ? 1 : 0) : normalCdf(-gain / error);
  return {
    days: after.length,
    gainMinor: Math.round(7 * gain),
    probabilityWorse,
    worse: probabilityWorse >= surely,
  };
}

/** Shrunk towards no season by a week's sales of the item itself, so that a rest of nearly nothing says nearly nothing. */
function seasonOf({ before, restBefore, restAfter }: BeforeAfter): number {
  const weight = 7 * mean(before);
  return (7 * mean(restAfter) + weight) / (7 * mean(restBefore) + weight);
}

/** Variance of the mean. Sales of nothing still are sales of a Poisson rate: as if one more unit had been sold. */
function errorOf(units: readonly number[]): number {
  const poisson = mean(units) + 1 / units.length;
  return Math.max(sampleVariance(units), poisson) / units.length;
}
