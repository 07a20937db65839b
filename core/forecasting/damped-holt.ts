import { nelderMead } from "#core/stats/nelder-mead.ts";

export interface DampedHoltFit {
  readonly alpha: number;
  /** Smoothing of the trend, below alpha. */
  readonly beta: number;
  /** Share of the trend that survives each step. */
  readonly phi: number;
  readonly level: number;
  readonly trend: number;
  /** Sum of squared one-step errors. */
  readonly sse: number;
}

/**
 * Holt's linear trend with damping (Gardner & McKenzie, Management Science 31, 1985), in error-correction form. The two
 * starting values enter the one-step errors linearly, so they are solved by least squares for each (alpha, beta, phi).
 */
export function fitDampedHolt(values: readonly number[]): DampedHoltFit {
  const at = (point: readonly number[]) => {
    const alpha = 1e-4 + 0.9998 * logistic(point[0]!);
    return smooth(values, alpha, alpha * logistic(point[1]!), 0.8 + 0.18 * logistic(point[2]!));
  };
  let best = { point: [0, -2, 0], value: Number.POSITIVE_INFINITY };
  for (const start of [
    [-1.5, -2, 1],
    [1, -2, 1],
  ]) {
    const found = nelderMead((point) => at(point).sse, start, { step: 1, maxEvaluations: 120, tolerance: 1e-5 });
    if (found.value < best.value) best = found;
  }
  return at(best.point);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function smooth(values: readonly number[], alpha: number, beta: number, phi: number): DampedHoltFit {
  // Three runs in one: from (0, 0) on the data, and the decay of a unit of level and of trend.
  let l = 0;
  let b = 0;
  let l1 = 1;
  let b1 = 0;
  let l2 = 0;
  let b2 = 1;
  let s11 = 0;
  let s12 = 0;
  let s22 = 0;
  let r1 = 0;
  let r2 = 0;
  let rr = 0;
  for (let t = 0; t < values.length; t += 1) {
    const e = values[t]! - l - phi * b;
    const w1 = l1 + phi * b1;
    const w2 = l2 + phi * b2;
    rr += e * e;
    r1 += e * w1;
    r2 += e * w2;
    s11 += w1 * w1;
    s12 += w1 * w2;
    s22 += w2 * w2;
    l = l + phi * b + alpha * e;
    b = phi * b + beta * e;
    l1 = w1 - alpha * w1;
    b1 = phi * b1 - beta * w1;
    l2 = w2 - alpha * w2;
    b2 = phi * b2 - beta * w2;
  }
  const det = s11 * s22 - s12 * s12;
  const singular = !(det > 1e-9 * s11 * s22);
  const level0 = singular ? r1 / s11 : (r1 * s22 - r2 * s12) / det;
  const trend0 = singular ? 0 : (r2 * s11 - r1 * s12) / det;
  return {
    alpha,
    beta,
    phi,
    level: l + level0 * l1 + trend0 * l2,
    trend: b + level0 * b1 + trend0 * b2,
    sse: Math.max(0, rr - level0 * r1 - trend0 * r2),
  };
}

/** Mean forecast: the level plus the damped trend summed over the steps. */
export function dampedHoltForecast(values: readonly number[], horizon: number, fit = fitDampedHolt(values)): number[] {
  const mean: number[] = [];
  let reach = 0;
  let damping = 1;
  for (let h = 0; h < horizon; h += 1) {
    damping *= fit.phi;
    reach += damping;
    mean.push(fit.level + reach * fit.trend);
  }
  return mean;
}
