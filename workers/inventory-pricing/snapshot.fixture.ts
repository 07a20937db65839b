import { addDays, type Day, dayFromNumber } from "#core/time/day.ts";
import type { InventorySnapshot, VariantSnapshot } from "./snapshot.ts";

export const today = 20_779;

/** A shop with one steady seller whose price moved twice, and buyers who minded little. */
export function snapshotOfOneSeller(
  change: Partial<VariantSnapshot> = {},
): Extract<InventorySnapshot, { phase: "variants" }> {
  const days = 300;
  const firstDay = today - days;
  const price = (at: number) => (at < 100 ? 1_000 : at < 200 ? 1_100 : 1_200);
  const units = Array.from({ length: days }, (_, at) => Math.round(8 * (price(at) / 1_000) ** -0.6) + (at % 3));
  const start: Day = dayFromNumber(firstDay);
  const variant: VariantSnapshot = {
    id: "gid://shopify/ProductVariant/1",
    productId: "gid://shopify/Product/1",
    title: "Tea towel",
    sku: "TT-1",
    supplier: "Weaver",
    productType: "Kitchen",
    priceMinor: 1_200,
    compareAtMinor: null,
    costMinor: 300,
    costGenerated: false,
    available: 500,
    incoming: 0,
    series: {
      firstDay,
      unitsSold: units,
      unitsReturned: units.map(() => 0),
      revenueMinor: units.map((sold, at) => sold * price(at)),
      orders: units,
      stockAtClose: units.map(() => 100),
    },
    lines: units.flatMap((sold, at) =>
      Array.from({ length: sold }, () => ({ day: addDays(start, at), unitPriceMinor: price(at), quantity: 1 })),
    ),
    lowest30DaysMinor: 1_200,
    priceChangedAt: null,
    ...change,
  };
  const shop = { currency: "GBP", taxesIncluded: true, discountShare: 0, today, classCuts: { a: 1, b: 0 } };
  return { phase: "variants", shop, variants: [variant], counts: [] };
}
