import { nelderMead } from "#core/stats/nelder-mead.ts";
import { logGamma } from "#core/stats/special-functions.ts";

/** A repeat customer's spending: number of repeat purchases and their mean value. */
export interface Spending {
  readonly purchases: number;
  readonly meanValue: number;
}

export interface GammaGammaParameters {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/**
 * Gamma-gamma model of spending per purchase (Fader & Hardie 2013; Colombo & Jiang 1999), for customers with at least one
 * repeat purchase of positive value. It assumes that how much is spent does not depend on how often. Null without any.
 */
export function fitGammaGamma(customers: readonly Spending[]): GammaGammaParameters | null {
  const used = customers.filter(({ purchases, meanValue }) => purchases > 0 && meanValue > 0);
  if (used.length === 0) return null;
  const objective = (logs: readonly number[]) => {
    const value = -gammaGammaLogLikelihood(used, fromLogs(logs)) / used.length;
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  const scale = Math.log(used.reduce((sum, { meanValue }) => sum + meanValue, 0) / used.length);
  let best = nelderMead(objective, [1, 1, scale], { tolerance: 1e-13 });
  for (let restart = 0; restart < 2; restart += 1) {
    best = nelderMead(objective, best.point, { step: 0.1, tolerance: 1e-14 });
  }
  return fromLogs(best.point);
}

function fromLogs(logs: readonly number[]): GammaGammaParameters {
  const [p, q, gamma] = logs.map(Math.exp);
  return { p: p!, q: q!, gamma: gamma! };
}

export function gammaGammaLogLikelihood(customers: readonly Spending[], { p, q, gamma }: GammaGammaParameters): number {
  const byCount = new Map<number, number>();
  const constant = -logGamma(q) + q * Math.log(gamma);
  let sum = 0;
  for (const { purchases: x, meanValue: m } of customers) {
    let gammas = byCount.get(x);
    if (gammas === undefined) {
      gammas = constant + logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x);
      byCount.set(x, gammas);
    }
    sum += gammas + (p * x - 1) * Math.log(m) - (p * x + q) * Math.log(gamma + m * x);
  }
  return sum;
}

/** Mean value to expect of a customer's purchases; the shop's own mean for one without repeats. NaN when the fitted q is 1 or less (no finite mean). */
export function expectedSpend({ purchases, meanValue }: Spending, { p, q, gamma }: GammaGammaParameters): number {
  const denominator = p * purchases + q - 1;
  return denominator > 0 ? (p * (gamma + meanValue * purchases)) / denominator : Number.NaN;
}
