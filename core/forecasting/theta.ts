import { fitSes } from "./fit-ses.ts";

/**
 * Theta method (Assimakopoulos & Nikolopoulos, Int. J. Forecasting 16, 2000) in the closed form of Hyndman & Billah
 * (2003): exponential smoothing plus half the least-squares slope, corrected for the smoothing's start. Expects a
 * series without season; horizon steps ahead.
 */
export function thetaForecast(values: readonly number[], horizon: number, fit = fitSes(values)): number[] {
  const n = values.length;
  const { alpha, level } = fit;
  const slope = leastSquaresSlope(values);
  const start = (1 - (1 - alpha) ** n) / alpha;
  return Array.from({ length: horizon }, (_, h) => level + (slope / 2) * (h + start));
}

/** Slope of the regression of the values on 0, 1, 2, ...; 0 below two values. */
export function leastSquaresSlope(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const centre = (n - 1) / 2;
  let cross = 0;
  for (let t = 0; t < n; t += 1) cross += (t - centre) * values[t]!;
  return cross / ((n * (n * n - 1)) / 12);
}
