import type { WebhookSubscriptionTopic } from "./operations.generated.ts";

/** Where a payload keeps the id of a thing, as a gid or as a plain number; the first path that holds one counts. */
export interface IdRule {
  /** Type in `gid://shopify/<type>/<number>`. */
  readonly type: string;
  /** Dotted paths. */
  readonly at: readonly string[];
}

export interface TopicRule {
  /** Group of the event log, and what agents name in `wakesOn`. */
  readonly stream: Stream;
  readonly subject: IdRule;
  readonly related?: Readonly<Record<string, IdRule>>;
  /** Non-personal payload fields worth carrying, by dotted path. */
  readonly fields?: readonly string[];
  /** Name in webhookSubscriptionCreate; null for topics that exist in the app's configuration only. */
  readonly enum: WebhookSubscriptionTopic | null;
  /** Whether we subscribe to it; others are understood when somebody else did. */
  readonly subscribe: boolean;
}

export const streams = [
  "orders",
  "fulfilment-orders",
  "fulfilments",
  "refunds",
  "returns",
  "risk",
  "disputes",
  "inventory",
  "products",
  "checkouts",
  "customers",
  "consent",
  "bulk-operations",
  "locations",
  "shop",
  "privacy",
] as const;
export type Stream = (typeof streams)[number];

/** Paths a payload's own gid may stand at. */
const own = (type: string): IdRule => ({ type, at: ["admin_graphql_api_id", "id"] });
const orderStatus = ["financial_status", "fulfillment_status", "cancelled_at", "test"];
const customer: IdRule = { type: "Customer", at: ["customer.admin_graphql_api_id", "customer.id", "customer_id"] };
const order: IdRule = { type: "Order", at: ["admin_graphql_api_order_id", "order.admin_graphql_api_id", "order_id"] };

const rules: readonly [string, Omit<TopicRule, "enum" | "subscribe">, { subscribe?: false; config?: true }?][] = [
  ["orders/create", { stream: "orders", subject: own("Order"), related: { customer }, fields: orderStatus }],
  ["orders/updated", { stream: "orders", subject: own("Order"), related: { customer }, fields: orderStatus }],
  ["orders/paid", { stream: "orders", subject: own("Order"), related: { customer }, fields: orderStatus }],
  ["orders/cancelled", { stream: "orders", subject: own("Order"), related: { customer }, fields: orderStatus }],
  ["orders/delete", { stream: "orders", subject: own("Order") }],
  [
    "orders/edited",
    { stream: "orders", subject: { type: "Order", at: ["order_edit.order_id"] } },
    { subscribe: false },
  ],
  [
    "orders/fulfilled",
    { stream: "orders", subject: own("Order"), related: { customer }, fields: orderStatus },
    { subscribe: false },
  ],
  ["orders/risk_assessment_changed", { stream: "risk", subject: order, fields: ["risk_level"] }],
  [
    "fulfillment_orders/order_routing_complete",
    {
      stream: "fulfilment-orders",
      subject: { type: "FulfillmentOrder", at: ["fulfillment_order.id"] },
      fields: ["fulfillment_order.status"],
    },
  ],
  [
    "fulfillment_holds/added",
    {
      stream: "fulfilment-orders",
      subject: { type: "FulfillmentOrder", at: ["fulfillment_order.id"] },
      fields: ["fulfillment_order.status"],
    },
  ],
  [
    "fulfillment_holds/released",
    {
      stream: "fulfilment-orders",
      subject: { type: "FulfillmentOrder", at: ["fulfillment_order.id"] },
      fields: ["fulfillment_order.status"],
    },
  ],
  [
    "fulfillments/create",
    { stream: "fulfilments", subject: own("Fulfillment"), related: { order }, fields: ["status"] },
  ],
  [
    "fulfillments/update",
    { stream: "fulfilments", subject: own("Fulfillment"), related: { order }, fields: ["status"] },
  ],
  ["refunds/create", { stream: "refunds", subject: own("Refund"), related: { order } }],
  ["returns/request", { stream: "returns", subject: own("Return"), related: { order }, fields: ["status"] }],
  ["returns/approve", { stream: "returns", subject: own("Return"), related: { order } }, { subscribe: false }],
  [
    "disputes/create",
    {
      stream: "disputes",
      subject: { type: "ShopifyPaymentsDispute", at: ["id"] },
      related: { order },
      fields: ["status", "reason"],
    },
  ],
  [
    "disputes/update",
    {
      stream: "disputes",
      subject: { type: "ShopifyPaymentsDispute", at: ["id"] },
      related: { order },
      fields: ["status", "reason"],
    },
  ],
  [
    "inventory_levels/update",
    {
      stream: "inventory",
      subject: { type: "InventoryItem", at: ["inventory_item_id"] },
      related: { location: { type: "Location", at: ["location_id"] } },
      fields: ["available"],
    },
  ],
  ["inventory_items/update", { stream: "inventory", subject: own("InventoryItem") }],
  ["products/create", { stream: "products", subject: own("Product"), fields: ["status"] }],
  ["products/update", { stream: "products", subject: own("Product"), fields: ["status"] }],
  ["products/delete", { stream: "products", subject: own("Product") }],
  [
    "variants/out_of_stock",
    {
      stream: "inventory",
      subject: own("ProductVariant"),
      related: { product: { type: "Product", at: ["product_id"] } },
    },
  ],
  [
    "variants/in_stock",
    {
      stream: "inventory",
      subject: own("ProductVariant"),
      related: { product: { type: "Product", at: ["product_id"] } },
    },
  ],
  [
    "checkouts/create",
    { stream: "checkouts", subject: own("AbandonedCheckout"), related: { customer }, fields: ["completed_at"] },
  ],
  [
    "checkouts/update",
    { stream: "checkouts", subject: own("AbandonedCheckout"), related: { customer }, fields: ["completed_at"] },
  ],
  ["customers/create", { stream: "customers", subject: own("Customer") }],
  ["customers/update", { stream: "customers", subject: own("Customer") }],
  ["customers/delete", { stream: "customers", subject: own("Customer") }],
  [
    "customers/merge",
    {
      stream: "customers",
      subject: { type: "Customer", at: ["admin_graphql_api_customer_kept_id"] },
      related: { merged: { type: "Customer", at: ["admin_graphql_api_customer_deleted_id"] } },
    },
  ],
  [
    "customers_email_marketing_consent/update",
    {
      stream: "consent",
      subject: { type: "Customer", at: ["customer_id", "id"] },
      fields: ["email_marketing_consent.state"],
    },
  ],
  [
    "customers_marketing_consent/update",
    {
      stream: "consent",
      subject: { type: "Customer", at: ["customer_id", "id"] },
      fields: ["sms_marketing_consent.state"],
    },
  ],
  [
    "bulk_operations/finish",
    { stream: "bulk-operations", subject: own("BulkOperation"), fields: ["status", "error_code"] },
  ],
  ["locations/create", { stream: "locations", subject: own("Location") }],
  ["locations/update", { stream: "locations", subject: own("Location") }],
  ["shop/update", { stream: "shop", subject: own("Shop") }],
  ["app/uninstalled", { stream: "shop", subject: own("Shop") }],
  ["app/scopes_update", { stream: "shop", subject: own("App") }],
  ["customers/data_request", { stream: "privacy", subject: customer }, { config: true }],
  ["customers/redact", { stream: "privacy", subject: customer }, { config: true }],
  ["shop/redact", { stream: "privacy", subject: { type: "Shop", at: ["shop_id"] } }, { config: true }],
];

/** Every topic we understand, by its name in `X-Shopify-Topic`. */
export const topics: ReadonlyMap<string, TopicRule> = new Map(
  rules.map(([topic, rule, { subscribe = true, config = false } = {}]) => [
    topic,
    {
      ...rule,
      // A test compares these names with the schema's.
      enum: config ? null : (topic.toUpperCase().replace("/", "_") as WebhookSubscriptionTopic),
      subscribe: subscribe && !config,
    },
  ]),
);
