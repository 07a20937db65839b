import { sampleVariance } from "#core/stats/moments.ts";

/**
 * Variance per period of demand summed over a lead time, from an item's own past: the mean of what independent periods
 * would give and what the overlapping sums of that length showed, so that runs of good and bad months count. Only the
 * former when the past holds fewer than four lead times.
 */
export function variancePerLeadPeriod(demand: readonly number[], leadPeriods: number): number {
  const independent = sampleVariance(demand);
  const length = Math.round(leadPeriods);
  if (length < 2 || demand.length < 4 * length) return independent;
  const sums: number[] = [];
  let window = 0;
  for (let t = 0; t < demand.length; t += 1) {
    window += demand[t]!;
    if (t >= length) window -= demand[t - length]!;
    if (t >= length - 1) sums.push(window);
  }
  return (independent + sampleVariance(sums) / length) / 2;
}

/**
 * Variance of the error of an exponentially smoothed level over a lead time: the one-step errors' variance grows as the
 * level wanders with weight alpha (Johnston & Harrison, J. Operational Research Society 37, 1986).
 */
export function smoothedLeadTimeVariance(oneStepVariance: number, alpha: number, leadPeriods: number): number {
  const l = leadPeriods;
  const wander = l > 1 ? alpha * (l - 1) + (alpha * alpha * (l - 1) * (2 * l - 1)) / 6 : 0;
  return oneStepVariance * l * (1 + wander);
}
