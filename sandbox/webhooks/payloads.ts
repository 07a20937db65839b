import {
  CUSTOMER,
  type CustomerRow,
  LINE,
  type LineRow,
  ORDER,
  type OrderRow,
  PRODUCT,
  type ProductRow,
  REFUND,
  REFUND_LINE,
  RETURN,
  type RefundLineRow,
  type RefundRow,
  type ReturnRow,
  returnUnits,
  VARIANT,
  type VariantRow,
} from "../store/rows.ts";
import { CURRENCY, isoTime, type Shop } from "../store/shop.ts";
import { rawNumber } from "./raw-number.ts";

/** Bodies as the REST Admin API shapes them: snake case, numeric ids, money as strings, tags in one string. */
type Body = Record<string, unknown>;

function identity(shop: Shop, type: string, local: number): Body {
  return { id: rawNumber(shop.gids.digits(type, local)), admin_graphql_api_id: shop.gids.gid(type, local) };
}

function money(minor: number): string {
  return (minor / 100).toFixed(2);
}

function moneySet(minor: number): Body {
  const both = { amount: money(minor), currency_code: CURRENCY };
  return { shop_money: both, presentment_money: both };
}

function tagText(tags: string): string {
  return (JSON.parse(tags) as string[]).join(", ");
}

export function customerBody(shop: Shop, id: number): Body {
  const row = shop.database.get<CustomerRow>(`${CUSTOMER} WHERE customer.id = ?`, id);
  if (row === undefined) return {};
  return {
    ...identity(shop, "Customer", id),
    email: row.email,
    first_name: row.first_name,
    last_name: row.last_name,
    state: "disabled",
    note: row.note,
    tags: tagText(row.tags),
    currency: CURRENCY,
    email_marketing_consent: {
      state: row.marketing_state.toLowerCase(),
      opt_in_level: row.marketing_opt_in?.toLowerCase() ?? null,
      consent_updated_at: row.marketing_updated_ms === null ? null : isoTime(row.marketing_updated_ms),
    },
    created_at: isoTime(row.created_ms),
    updated_at: isoTime(row.updated_ms),
  };
}

function lineBody(shop: Shop, row: LineRow): Body {
  return {
    ...identity(shop, "LineItem", row.id),
    variant_id: row.gone === 1 ? null : rawNumber(shop.gids.digits("ProductVariant", row.variant_id)),
    product_id: row.gone === 1 ? null : rawNumber(shop.gids.digits("Product", row.product_id)),
    sku: row.sku,
    name: row.product_title,
    title: row.product_title,
    quantity: row.quantity,
    current_quantity: row.current_quantity,
    fulfillable_quantity: Math.max(0, row.current_quantity - row.fulfilled_quantity),
    price: money(row.unit_minor),
    price_set: moneySet(row.unit_minor),
    total_discount: "0.00",
    requires_shipping: true,
    taxable: true,
    grams: 0,
    properties: [],
    tax_lines: [],
  };
}

/** The bank's word about a payment; the sandbox's shop has one dispute an order at most. */
export function disputeBody(shop: Shop, order: number, { reason, status }: { reason: string; status: string }): Body {
  const row = shop.database.get<OrderRow>(`${ORDER} WHERE orders.id = ?`, order);
  return {
    id: rawNumber(shop.gids.digits("ShopifyPaymentsDispute", order)),
    order_id: rawNumber(shop.gids.digits("Order", order)),
    type: "chargeback",
    amount: money(row?.total_minor ?? 0),
    currency: CURRENCY,
    reason,
    status,
    initiated_at: isoTime(shop.clock.now()),
  };
}

export function orderBody(shop: Shop, id: number): Body {
  const row = shop.database.get<OrderRow>(`${ORDER} WHERE orders.id = ?`, id);
  if (row === undefined) return {};
  const lines = shop.database.all<LineRow>(`${LINE} WHERE line.order_id = ? ORDER BY line.id`, id);
  const currentMinor = row.total_minor - row.refunded_minor;
  return {
    ...identity(shop, "Order", id),
    name: row.name,
    number: id,
    order_number: id,
    email: null,
    created_at: isoTime(row.created_ms),
    updated_at: isoTime(row.updated_ms),
    processed_at: isoTime(row.created_ms),
    cancelled_at: row.cancelled_ms === null ? null : isoTime(row.cancelled_ms),
    cancel_reason: row.cancel_reason,
    closed_at: null,
    confirmed: true,
    test: false,
    currency: CURRENCY,
    presentment_currency: CURRENCY,
    financial_status: row.financial_status.toLowerCase(),
    fulfillment_status: row.fulfillment_status === "FULFILLED" ? "fulfilled" : null,
    source_name: row.source_name,
    tags: tagText(row.tags),
    note: row.note,
    taxes_included: true,
    total_price: money(row.total_minor),
    total_price_set: moneySet(row.total_minor),
    current_total_price: money(currentMinor),
    current_total_price_set: moneySet(currentMinor),
    subtotal_price: money(row.total_minor),
    total_tax: money(row.tax_minor),
    total_discounts: "0.00",
    discount_codes: [],
    customer: row.customer_id === null ? null : identity(shop, "Customer", row.customer_id),
    shipping_address: { country: row.country },
    line_items: lines.map((line) => lineBody(shop, line)),
    refunds: [],
    fulfillments: [],
  };
}

export function refundBody(shop: Shop, id: number): Body {
  const row = shop.database.get<RefundRow>(`${REFUND} WHERE refund.id = ?`, id);
  if (row === undefined) return {};
  const lines = shop.database.all<RefundLineRow>(`${REFUND_LINE} WHERE refund_id = ? ORDER BY refund_line.id`, id);
  return {
    ...identity(shop, "Refund", id),
    order_id: rawNumber(shop.gids.digits("Order", row.order_id)),
    created_at: isoTime(row.created_ms),
    processed_at: isoTime(row.created_ms),
    note: row.note,
    restock: true,
    refund_line_items: lines.map((line) => ({
      id: rawNumber(shop.gids.digits("RefundLineItem", line.id)),
      line_item_id: rawNumber(shop.gids.digits("LineItem", line.line_id)),
      quantity: line.quantity,
      restock_type: line.restock_type.toLowerCase(),
      subtotal: money(line.subtotal_minor),
    })),
    transactions: [],
  };
}

export function returnBody(shop: Shop, id: number): Body {
  const row = shop.database.get<ReturnRow>(`${RETURN} WHERE order_return.id = ?`, id);
  if (row === undefined) return {};
  const units = returnUnits(row);
  return {
    ...identity(shop, "Return", id),
    status: row.status.toLowerCase(),
    created_at: isoTime(row.created_ms),
    order: identity(shop, "Order", row.order_id),
    total_return_line_items: units.reduce((sum, { quantity }) => sum + quantity, 0),
    return_line_items: units.map(({ line, quantity }) => ({
      quantity,
      fulfillment_line_item: { line_item: identity(shop, "LineItem", line) },
    })),
  };
}

function variantBody(shop: Shop, row: VariantRow): Body {
  return {
    ...identity(shop, "ProductVariant", row.id),
    product_id: rawNumber(shop.gids.digits("Product", row.product_id)),
    inventory_item_id: rawNumber(shop.gids.digits("InventoryItem", row.id)),
    sku: row.sku,
    title: row.title,
    price: money(row.price_minor),
    compare_at_price: row.compare_at_minor === null ? null : money(row.compare_at_minor),
    inventory_policy: row.inventory_policy.toLowerCase(),
    inventory_quantity: shop.database.count("SELECT SUM(available) FROM level WHERE item_id = ?", row.id),
    position: row.position,
    created_at: isoTime(row.created_ms),
    updated_at: isoTime(row.updated_ms),
  };
}

export function variantBodyOf(shop: Shop, id: number): Body {
  const row = shop.database.get<VariantRow>(`${VARIANT} WHERE variant.id = ?`, id);
  return row === undefined ? {} : variantBody(shop, row);
}

export function productBody(shop: Shop, id: number): Body {
  const row = shop.database.get<ProductRow>(`${PRODUCT} WHERE product.id = ?`, id);
  if (row === undefined) return {};
  if (row.deleted_ms !== null) return { id: rawNumber(shop.gids.digits("Product", id)) };
  const variants = shop.database.all<VariantRow>(
    `${VARIANT} WHERE product_id = ? AND deleted_ms IS NULL ORDER BY position, variant.id`,
    id,
  );
  return {
    ...identity(shop, "Product", id),
    title: row.title,
    handle: row.handle,
    body_html: row.description,
    status: row.status.toLowerCase(),
    vendor: row.vendor,
    product_type: row.product_type,
    tags: tagText(row.tags),
    created_at: isoTime(row.created_ms),
    updated_at: isoTime(row.updated_ms),
    published_at: row.status === "ACTIVE" ? isoTime(row.created_ms) : null,
    variants: variants.map((variant) => variantBody(shop, variant)),
  };
}

export function levelBody(shop: Shop, item: number, location: number, available: number, updatedMs: number): Body {
  const inventoryItem = shop.gids.digits("InventoryItem", item);
  return {
    inventory_item_id: rawNumber(inventoryItem),
    location_id: rawNumber(shop.gids.digits("Location", location)),
    available,
    updated_at: isoTime(updatedMs),
    admin_graphql_api_id: `${shop.gids.gid("InventoryLevel", location)}?inventory_item_id=${inventoryItem}`,
  };
}
