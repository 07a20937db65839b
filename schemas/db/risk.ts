import { index, integer, real, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/**
 * Each order as the security agent saw and scored it. What an order is recognised by stands here as keyed hashes alone
 * (HMAC-SHA-256, cut to 132 bits); `features` and `reasons` hold numbers and codes, no word about the buyer.
 */
export const riskOrders = table(
  "risk_orders",
  {
    orderId: text("order_id").primaryKey(),
    name: text("name").notNull(),
    at: integer("at").notNull(),
    cardKey: text("card_key"),
    deviceKey: text("device_key"),
    ipKey: text("ip_key"),
    emailKey: text("email_key"),
    addressKey: text("address_key"),
    accountKey: text("account_key"),
    failedPayments: integer("failed_payments").notNull().default(0),
    discounted: integer("discounted").notNull().default(0),
    amountMinor: integer("amount_minor").notNull(),
    marginMinor: integer("margin_minor").notNull(),
    currency: text("currency").notNull(),
    features: text("features").notNull(),
    velocity: text("velocity").notNull(),
    score: real("score").notNull(),
    level: text("level").notNull(),
    reasons: text("reasons").notNull(),
    decision: text("decision").notNull(),
    expected: text("expected").notNull(),
    weightsVersion: integer("weights_version").notNull(),
    scoredAt: integer("scored_at").notNull(),
    /** 1 while a person should look at it. */
    queued: integer("queued").notNull().default(0),
    /** 1 fraud, 0 good, null while unknown; then who said so: `person`, `dispute` or `matured`. */
    fraud: integer("fraud"),
    saidBy: text("said_by"),
    knownAt: integer("known_at"),
  },
  {
    retention: { days: 400, since: "at" },
    personal: ["card_key", "device_key", "ip_key", "email_key", "address_key", "account_key"],
    erase: { order: "order_id", how: "clear" },
  },
  (t) => [
    index("risk_by_age").on(t.at),
    index("risk_by_queue").on(t.queued, t.at),
    index("risk_by_known").on(t.knownAt),
    index("risk_by_card").on(t.cardKey, t.at),
    index("risk_by_device").on(t.deviceKey, t.at),
    index("risk_by_ip").on(t.ipKey, t.at),
    index("risk_by_email").on(t.emailKey, t.at),
    index("risk_by_address").on(t.addressKey, t.at),
    index("risk_by_account").on(t.accountKey, t.at),
  ],
);

/** Versions of what the score believes; the highest that is not retired counts, and with none the starting weights. */
export const riskWeights = table(
  "risk_weights",
  {
    version: integer("version").primaryKey(),
    document: text("document").notNull(),
    actionId: text("action_id").notNull().unique(),
    orders: integer("orders").notNull(),
    frauds: integer("frauds").notNull(),
    at: integer("at").notNull(),
    retiredAt: integer("retired_at"),
  },
  { retention: { forever: "what orders were judged by, and since when" }, personal: [] },
);

/** How well the scores given in each month fared, as far as is known by now; `month` is `2026-11`. */
export const riskMeasures = table(
  "risk_measures",
  {
    month: text("month").primaryKey(),
    orders: integer("orders").notNull(),
    frauds: integer("frauds").notNull(),
    brier: real("brier"),
    logLoss: real("log_loss"),
    recallAt1Percent: real("recall_at_1_percent"),
    reliability: text("reliability").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { forever: "one row a month" }, personal: [] },
);
