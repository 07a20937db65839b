import { NORMAL_NODES } from "#core/stats/gauss-hermite.ts";
import { normalCdf } from "#core/stats/normal.ts";
import type { ElasticityBelief } from "./shrink-elasticity.ts";

/** Expected units at a new price, per unit at the old one, over the belief about the elasticity: E (p / p0)^e. */
export function expectedDemandRatio(priceRatio: number, belief: ElasticityBelief): number {
  const logRatio = Math.log(priceRatio);
  let sum = 0;
  for (const { z, weight } of NORMAL_NODES) sum += weight * Math.exp((belief.mean + belief.sd * z) * logRatio);
  return sum;
}

/**
 * Probability that a new price earns more: profit grows exactly when (p / p0)^e > m0 / m1 for contributions m0, m1 of a
 * unit (below it, where both are losses), which bounds e from one side, so the normal distribution function answers
 * without sampling.
 */
export function probabilityOfGain(
  priceRatio: number,
  contributionBefore: number,
  contributionAfter: number,
  belief: ElasticityBelief,
): number {
  const losing = contributionBefore < 0 && contributionAfter < 0;
  if (!losing && contributionBefore <= 0) return contributionAfter > 0 || contributionBefore < 0 ? 1 : 0;
  if ((!losing && contributionAfter <= 0) || priceRatio === 1) return 0;
  const threshold = Math.log(contributionBefore / contributionAfter) / Math.log(priceRatio);
  // Where each unit loses money, selling fewer is the gain.
  const above = priceRatio > 1 !== losing;
  if (belief.sd === 0) return (above ? belief.mean > threshold : belief.mean < threshold) ? 1 : 0;
  const z = (belief.mean - threshold) / belief.sd;
  return normalCdf(above ? z : -z);
}
