import { normalQuantile } from "#core/stats/normal.ts";

/** Probability of not running out that maximises profit of a single order: (p - c) / (p - salvage). */
export function criticalRatio(price: number, cost: number, salvage: number): number {
  return (price - cost) / (price - salvage);
}

/** Profit-maximising single order under normal demand. */
export function newsvendorQuantity(mean: number, sd: number, price: number, cost: number, salvage: number): number {
  return mean + sd * normalQuantile(criticalRatio(price, cost, salvage));
}
