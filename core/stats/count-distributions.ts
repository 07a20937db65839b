import { normalQuantile } from "./normal.ts";
import { regularisedBeta, regularisedGammaLower } from "./special-functions.ts";

/** P(X <= k) for a Poisson with the given mean. */
export function poissonCdf(k: number, mean: number): number {
  if (k < 0) return 0;
  return mean <= 0 ? 1 : 1 - regularisedGammaLower(Math.floor(k) + 1, mean);
}

/** P(X <= k) for the number of failures before `size` successes of probability `probability`; `size` may be fractional. */
export function negativeBinomialCdf(k: number, size: number, probability: number): number {
  return k < 0 ? 0 : regularisedBeta(probability, size, Math.floor(k) + 1);
}

/** Smallest integer whose distribution function reaches p. @example poissonQuantile(0.95, 3) // 6 */
export function poissonQuantile(p: number, mean: number): number {
  return smallestInteger(p, mean, mean, (k) => poissonCdf(k, mean));
}

/** Smallest integer whose distribution function reaches p, for a negative binomial given by mean and variance; Poisson when the variance does not exceed the mean. */
export function negativeBinomialQuantile(p: number, mean: number, variance: number): number {
  // A size above 1e7 is a Poisson to more digits than the incomplete beta keeps.
  if (!(variance > mean * (1 + mean * 1e-7))) return poissonQuantile(p, mean);
  const size = (mean * mean) / (variance - mean);
  return smallestInteger(p, mean, variance, (k) => negativeBinomialCdf(k, size, mean / variance));
}

function smallestInteger(p: number, mean: number, variance: number, cdf: (k: number) => number): number {
  if (!(p > 0) || !(mean > 0)) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  const sd = Math.sqrt(variance);
  let high = Math.max(0, Math.ceil(mean + sd * normalQuantile(p)));
  let step = Math.max(1, Math.ceil(sd / 4));
  let low = high;
  while (cdf(high) < p) {
    low = high;
    high += step;
    step *= 2;
  }
  if (low === high) low = -1;
  // Invariant: cdf(low) < p <= cdf(high).
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    // Past 2^53 there may be no number between the two.
    if (middle <= low || middle >= high) break;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}
