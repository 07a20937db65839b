import { fitSes } from "./fit-ses.ts";

/** Exponential smoothing plus half the trend, ready to be read off at any step. */
export interface ThetaFit {
  readonly alpha: number;
  readonly level0: number;
  readonly level: number;
  /** Least-squares slope of the whole series. */
  readonly slope: number;
  readonly observations: number;
}

/**
 * Theta method (Assimakopoulos & Nikolopoulos, Int. J. Forecasting 16, 2000) in the closed form of Hyndman & Billah
 * (2003): exponential smoothing plus half the least-squares slope, corrected for the smoothing's start. Expects a series
 * without season.
 */
export function fitTheta(values: ArrayLike<number>): ThetaFit {
  const { alpha, level0, level } = fitSes(values);
  return { alpha, level0, level, slope: leastSquaresSlope(values), observations: values.length };
}

export function thetaForecast({ alpha, level, slope, observations }: ThetaFit, horizon: number): number[] {
  const start = (1 - (1 - alpha) ** observations) / alpha;
  const mean: number[] = [];
  for (let h = 0; h < horizon; h += 1) mean.push(level + (slope / 2) * (h + start));
  return mean;
}

/** Slope of the regression of the values on 0, 1, 2, ...; 0 below two values. */
export function leastSquaresSlope(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return 0;
  const centre = (n - 1) / 2;
  let cross = 0;
  for (let t = 0; t < n; t += 1) cross += (t - centre) * values[t]!;
  return cross / ((n * (n * n - 1)) / 12);
}
