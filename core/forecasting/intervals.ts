import { leadTimeDistribution } from "#core/inventory/lead-time-distribution.ts";
import { negativeBinomialQuantile } from "#core/stats/count-distributions.ts";
import { mean, sampleVariance } from "#core/stats/moments.ts";
import type { Forecast } from "./forecast.ts";

/**
 * Half-widths of 80 and 95 % intervals in standard deviations: Student's t with ten degrees of freedom. Forecast errors
 * have heavier tails than the normal, whose 1.28 and 1.96 cover 75 and 89 % on the M3 series.
 */
export const Z80 = 1.372183641110335;
export const Z95 = 2.228138851964939;

/** Mean and intervals of single periods of an intermittent item: negative binomial with the past's variance carried to the forecast level. */
export function countIntervals(
  values: readonly number[],
  rate: number,
  horizon: number,
): Pick<Forecast, "mean" | "interval80" | "interval95"> {
  const distribution = leadTimeDistribution(rate, 1, {
    meanPerPeriod: mean(values),
    variancePerPeriod: sampleVariance(values),
  });
  const constant = (value: number) => new Array<number>(horizon).fill(value);
  const band = (level: number) => ({
    lower: constant(negativeBinomialQuantile((1 - level) / 2, distribution.mean, distribution.variance)),
    upper: constant(negativeBinomialQuantile((1 + level) / 2, distribution.mean, distribution.variance)),
  });
  return { mean: constant(rate), interval80: band(0.8), interval95: band(0.95) };
}
