import { expect, test } from "vitest";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import type {
  RefundLineFragment,
  SoldLineFragment,
  VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import { lineRow, refundLineRow, variantRow } from "./from-shopify.ts";

const gbp = (amount: string) => ({ shopMoney: { amount, currencyCode: "GBP" as const } });
const line: SoldLineFragment = {
  id: "gid://shopify/LineItem/9007199254740995",
  sku: "A",
  quantity: 3,
  currentQuantity: 2,
  variant: null,
  product: null,
  discountedUnitPriceAfterAllDiscountsSet: gbp("3.335"),
};
const item = {
  id: "gid://shopify/InventoryItem/1",
  sku: "A",
  tracked: true,
  requiresShipping: true,
  updatedAt: "2026-01-01T00:00:00Z",
  unitCost: { amount: "1.50", currencyCode: "GBP" as const },
};
const variant: VariantCoreFragment = {
  id: "gid://shopify/ProductVariant/1",
  sku: "A",
  barcode: null,
  title: "Default Title",
  position: 1,
  price: "12.00",
  compareAtPrice: null,
  taxable: true,
  inventoryPolicy: "DENY",
  inventoryQuantity: 1,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-02T00:00:00Z",
  inventoryItem: item,
};

test("a unit price with a fraction of a penny is rounded half up, and a gid above 2^53 stays itself", () => {
  const row = lineRow(line, "gid://shopify/Order/1", "2026-05-01");
  expect(row).toMatchObject({ id: line.id, unitPriceMinor: 334, quantity: 3, currentQuantity: 2, variantId: null });
});

test("a refund counts on the shop's day of the refund", () => {
  const refundLine: RefundLineFragment = {
    id: null,
    quantity: 1,
    restockType: "RETURN",
    restocked: true,
    lineItem: { id: line.id },
    location: null,
    subtotalSet: gbp("3.34"),
    totalTaxSet: gbp("0.00"),
  };
  const refund = {
    id: "gid://shopify/Refund/7",
    createdAt: "2026-07-01T23:30:00Z",
    processedAt: "2026-07-03T00:00:00Z",
  };
  const of = { orderId: "gid://shopify/Order/1", variantId: "v", calendar: shopCalendar("Europe/London") };
  expect(refundLineRow(refundLine, refund, of)).toMatchObject({
    id: `${refund.id}#${line.id}`,
    day: "2026-07-02",
    amountMinor: 334,
  });
});

test("a cost says whether it was measured or invented, and an unknown one stays unknown", () => {
  const options = { currency: "GBP", asOf: 5 };
  const own = { id: "gid://shopify/Product/1", tags: ["sale"] };
  const invented = { id: own.id, tags: ["generated:42"] };
  expect(variantRow(variant, own, options)).toMatchObject({
    costMinor: 150,
    costProvenance: "measured",
    triggeredAt: 5,
  });
  expect(variantRow(variant, invented, options)).toMatchObject({ costProvenance: "generated:42" });
  const costless = { ...variant, inventoryItem: { ...item, unitCost: null } };
  expect(variantRow(costless, invented, options)).toMatchObject({ costMinor: null, costProvenance: null });
});
