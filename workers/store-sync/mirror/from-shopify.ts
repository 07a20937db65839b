import { currencyExponent } from "#core/money/currency.ts";
import { parseMinor } from "#core/money/minor-units.ts";
import { roundMinor } from "#core/money/rounding.ts";
import type { ShopCalendar } from "#core/time/shop-calendar.ts";
import type {
  AmountFragment,
  InventoryItemCoreFragment,
  InventoryLevelCoreFragment,
  OrderHeadFragment,
  ProductCoreFragment,
  RefundLineFragment,
  SoldLineFragment,
  VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import type { LevelRow, LineRow, OrderRow, ProductRow, RefundLineRow, VariantRow } from "./rows.ts";

/** When a reply was asked for, ms of the shop's clock: of two reads with equal `updated_at` the later one is right. */
export type AsOf = number;

const at = (time: string) => Date.parse(time);
const atOrNull = (time: string | null) => (time === null ? null : Date.parse(time));

/** Shopify divides discounts over units, so a unit price may carry more digits than its currency: half goes up. */
function minor(amount: string, currency: string): number {
  const exact = parseMinor(amount, currency);
  return exact.ok ? exact.value : roundMinor(Number(amount) * 10 ** currencyExponent(currency), "half-away-from-zero");
}

function shopMinor(amount: AmountFragment | null): number {
  return amount === null ? 0 : minor(amount.shopMoney.amount, amount.shopMoney.currencyCode);
}

export function orderRow(order: OrderHeadFragment, asOf: AsOf): OrderRow {
  return {
    id: order.id,
    name: order.name,
    customerId: order.customer?.id ?? null,
    currency: order.totalPriceSet.shopMoney.currencyCode,
    totalMinor: shopMinor(order.totalPriceSet),
    discountMinor: shopMinor(order.totalDiscountsSet),
    taxMinor: shopMinor(order.totalTaxSet),
    shippingMinor: shopMinor(order.totalShippingPriceSet),
    refundedMinor: shopMinor(order.totalRefundedSet),
    financialStatus: order.displayFinancialStatus,
    fulfillmentStatus: order.displayFulfillmentStatus,
    test: order.test ? 1 : 0,
    createdAt: at(order.createdAt),
    processedAt: at(order.processedAt),
    cancelledAt: atOrNull(order.cancelledAt),
    updatedAt: at(order.updatedAt),
    triggeredAt: asOf,
    deletedAt: null,
  };
}

/** `day` is the shop-zone day of the order; the unit price is after every discount. */
export function lineRow(line: SoldLineFragment, orderId: string, day: string): LineRow {
  return {
    id: line.id,
    orderId,
    variantId: line.variant?.id ?? null,
    productId: line.product?.id ?? null,
    sku: line.sku,
    day,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    unitPriceMinor: shopMinor(line.discountedUnitPriceAfterAllDiscountsSet),
  };
}

export interface RefundHead {
  id: string;
  createdAt: string | null;
  processedAt: string;
}

/** Counted on the day of the refund, not of the order. Old refund lines have no id of their own. */
export function refundLineRow(
  line: RefundLineFragment,
  refund: RefundHead,
  of: { orderId: string; variantId: string | null; calendar: ShopCalendar },
): RefundLineRow {
  return {
    id: line.id ?? `${refund.id}#${line.lineItem.id}`,
    refundId: refund.id,
    orderId: of.orderId,
    lineId: line.lineItem.id,
    variantId: of.variantId,
    day: of.calendar.dayOf(at(refund.createdAt ?? refund.processedAt)),
    quantity: line.quantity,
    amountMinor: shopMinor(line.subtotalSet),
  };
}

export function productRow(product: ProductCoreFragment, asOf: AsOf): ProductRow {
  return {
    id: product.id,
    title: product.title,
    vendor: product.vendor,
    productType: product.productType,
    status: product.status,
    tags: JSON.stringify(product.tags),
    createdAt: at(product.createdAt),
    updatedAt: at(product.updatedAt),
    triggeredAt: asOf,
    deletedAt: null,
  };
}

/** A cost says where it comes from: a product tagged `generated:<seed>` carries invented figures. */
export function variantRow(
  variant: VariantCoreFragment,
  product: Pick<ProductCoreFragment, "id" | "tags">,
  options: { currency: string; asOf: AsOf },
): VariantRow {
  const { currency, asOf } = options;
  const cost = itemCostMinor(variant.inventoryItem);
  const generated = product.tags.find((tag) => tag.startsWith("generated:"));
  return {
    id: variant.id,
    productId: product.id,
    sku: variant.sku,
    title: variant.title,
    priceMinor: minor(variant.price, currency),
    compareAtMinor: variant.compareAtPrice === null ? null : minor(variant.compareAtPrice, currency),
    costMinor: cost,
    costProvenance: cost === null ? null : (generated ?? "measured"),
    inventoryItemId: variant.inventoryItem.id,
    tracked: variant.inventoryItem.tracked ? 1 : 0,
    createdAt: at(variant.createdAt),
    updatedAt: at(variant.updatedAt),
    triggeredAt: asOf,
    deletedAt: null,
  };
}

export function itemCostMinor(item: InventoryItemCoreFragment): number | null {
  return item.unitCost === null ? null : minor(item.unitCost.amount, item.unitCost.currencyCode);
}

export function levelRow(level: InventoryLevelCoreFragment, itemId: string, asOf: AsOf): LevelRow {
  const quantity = (name: string) => level.quantities.find((each) => each.name === name)?.quantity ?? null;
  return {
    itemId,
    locationId: level.location.id,
    available: quantity("available") ?? 0,
    onHand: quantity("on_hand"),
    committed: quantity("committed"),
    incoming: quantity("incoming"),
    updatedAt: at(level.updatedAt),
    triggeredAt: asOf,
    deletedAt: level.isActive ? null : at(level.updatedAt),
  };
}
