import { normalQuantile } from "#core/stats/normal.ts";

/** Parcels' days from order to door, and what the supplier promises before any is known. */
export interface LeadTimes {
  readonly days: readonly number[];
  readonly promisedLow: number;
  readonly promisedHigh: number;
}

/** Parcels the promise counts as, beside those seen. */
const priorParcels = 5;
/** A promise without any spread is still no certainty. */
const leastSpread = 0.05;

/**
 * Days within which nine of ten parcels arrive: the 90 % quantile of a lognormal whose mean and variance of ln(days) are those
 * of the parcels seen, together with five that spread as the supplier promises (its high end taken for the 90 % quantile).
 * @example leadTimeP90({ days: [], promisedLow: 5, promisedHigh: 9 }) // 9
 */
export function leadTimeP90({ days, promisedLow, promisedHigh }: LeadTimes): number {
  const z = normalQuantile(0.9);
  const low = Math.max(0.5, Math.min(promisedLow, promisedHigh));
  const high = Math.max(low, promisedHigh);
  const middle = Math.log(Math.sqrt(low * high));
  const spread = Math.max(leastSpread, (Math.log(high) - middle) / z);
  const seen = days.filter((each) => each > 0).map(Math.log);
  if (seen.length === 0) return high;
  const n = seen.length + priorParcels;
  const mean = (priorParcels * middle + sum(seen)) / n;
  const squares = sum(seen.map((each) => (each - mean) ** 2)) + priorParcels * (spread ** 2 + (middle - mean) ** 2);
  return Math.exp(mean + z * Math.sqrt(squares / n));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
