export interface SesFit {
  readonly alpha: number;
  /** Level before the first period. */
  readonly level0: number;
  /** Level after the last period: the forecast of every step. */
  readonly level: number;
  /** Sum of squared one-step errors. */
  readonly sse: number;
}

const LOWEST = 1e-4;
const HIGHEST = 0.9999;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Simple exponential smoothing with weight and starting level chosen by least squares. For a given weight the one-step
 * errors are linear in the starting level, e_t = u_t - (1 - a)^t l0, so l0 has a closed form and only the weight is searched.
 */
export function fitSes(values: readonly number[]): SesFit {
  let low = LOWEST;
  let high = HIGHEST;
  let bestAlpha = low;
  let best = profile(values, low);
  // A coarse look first: the profile is not always unimodal.
  const grid = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, HIGHEST];
  for (const alpha of grid) {
    const candidate = profile(values, alpha);
    if (candidate.sse < best.sse) {
      best = candidate;
      bestAlpha = alpha;
    }
  }
  const all = [LOWEST, ...grid];
  const at = all.indexOf(bestAlpha);
  low = all[Math.max(0, at - 1)]!;
  high = all[Math.min(all.length - 1, at + 1)]!;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = profile(values, a);
  let fb = profile(values, b);
  for (let i = 0; i < 16; i += 1) {
    if (fa.sse < fb.sse) {
      high = b;
      b = a;
      fb = fa;
      a = high - GOLDEN * (high - low);
      fa = profile(values, a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + GOLDEN * (high - low);
      fb = profile(values, b);
    }
  }
  const refined = fa.sse < fb.sse ? { fit: fa, alpha: a } : { fit: fb, alpha: b };
  if (refined.fit.sse < best.sse) {
    best = refined.fit;
    bestAlpha = refined.alpha;
  }
  return { alpha: bestAlpha, ...best };
}

function profile(values: readonly number[], alpha: number): { level0: number; level: number; sse: number } {
  const keep = 1 - alpha;
  let level = 0; // Level that would follow from a start at zero.
  let weight = 1; // Weight the true start still has in it.
  let uu = 0;
  let uw = 0;
  let ww = 0;
  for (let t = 0; t < values.length; t += 1) {
    const u = values[t]! - level;
    uu += u * u;
    uw += u * weight;
    ww += weight * weight;
    level += alpha * u;
    weight *= keep;
  }
  const level0 = uw / ww;
  return { level0, level: level + weight * level0, sse: Math.max(0, uu - level0 * uw) };
}
