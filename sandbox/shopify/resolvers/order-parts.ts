import { includedTaxMinor } from "../../store/build.ts";
import {
  LINE,
  type LineRow,
  LOCATION,
  ORDER,
  type OrderRow,
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

/** Lines, refunds and refunded lines. */
export const orderPartResolvers: Resolvers = {
  LineItem: {
    id: (row: LineRow, _: unknown, { shop }: Call) => shop.gids.gid("LineItem", row.id),
    title: (row: LineRow) => row.product_title,
    variantTitle: (row: LineRow) => (row.variant_title === "Default Title" ? null : row.variant_title),
    currentQuantity: (row: LineRow) => row.current_quantity,
    refundableQuantity: (row: LineRow) => row.current_quantity,
    unfulfilledQuantity: (row: LineRow) => Math.max(0, row.current_quantity - row.fulfilled_quantity),
    requiresShipping: () => true,
    isGiftCard: () => false,
    variant: (row: LineRow, _: unknown, call: Call) =>
      row.gone === 1 ? null : readOnce<VariantRow>(call, VARIANT, "variant", row.variant_id),
    product: (row: LineRow, _: unknown, call: Call) =>
      row.gone === 1 ? null : readOnce<ProductRow>(call, PRODUCT, "product", row.product_id),
    originalUnitPriceSet: (row: LineRow) => moneyBag(row.unit_minor),
    discountedUnitPriceAfterAllDiscountsSet: (row: LineRow) => moneyBag(row.unit_minor),
    totalDiscountSet: () => moneyBag(0),
    taxLines: (row: LineRow, _: unknown, call: Call) => {
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
      shop.database.get(`${LINE} WHERE line.id = ?`, row.line_id),
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
