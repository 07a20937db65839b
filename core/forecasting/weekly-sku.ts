import { fitSes } from "./fit-ses.ts";
import type { Forecast } from "./forecast.ts";
import { symmetricIntervals } from "./intervals.ts";
import { leastSquaresSlope, thetaForecast } from "./theta.ts";

/**
 * Weekly demand of one item with under two years of past: the mean of the smoothed level and Theta. A season cannot be
 * told from so little, and a free trend extrapolates promotions.
 */
export function weeklySkuForecast(values: readonly number[], horizon: number): Forecast {
  const ses = fitSes(values);
  const theta = thetaForecast({ ...ses, slope: leastSquaresSlope(values), observations: values.length }, horizon);
  const mean = theta.map((value) => Math.max(0, (value + ses.level) / 2));
  const sigma = Math.sqrt(ses.sse / Math.max(1, values.length - 2));
  const sd = mean.map((_, h) => sigma * Math.sqrt(1 + h * ses.alpha ** 2));
  return { method: "ses+theta", mean, ...symmetricIntervals(mean, sd) };
}
