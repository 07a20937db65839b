import { contributionMinor, type NetTerms, netRevenueMinor } from "./net-money.ts";

/** Whether the contribution of one unit reaches the wanted share of its net revenue. */
export function meetsNetFloor(priceMinor: number, costMinor: number, marginShare: number, terms: NetTerms): boolean {
  return contributionMinor(priceMinor, costMinor, terms) >= marginShare * netRevenueMinor(priceMinor, terms);
}

/**
 * Lowest whole price whose contribution is at least `marginShare` of net revenue, or null when fees and margin eat any
 * price. Both sides are linear in the price, so the bound is solved and then checked upwards against float noise.
 */
export function netFloorMinor(costMinor: number, marginShare: number, terms: NetTerms): number | null {
  const slack = (price: number) =>
    contributionMinor(price, costMinor, terms) - marginShare * netRevenueMinor(price, terms);
  const fixed = slack(0);
  const perMinor = slack(1) - fixed;
  if (!(perMinor > 1e-9)) return null;
  let floor = Math.max(1, Math.ceil(-fixed / perMinor - 1e-6));
  while (slack(floor) < 0) floor += 1;
  return Number.isSafeInteger(floor) ? floor : null;
}
