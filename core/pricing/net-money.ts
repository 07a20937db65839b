import { exTax, withTax } from "#core/money/net-of-tax.ts";

/** What happens to a list price on its way to the till; shares are fractions, amounts minor units per unit sold. */
export interface NetTerms {
  readonly taxRate: number;
  readonly taxIncluded: boolean;
  /** Average share of the list price given away by discounts. */
  readonly discountShare?: number;
  /** Payment fee on what the buyer pays, tax included. */
  readonly feeRate?: number;
  readonly feeFixedMinor?: number;
  /** Shipping paid by the shop and not by the buyer. */
  readonly shippingSubsidyMinor?: number;
  /** Expected share of units that come back; their price is refunded, the fee is not. */
  readonly returnShare?: number;
  /** Lost on each unit that comes back: handling, return label, what cannot be sold again. */
  readonly returnLossMinor?: number;
}

/** Revenue without tax of one unit sold, after discount and refunds; unrounded minor units. */
export function netRevenueMinor(priceMinor: number, terms: NetTerms): number {
  const paid = priceMinor * (1 - (terms.discountShare ?? 0));
  return exTax(paid, terms.taxRate, terms.taxIncluded) * (1 - (terms.returnShare ?? 0));
}

/** What one unit sold leaves after tax, discount, fee, shipping subsidy, expected returns and its cost; unrounded minor units. */
export function contributionMinor(priceMinor: number, costMinor: number, terms: NetTerms): number {
  const paid = withTax(priceMinor * (1 - (terms.discountShare ?? 0)), terms.taxRate, terms.taxIncluded);
  const returned = terms.returnShare ?? 0;
  return (
    netRevenueMinor(priceMinor, terms) -
    (terms.feeRate ?? 0) * paid -
    (terms.feeFixedMinor ?? 0) -
    (terms.shippingSubsidyMinor ?? 0) -
    returned * (terms.returnLossMinor ?? 0) -
    (1 - returned) * costMinor
  );
}
