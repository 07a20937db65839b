import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

const version = {
  updatedAt: integer("updated_at").notNull(),
  triggeredAt: integer("triggered_at").notNull().default(0),
  deletedAt: integer("deleted_at"),
};
const mirrored = { retention: { forever: "mirrors the store" }, personal: [] as string[] };

export const shop = table(
  "shop",
  {
    id: text("id").primaryKey(),
    domain: text("domain").notNull(),
    name: text("name").notNull(),
    currency: text("currency").notNull(),
    timeZone: text("time_zone").notNull(),
    plan: text("plan"),
    taxesIncluded: integer("taxes_included").notNull().default(0),
    sandbox: integer("sandbox").notNull().default(0),
    scopes: text("scopes").notNull().default("[]"),
    importedAt: integer("imported_at"),
    updatedAt: integer("updated_at").notNull(),
  },
  { retention: { forever: "one row" }, personal: [] },
);

export const products = table(
  "products",
  {
    id: text("id").primaryKey(),
    title: text("title").notNull(),
    vendor: text("vendor"),
    productType: text("product_type"),
    status: text("status").notNull(),
    tags: text("tags").notNull().default("[]"),
    createdAt: integer("created_at"),
    ...version,
  },
  mirrored,
);

export const variants = table(
  "variants",
  {
    id: text("id").primaryKey(),
    productId: text("product_id").notNull(),
    sku: text("sku"),
    title: text("title").notNull(),
    priceMinor: integer("price_minor").notNull(),
    compareAtMinor: integer("compare_at_minor"),
    costMinor: integer("cost_minor"),
    costProvenance: text("cost_provenance"),
    inventoryItemId: text("inventory_item_id"),
    tracked: integer("tracked").notNull().default(1),
    createdAt: integer("created_at"),
    ...version,
  },
  mirrored,
  (t) => [
    index("variants_by_product").on(t.productId),
    index("variants_by_item").on(t.inventoryItemId),
    index("variants_by_sku").on(t.sku),
  ],
);

export const locations = table(
  "locations",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    active: integer("active").notNull().default(1),
    updatedAt: integer("updated_at").notNull(),
  },
  mirrored,
);

export const inventoryLevels = table(
  "inventory_levels",
  {
    itemId: text("item_id").notNull(),
    locationId: text("location_id").notNull(),
    available: integer("available").notNull(),
    onHand: integer("on_hand"),
    committed: integer("committed"),
    incoming: integer("incoming"),
    ...version,
  },
  mirrored,
  (t) => [primaryKey({ columns: [t.itemId, t.locationId] })],
);

export const orders = table(
  "orders",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    customerId: text("customer_id"),
    currency: text("currency").notNull(),
    totalMinor: integer("total_minor").notNull(),
    discountMinor: integer("discount_minor").notNull().default(0),
    taxMinor: integer("tax_minor").notNull().default(0),
    shippingMinor: integer("shipping_minor").notNull().default(0),
    refundedMinor: integer("refunded_minor").notNull().default(0),
    financialStatus: text("financial_status"),
    fulfillmentStatus: text("fulfillment_status"),
    test: integer("test").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    processedAt: integer("processed_at").notNull(),
    cancelledAt: integer("cancelled_at"),
    ...version,
  },
  {
    retention: { forever: "mirrors the store" },
    personal: ["customer_id"],
    erase: { customer: "customer_id", how: "clear" },
  },
  (t) => [index("orders_by_time").on(t.processedAt), index("orders_by_customer").on(t.customerId)],
);

/** The truth about demand: one row a line, `day` is the shop-zone calendar day of the order. */
export const orderLines = table(
  "order_lines",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id").notNull(),
    variantId: text("variant_id"),
    productId: text("product_id"),
    sku: text("sku"),
    day: text("day").notNull(),
    quantity: integer("quantity").notNull(),
    currentQuantity: integer("current_quantity").notNull(),
    unitPriceMinor: integer("unit_price_minor").notNull(),
  },
  mirrored,
  (t) => [
    // With the figures: a variant's year, or everyone's, is read from the index alone, its rows lie scattered over the time.
    index("lines_by_variant_day").on(t.variantId, t.day, t.quantity, t.unitPriceMinor),
    index("lines_by_order").on(t.orderId),
    index("lines_by_day").on(t.day),
  ],
);

export const refundLines = table(
  "refund_lines",
  {
    id: text("id").primaryKey(),
    refundId: text("refund_id").notNull(),
    orderId: text("order_id").notNull(),
    lineId: text("line_id").notNull(),
    variantId: text("variant_id"),
    day: text("day").notNull(),
    quantity: integer("quantity").notNull(),
    amountMinor: integer("amount_minor").notNull(),
  },
  mirrored,
  (t) => [index("refund_lines_by_order").on(t.orderId), index("refund_lines_by_variant_day").on(t.variantId, t.day)],
);

/** Closed days of one variant, packed (see core/series). Days are counted from 1970-01-01 in the shop's zone. */
export const dailySeries = table(
  "daily_series",
  {
    variantId: text("variant_id").primaryKey(),
    firstDay: integer("first_day").notNull(),
    lastDay: integer("last_day").notNull(),
    data: blob("data", { mode: "buffer" }).notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  mirrored,
);

export const dirtyDays = table(
  "dirty_days",
  { variantId: text("variant_id").notNull(), day: text("day").notNull() },
  { retention: { forever: "removed when the day is packed again" }, personal: [] },
  (t) => [primaryKey({ columns: [t.variantId, t.day] })],
);

/** What a variant stood at when its shop day closed; `lowMinor` is the lowest price shown that day. Nothing before the first import. */
export const variantDays = table(
  "variant_days",
  {
    variantId: text("variant_id").notNull(),
    day: text("day").notNull(),
    available: integer("available"),
    priceMinor: integer("price_minor"),
    lowMinor: integer("low_minor"),
    compareAtMinor: integer("compare_at_minor"),
    costMinor: integer("cost_minor"),
  },
  { retention: { days: 800, since: "day" }, personal: [] },
  (t) => [primaryKey({ columns: [t.variantId, t.day] })],
);

export const events = table(
  "events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    topic: text("topic").notNull(),
    subject: text("subject").notNull(),
    projection: text("projection").notNull().default("{}"),
    causedBy: text("caused_by"),
    occurredAt: integer("occurred_at").notNull(),
    recordedAt: integer("recorded_at").notNull(),
  },
  { retention: { days: 90, since: "recorded_at" }, personal: [] },
  (t) => [index("events_by_topic").on(t.topic, t.seq)],
);

export const deliveries = table(
  "deliveries",
  {
    id: text("id").primaryKey(),
    topic: text("topic").notNull(),
    status: text("status").notNull(),
    reason: text("reason"),
    message: text("message"),
    triggeredAt: integer("triggered_at").notNull(),
    receivedAt: integer("received_at").notNull(),
    doneAt: integer("done_at"),
  },
  { retention: { days: 14, since: "received_at" }, personal: [] },
  (t) => [index("deliveries_open").on(t.status, t.receivedAt).where(sql`status = 'accepted'`)],
);

export const imports = table(
  "imports",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    purpose: text("purpose").notNull(),
    status: text("status").notNull(),
    bulkId: text("bulk_id"),
    url: text("url"),
    bytesTotal: integer("bytes_total"),
    bytesDone: integer("bytes_done").notNull().default(0),
    linesDone: integer("lines_done").notNull().default(0),
    objectsTotal: integer("objects_total"),
    carry: text("carry"),
    error: text("error"),
    startedAt: integer("started_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  { retention: { days: 90, since: "started_at" }, personal: [] },
  (t) => [index("imports_by_status").on(t.status)],
);
