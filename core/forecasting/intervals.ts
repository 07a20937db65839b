import { leadTimeDistribution } from "#core/inventory/lead-time-distribution.ts";
import { negativeBinomialQuantile } from "#core/stats/count-distributions.ts";
import { mean, sampleVariance } from "#core/stats/moments.ts";
import { normalQuantile } from "#core/stats/normal.ts";
import type { Forecast } from "./forecast.ts";

const Z80 = normalQuantile(0.9);
const Z95 = normalQuantile(0.975);

/** Symmetric 80 and 95 % intervals from a standard deviation per step; cut at zero when `atLeastZero`. */
export function symmetricIntervals(
  means: readonly number[],
  sdByStep: readonly number[],
  atLeastZero: boolean,
  [z80, z95]: readonly [number, number] = [Z80, Z95],
): Pick<Forecast, "interval80" | "interval95"> {
  const band = (z: number) => ({
    lower: means.map((m, h) => (atLeastZero ? Math.max(0, m - z * sdByStep[h]!) : m - z * sdByStep[h]!)),
    upper: means.map((m, h) => m + z * sdByStep[h]!),
  });
  return { interval80: band(z80), interval95: band(z95) };
}

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
