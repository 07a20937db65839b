import { type Rounding, roundMinor } from "./rounding.ts";

/** What a price is worth without tax, in unrounded minor units: the price itself when tax comes on top, else price / (1 + rate). */
export function exTax(priceMinor: number, taxRate: number, taxIncluded: boolean): number {
  return taxIncluded ? priceMinor / (1 + taxRate) : priceMinor;
}

/** What the buyer pays, in unrounded minor units. */
export function withTax(priceMinor: number, taxRate: number, taxIncluded: boolean): number {
  return taxIncluded ? priceMinor : priceMinor * (1 + taxRate);
}

/** `exTax` as an amount of the books; half away from zero unless the caller names another rule. @example netOfTaxMinor(1190, 0.19, true) // 1000 */
export function netOfTaxMinor(
  priceMinor: number,
  taxRate: number,
  taxIncluded: boolean,
  rounding: Rounding = "half-away-from-zero",
): number {
  return roundMinor(exTax(priceMinor, taxRate, taxIncluded), rounding);
}
