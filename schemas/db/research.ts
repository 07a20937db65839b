import { index, integer, primaryKey, real, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** Newest growth of each variant that sold in the weeks looked at; `day` is the last closed day it counts. */
export const trends = table(
  "trends",
  {
    variantId: text("variant_id").primaryKey(),
    day: text("day").notNull(),
    weeklyUnits: real("weekly_units").notNull(),
    score: real("score").notNull(),
    sd: real("sd").notNull(),
    lower: real("lower").notNull(),
    p: real("p").notNull(),
    direction: integer("direction").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { days: 60, since: "at" }, personal: [] },
);

/** How each supplier answered last; one row a supplier. */
export const supplierStates = table(
  "supplier_states",
  {
    supplier: text("supplier").primaryKey(),
    status: text("status").notNull(),
    detail: text("detail").notNull(),
    evidence: text("evidence").notNull(),
    offers: integer("offers").notNull().default(0),
    doubtful: integer("doubtful").notNull().default(0),
    at: integer("at").notNull(),
    answeredAt: integer("answered_at"),
  },
  { retention: { forever: "one row a supplier" }, personal: [] },
);

/** A supplier's offer the shop might take up. `document` holds the offer and the score with all its parts. */
export const candidates = table(
  "candidates",
  {
    id: text("id").primaryKey(),
    supplier: text("supplier").notNull(),
    reference: text("reference").notNull(),
    title: text("title").notNull(),
    currency: text("currency").notNull(),
    costMinor: integer("cost_minor").notNull(),
    offer: text("offer").notNull(),
    /** Why the newest answer is not believed; such a candidate is not proposed. */
    doubt: text("doubt"),
    /** The cost that is doubted for its jump alone, as JSON: since when it has stood, and in how many looks. */
    doubtedCost: text("doubted_cost"),
    score: real("score"),
    scored: text("scored"),
    duplicateOf: text("duplicate_of"),
    watched: integer("watched").notNull().default(0),
    firstSeenAt: integer("first_seen_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    quotedAt: integer("quoted_at"),
    scoredAt: integer("scored_at"),
  },
  { retention: { days: 365, since: "last_seen_at" }, personal: [] },
  (t) => [
    index("candidates_by_supplier").on(t.supplier, t.lastSeenAt),
    index("candidates_by_score").on(t.score, t.id),
    index("candidates_by_age").on(t.lastSeenAt),
  ],
);

/** A candidate on one shop day, as last seen on it. */
export const candidateDays = table(
  "candidate_days",
  {
    candidateId: text("candidate_id").notNull(),
    day: text("day").notNull(),
    costMinor: integer("cost_minor").notNull(),
    currency: text("currency").notNull(),
    stock: integer("stock"),
    sellers: integer("sellers"),
    sold: integer("sold"),
    score: real("score"),
    shippingMinor: integer("shipping_minor"),
    shipDaysLow: integer("ship_days_low"),
    shipDaysHigh: integer("ship_days_high"),
    rating: real("rating"),
    votes: integer("votes"),
    suggestedRetailMinor: integer("suggested_retail_minor"),
    /** When its shipping was asked for. */
    quotedAt: integer("quoted_at"),
  },
  { retention: { days: 400, since: "day" }, personal: [] },
  (t) => [primaryKey({ columns: [t.candidateId, t.day] })],
);
