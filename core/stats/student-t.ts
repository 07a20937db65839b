import { normalQuantile } from "./normal.ts";
import { regularisedBeta } from "./special-functions.ts";

/** P(T <= t) for Student's t. */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  const tail = 0.5 * regularisedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** Inverse of `studentTCdf`: bisection from a bracket that starts at the normal quantile. @example studentTQuantile(0.975, 10) // 2.228138851964939 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p < 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  // The t has heavier tails, so its upper quantiles lie above the normal's.
  let low = Math.max(0, normalQuantile(p));
  let high = low + 1;
  while (studentTCdf(high, degreesOfFreedom) < p) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 60 && high - low > 1e-14 * high; i += 1) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, degreesOfFreedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
