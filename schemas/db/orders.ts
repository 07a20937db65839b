import { index, integer, primaryKey, real, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** Which supplier can send a variant, and as what: a person or an applied product draft names it. */
export const supplierSources = table(
  "supplier_sources",
  {
    variantId: text("variant_id").notNull(),
    supplier: text("supplier").notNull(),
    /** The supplier's own numbers of the variant and of its product. */
    reference: text("reference").notNull(),
    productReference: text("product_reference"),
    costMinor: integer("cost_minor").notNull(),
    currency: text("currency").notNull(),
    setBy: text("set_by").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  { retention: { forever: "one row a variant and supplier" }, personal: [] },
  (t) => [primaryKey({ columns: [t.variantId, t.supplier] })],
);

/**
 * What a supplier last said of its variants, for orders too large to ask about in one run. What an order rests on is judged
 * by the answers' age each time.
 */
export const supplierAnswers = table(
  "supplier_answers",
  {
    supplier: text("supplier").notNull(),
    reference: text("reference").notNull(),
    /** Units left; null where the supplier does not know. */
    stock: integer("stock"),
    /** In the supplier's own currency; null where it was not told, 0 where it could not be read. */
    costMinor: integer("cost_minor"),
    askedAt: integer("asked_at").notNull(),
  },
  { retention: { days: 1, since: "asked_at" }, personal: [] },
  (t) => [primaryKey({ columns: [t.supplier, t.reference] }), index("supplier_answers_by_age").on(t.askedAt)],
);

/** Where each order stands on its way to the buyer, since when, why, and who has the next move. */
export const fulfilments = table(
  "fulfilments",
  {
    orderId: text("order_id").primaryKey(),
    state: text("state").notNull(),
    reason: text("reason").notNull(),
    waitsFor: text("waits_for").notNull(),
    since: integer("since").notNull(),
    /** When the state's time is up; null where it has none. */
    dueAt: integer("due_at"),
    lookAt: integer("look_at"),
    orderUpdatedAt: integer("order_updated_at").notNull(),
    paidAt: integer("paid_at"),
    riskScore: real("risk_score"),
    riskLevel: text("risk_level"),
    riskDecision: text("risk_decision"),
    /** JSON: what is remembered of the order's risk and its suppliers. No word about the buyer. */
    detail: text("detail").notNull().default("{}"),
    attention: text("attention"),
    attentionSince: integer("attention_since"),
    startedAt: integer("started_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  { retention: { days: 730, since: "updated_at" }, personal: [] },
  (t) => [
    index("fulfilments_due").on(t.lookAt),
    index("fulfilments_by_state").on(t.state, t.since),
    index("fulfilments_by_attention").on(t.attentionSince),
    index("fulfilments_by_age").on(t.updatedAt),
  ],
);

/** Time an order stood in a state; `lane` is the supplier it waited for, where it waited for one. */
export const fulfilmentStates = table(
  "fulfilment_states",
  {
    orderId: text("order_id").notNull(),
    state: text("state").notNull(),
    lane: text("lane").notNull(),
    since: integer("since").notNull(),
    until: integer("until").notNull(),
  },
  { retention: { days: 180, since: "until" }, personal: [] },
  (t) => [
    primaryKey({ columns: [t.orderId, t.since, t.state] }),
    index("fulfilment_states_by_lane").on(t.state, t.lane, t.until),
    index("fulfilment_states_by_age").on(t.until),
  ],
);

/** One parcel: what one supplier sends for one order. `id` is our action's, which is also the supplier's reference. */
export const shipments = table(
  "shipments",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id").notNull(),
    supplier: text("supplier").notNull(),
    supplierOrderId: text("supplier_order_id"),
    /** The supplier's own word, as last read. */
    status: text("status").notNull().default(""),
    /** JSON: units by order line. */
    lines: text("lines").notNull(),
    costMinor: integer("cost_minor").notNull(),
    currency: text("currency").notNull(),
    paid: integer("paid").notNull().default(0),
    promisedDays: real("promised_days"),
    trackingNumber: text("tracking_number"),
    carrier: text("carrier"),
    placedAt: integer("placed_at").notNull(),
    trackedAt: integer("tracked_at"),
    /** When what the carrier says last changed. */
    movedAt: integer("moved_at"),
    deliveredAt: integer("delivered_at"),
    lookAt: integer("look_at"),
    updatedAt: integer("updated_at").notNull(),
  },
  {
    retention: { days: 730, since: "updated_at" },
    personal: ["tracking_number"],
    erase: { order: "order_id", how: "clear" },
  },
  (t) => [
    index("shipments_by_order").on(t.orderId),
    index("shipments_due").on(t.lookAt),
    index("shipments_by_supplier").on(t.supplier, t.placedAt),
    index("shipments_by_age").on(t.updatedAt),
  ],
);
