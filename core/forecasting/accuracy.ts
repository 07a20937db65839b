/** Symmetric absolute percentage error in percent, as the M competitions score it: mean of 200 |y - f| / (|y| + |f|); a pair of zeros counts 0. */
export function smape(actual: readonly number[], forecast: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < actual.length; i += 1) {
    const size = Math.abs(actual[i]!) + Math.abs(forecast[i]!);
    if (size > 0) sum += (200 * Math.abs(actual[i]! - forecast[i]!)) / size;
  }
  return sum / actual.length;
}

/** Absolute error scaled by the seasonal naive's within the history (Hyndman & Koehler 2006); NaN when the history never changes or is too short. */
export function mase(
  history: readonly number[],
  seasonLength: number,
  actual: readonly number[],
  forecast: readonly number[],
): number {
  const scale = meanOf(history.length - seasonLength, (t) => Math.abs(history[t + seasonLength]! - history[t]!));
  if (!(scale > 0)) return Number.NaN;
  return meanOf(actual.length, (i) => Math.abs(actual[i]! - forecast[i]!)) / scale;
}

/** Root mean squared error scaled by the naive forecast's within the history (M5 competition); NaN when the history never changes. */
export function rmsse(history: readonly number[], actual: readonly number[], forecast: readonly number[]): number {
  const scale = meanOf(history.length - 1, (t) => (history[t + 1]! - history[t]!) ** 2);
  if (!(scale > 0)) return Number.NaN;
  return Math.sqrt(meanOf(actual.length, (i) => (actual[i]! - forecast[i]!) ** 2) / scale);
}

/** Sum of absolute errors over the sum of actuals; NaN when nothing was sold. */
export function wape(actual: readonly number[], forecast: readonly number[]): number {
  let errors = 0;
  let total = 0;
  for (let i = 0; i < actual.length; i += 1) {
    errors += Math.abs(actual[i]! - forecast[i]!);
    total += Math.abs(actual[i]!);
  }
  return total > 0 ? errors / total : Number.NaN;
}

/** Mean of forecast less actual over the mean actual: above 0 is too high; NaN when nothing was sold. */
export function relativeBias(actual: readonly number[], forecast: readonly number[]): number {
  let difference = 0;
  let total = 0;
  for (let i = 0; i < actual.length; i += 1) {
    difference += forecast[i]! - actual[i]!;
    total += actual[i]!;
  }
  return total > 0 ? difference / total : Number.NaN;
}

/** Share of actuals within their bounds, ends included. */
export function coverage(actual: readonly number[], lower: readonly number[], upper: readonly number[]): number {
  return meanOf(actual.length, (i) => (actual[i]! >= lower[i]! && actual[i]! <= upper[i]! ? 1 : 0));
}

/** Cost of a quantile forecast: over-forecast weighs 1 - p, under-forecast p. */
export function pinballLoss(actual: number, quantile: number, p: number): number {
  const error = actual - quantile;
  return error >= 0 ? p * error : (p - 1) * error;
}

function meanOf(count: number, at: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += at(i);
  return sum / count;
}
