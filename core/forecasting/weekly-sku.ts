import { fitSes } from "./fit-ses.ts";
import type { Forecast, Interval } from "./forecast.ts";
import { Z80, Z95 } from "./intervals.ts";
import { leastSquaresSlope, thetaForecast } from "./theta.ts";

const ROOT_ALPHA = 0.3;

/**
 * Weekly demand of one item with under two years of past: the mean of Theta and of smoothed square roots. A season cannot
 * be told from so little, and a free trend extrapolates promotions; roots steady the variance of counts, so that one bulk
 * order does not set the level (Anscombe, Biometrika 35, 1948).
 */
export function weeklySkuForecast(values: readonly number[], horizon: number): Forecast {
  const ses = fitSes(values);
  const slope = leastSquaresSlope(values);
  const theta = thetaForecast({ ...ses, slope, observations: values.length }, horizon);
  let level = ses.level0;
  let root = Math.sqrt(Math.max(0, meanOfFirst(values, 4)));
  let squares = 0;
  for (const value of values) {
    const error = value - (Math.max(0, level) + root * root) / 2;
    squares += error * error;
    level += ses.alpha * (value - level);
    root += ROOT_ALPHA * (Math.sqrt(Math.max(0, value)) - root);
  }
  const mean = theta.map((value) => (Math.max(0, value) + root * root) / 2);
  const variance = squares / Math.max(1, values.length - 4);
  const wander = ((ses.alpha + ROOT_ALPHA) / 2) ** 2;
  const spread = mean.map((_, h) => variance * (1 + h * wander));
  const band = (z: number): Interval => ({
    lower: mean.map((m, h) => gammaQuantile(-z, m, spread[h]!)),
    upper: mean.map((m, h) => Math.max(m, gammaQuantile(z, m, spread[h]!))),
  });
  return { method: "root-ses+theta", mean, interval80: band(Z80), interval95: band(Z95) };
}

function meanOfFirst(values: readonly number[], count: number): number {
  const first = values.slice(0, count);
  return first.reduce((sum, value) => sum + value, 0) / first.length;
}

/** Quantile of a gamma by mean and variance, at the normal deviate z: cube of a normal (Wilson & Hilferty, PNAS 17, 1931). Sales lean to the right, and below zero there are none. */
function gammaQuantile(z: number, mean: number, variance: number): number {
  if (!(mean > 0)) return Math.max(0, z) * Math.sqrt(variance);
  const c = variance / (9 * mean * mean);
  return mean * Math.max(0, 1 - c + z * Math.sqrt(c)) ** 3;
}
