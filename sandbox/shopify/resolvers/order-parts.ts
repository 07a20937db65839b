import { includedTaxMinor } from "../../store/build.ts";
import {
  LOCATION,
  ORDER,
  type OrderRow,
  PLAIN_LINE,
  type PlainLineRow,
  PRODUCT,
  type ProductRow,
  REFUND_LINE,
  type RefundLineRow,
  type RefundRow,
  VARIANT,
  type VariantRow,
} from "../../store/rows.ts";
import { isoTime } from "../../store/shop.ts";
import { connect, connectRows, type PageArguments } from "../connection.ts";
import { moneyBag } from "../money.ts";
import { type Call, type Resolvers, readOnce } from "../resolver.ts";
import { refundTransaction } from "./orders.ts";

function variantOf(call: Call, row: PlainLineRow): VariantRow | undefined {
  return readOnce<VariantRow>(call, VARIANT, "variant", row.variant_id);
}

function productOf(call: Call, row: PlainLineRow): ProductRow | undefined {
  const variant = variantOf(call, row);
  return variant && readOnce<ProductRow>(call, PRODUCT, "product", variant.product_id);
}

/** A line outlives what was sold; a deleted product takes its variants with it. */
function isGone(call: Call, row: PlainLineRow): boolean {
  return variantOf(call, row)?.deleted_ms !== null;
}

/** Lines, refunds and refunded lines. */
export const orderPartResolvers: Resolvers = {
  LineItem: {
    id: (row: PlainLineRow, _: unknown, { shop }: Call) => shop.gids.gid("LineItem", row.id),
    sku: (row: PlainLineRow, _: unknown, call: Call) => variantOf(call, row)?.sku ?? null,
    title: (row: PlainLineRow, _: unknown, call: Call) => productOf(call, row)?.title ?? "",
    variantTitle: (row: PlainLineRow, _: unknown, call: Call) => {
      const title = variantOf(call, row)?.title ?? null;
      return title === "Default Title" ? null : title;
    },
    currentQuantity: (row: PlainLineRow) => row.current_quantity,
    refundableQuantity: (row: PlainLineRow) => row.current_quantity,
    unfulfilledQuantity: (row: PlainLineRow) => Math.max(0, row.current_quantity - row.fulfilled_quantity),
    requiresShipping: () => true,
    isGiftCard: () => false,
    variant: (row: PlainLineRow, _: unknown, call: Call) => (isGone(call, row) ? null : variantOf(call, row)),
    product: (row: PlainLineRow, _: unknown, call: Call) => (isGone(call, row) ? null : productOf(call, row)),
    originalUnitPriceSet: (row: PlainLineRow) => moneyBag(row.unit_minor),
    discountedUnitPriceAfterAllDiscountsSet: (row: PlainLineRow) => moneyBag(row.unit_minor),
    totalDiscountSet: () => moneyBag(0),
    taxLines: (row: PlainLineRow, _: unknown, call: Call) => {
      const order = readOnce<OrderRow>(call, ORDER, "orders", row.order_id);
      const taxMinor = includedTaxMinor(row.quantity * row.unit_minor, order?.country ?? "");
      return order?.country === "United Kingdom" ? [{ title: "GB VAT", rate: 0.2, priceSet: moneyBag(taxMinor) }] : [];
    },
  },
  Refund: {
    id: (row: RefundRow, _: unknown, { shop }: Call) => shop.gids.gid("Refund", row.id),
    createdAt: (row: RefundRow) => isoTime(row.created_ms),
    processedAt: (row: RefundRow) => isoTime(row.created_ms),
    updatedAt: (row: RefundRow) => isoTime(row.created_ms),
    totalRefundedSet: (row: RefundRow) => moneyBag(row.total_minor),
    order: (row: RefundRow, _: unknown, call: Call) => readOnce(call, ORDER, "orders", row.order_id),
    transactions: (row: RefundRow, page: PageArguments, call: Call) =>
      connectRows([refundTransaction(call, row)], page),
    refundLineItems: (row: RefundRow, page: PageArguments, call: Call) =>
      connect<RefundLineRow>(
        call,
        {
          select: REFUND_LINE,
          where: ["refund_line.refund_id = ?"],
          values: [row.id],
          sort: "refund_line.id",
          id: "refund_line.id",
        },
        page,
      ),
  },
  RefundLineItem: {
    id: (row: RefundLineRow, _: unknown, { shop }: Call) => shop.gids.gid("RefundLineItem", row.id),
    restockType: (row: RefundLineRow) => row.restock_type,
    restocked: (row: RefundLineRow) => row.restock_type !== "NO_RESTOCK",
    lineItem: (row: RefundLineRow, _: unknown, { shop }: Call) =>
      shop.database.get(`${PLAIN_LINE} WHERE line.id = ?`, row.line_id),
    location: (row: RefundLineRow, _: unknown, { shop }: Call) =>
      row.restock_type === "NO_RESTOCK" ? null : shop.database.get(`${LOCATION} WHERE location.id = 1`),
    subtotalSet: (row: RefundLineRow) => moneyBag(row.subtotal_minor),
    totalTaxSet: (row: RefundLineRow, _: unknown, { shop }: Call) => {
      const order = shop.database.get<{ country: string }>(
        "SELECT country FROM orders JOIN line ON line.order_id = orders.id WHERE line.id = ?",
        row.line_id,
      );
      return moneyBag(includedTaxMinor(row.subtotal_minor, order?.country ?? ""));
    },
  },
};
