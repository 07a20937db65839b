import type { DampedHoltFit } from "./damped-holt.ts";
import type { ThetaFit } from "./theta.ts";

/** Growth of the error with the horizon expected before looking: that of a random walk. */
const PRIOR_EXPONENT = 0.5;
const PRIOR_WEIGHT = 20;
/** Widening per share of the series' length looked ahead, from the coverage reached on the M3 series. */
const FITTING = 0.75;

/**
 * Standard deviation of the combination's error at each step ahead. The fitted smoothers are run over the past and
 * judged at every origin and horizon; the root mean squares are smoothed by a power law sd_h = sd_1 h^g, g drawn
 * towards one half, and widened by 1 + 0.75 h / n for what the fit itself did not know (trend and weights were chosen on the
 * same data). `weights` are those of Theta and damped Holt in the mean forecast.
 */
export function errorGrowth(
  values: ArrayLike<number>,
  theta: ThetaFit,
  damped: DampedHoltFit,
  horizon: number,
  thetaWeight: number,
): number[] {
  const n = values.length;
  const reach = Math.min(horizon, Math.max(1, Math.floor(n / 2)));
  const squares = new Float64Array(reach);
  const damping = new Float64Array(reach);
  let sum = 0;
  for (let h = 0, power = 1; h < reach; h += 1) {
    power *= damped.phi;
    sum += power;
    damping[h] = sum;
  }
  const half = theta.slope / 2;
  let level = theta.level0;
  let decay = 1;
  let dampedLevel = damped.level0;
  let trend = damped.trend0;
  for (let t = 0; t < n - 1; t += 1) {
    const x = values[t]!;
    level += theta.alpha * (x - level);
    decay -= theta.alpha * decay;
    const expected = dampedLevel + damped.phi * trend;
    const error = x - expected;
    dampedLevel = expected + damped.alpha * error;
    trend = damped.phi * trend + damped.beta * error;
    if (t === 0) continue;
    const centre = thetaWeight * (level + (half * (1 - decay)) / theta.alpha) + (1 - thetaWeight) * dampedLevel;
    const slope = thetaWeight * half;
    const dampedSlope = (1 - thetaWeight) * trend;
    const last = Math.min(reach, n - 1 - t);
    for (let h = 0; h < last; h += 1) {
      const miss = values[t + 1 + h]! - centre - slope * h - dampedSlope * damping[h]!;
      squares[h]! += miss * miss;
    }
  }
  const first = squares[0]! / Math.max(1, n - 2);
  let cross = PRIOR_WEIGHT * PRIOR_EXPONENT;
  let weight = PRIOR_WEIGHT;
  for (let h = 1; h < reach; h += 1) {
    const count = n - 2 - h;
    if (count < 4 || !(first > 0) || !(squares[h]! > 0)) break;
    const logStep = Math.log(h + 1);
    const w = count / (h + 1);
    cross += w * logStep * 0.5 * Math.log(squares[h]! / count / first);
    weight += w * logStep * logStep;
  }
  const exponent = Math.min(1.2, Math.max(0, cross / weight));
  // One or two periods show no error at all: as unsure as the value is large.
  const sd1 = n < 3 ? Math.abs(values[n - 1]!) : Math.sqrt((first * n) / Math.max(1, n - 4));
  const sd: number[] = [];
  for (let h = 1; h <= horizon; h += 1) sd.push(sd1 * h ** exponent * (1 + (FITTING * h) / n));
  return sd;
}
