import { negativeBinomialQuantile } from "#core/stats/count-distributions.ts";

export interface DemandHistory {
  /** Mean demand per period over the past the variance was taken from. */
  readonly meanPerPeriod: number;
  /** Variance per period over the same past. */
  readonly variancePerPeriod: number;
}

export interface LeadTimeDistribution {
  /** Mean demand over the lead time. */
  readonly mean: number;
  readonly variance: number;
}

/**
 * Mean and variance of demand over a lead time, for a negative binomial. Past variance is carried over in proportion
 * to the forecast level (a dying item is also less variable), at most tenfold either way, so a level near zero cannot
 * pretend to certainty and a burst cannot explode.
 */
export function leadTimeDistribution(
  ratePerPeriod: number,
  leadPeriods: number,
  history: DemandHistory,
): LeadTimeDistribution {
  const mean = Math.max(0, ratePerPeriod) * leadPeriods;
  if (mean === 0) return { mean: 0, variance: 0 };
  const level = history.meanPerPeriod > 0 ? ratePerPeriod / history.meanPerPeriod : 1;
  const variance = history.variancePerPeriod * leadPeriods * Math.min(10, Math.max(0.1, level));
  return { mean, variance: Math.max(mean, variance) };
}

/** Units that suffice with each of the given probabilities: negative binomial, Poisson when not over-dispersed. */
export function leadTimeQuantiles(distribution: LeadTimeDistribution, serviceLevels: readonly number[]): number[] {
  return serviceLevels.map((level) => negativeBinomialQuantile(level, distribution.mean, distribution.variance));
}
