import { createHmac } from "node:crypto";

export const webhookSecret = "bench-webhook-secret";
export const shopDomain = "bench.myshopify.com";

const money = (amount: string) => ({
  shop_money: { amount, currency_code: "GBP" },
  presentment_money: { amount, currency_code: "GBP" },
});

/** An `orders/create` payload of the usual size: six lines, about 7 KB. */
function orderPayload(id: number): string {
  const lines = Array.from({ length: 6 }, (_, i) => ({
    id: 466_157_049_000 + id * 10 + i,
    admin_graphql_api_id: `gid://shopify/LineItem/${466_157_049_000 + id * 10 + i}`,
    current_quantity: 1 + i,
    fulfillable_quantity: 1 + i,
    fulfillment_service: "manual",
    fulfillment_status: null,
    gift_card: false,
    grams: 200,
    name: `Item ${i} - as it stands in the catalogue`,
    price: "12.95",
    price_set: money("12.95"),
    product_exists: true,
    product_id: 632_910_392 + i,
    properties: [],
    quantity: 1 + i,
    requires_shipping: true,
    sku: `SKU-${10_000 + i}`,
    taxable: true,
    title: `Item ${i}`,
    total_discount: "0.00",
    total_discount_set: money("0.00"),
    variant_id: 808_950_810 + i,
    variant_title: "as it stands",
    vendor: "House",
    tax_lines: [{ price: "2.16", price_set: money("2.16"), rate: 0.2, title: "VAT", channel_liable: false }],
    duties: [],
    discount_allocations: [],
  }));
  return JSON.stringify({
    id: 820_982_911_946_000 + id,
    admin_graphql_api_id: `gid://shopify/Order/${820_982_911_946_000 + id}`,
    created_at: "2026-11-22T10:00:00+00:00",
    updated_at: "2026-11-22T10:00:00+00:00",
    currency: "GBP",
    current_subtotal_price: "77.70",
    current_total_price: "82.65",
    current_total_price_set: money("82.65"),
    financial_status: "paid",
    fulfillment_status: null,
    order_number: 1_000 + id,
    test: false,
    total_price: "82.65",
    total_price_set: money("82.65"),
    total_weight: 1_200,
    line_items: lines,
    shipping_lines: [{ id: 271_878_346, price: "4.95", price_set: money("4.95"), title: "Standard", code: "std" }],
    refunds: [],
    note_attributes: [],
    discount_codes: [],
    tags: "",
  });
}

const bodies = Array.from({ length: 50 }, (_, i) => {
  const body = Buffer.from(orderPayload(i));
  return { body, signature: createHmac("sha256", webhookSecret).update(body).digest("base64") };
});
let sent = 0;

/** The next delivery: signed, with an id of its own. */
export function nextDelivery(): { method: "POST"; headers: Record<string, string>; body: Buffer } {
  const { body, signature } = bodies[sent % bodies.length]!;
  sent += 1;
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": shopDomain,
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": `bench-${sent}`,
      "x-shopify-event-id": `event-${sent}`,
      "x-shopify-triggered-at": "2026-11-22T10:00:00.000Z",
      "x-shopify-hmac-sha256": signature,
    },
  };
}
