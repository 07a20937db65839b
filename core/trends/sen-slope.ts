import { median } from "#core/stats/quantile.ts";

/** Median of the slopes between all pairs of periods (Sen, J. American Statistical Association 63, 1968): change per period, unmoved by a few outliers; NaN below two periods. */
export function senSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let j = 1; j < values.length; j += 1) {
    for (let i = 0; i < j; i += 1) slopes.push((values[j]! - values[i]!) / (j - i));
  }
  return median(slopes);
}
