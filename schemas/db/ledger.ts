import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, real, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** One row an agent: the newest run token that reached D1. An older token fails the CHECK and rolls its batch back. */
export const fences = table(
  "fences",
  {
    agent: text("agent").primaryKey(),
    token: integer("token").notNull(),
    stale: integer("stale").notNull().default(0),
  },
  { retention: { forever: "one row an agent" }, personal: [] },
  (t) => [check("fenced", sql`${t.stale} = 0`)],
);

export const runs = table(
  "runs",
  {
    id: text("id").primaryKey(),
    agent: text("agent").notNull(),
    trigger: text("trigger").notNull(),
    mode: text("mode").notNull(),
    token: integer("token").notNull(),
    chunk: integer("chunk").notNull().default(0),
    startedAt: integer("started_at").notNull(),
    finishedAt: integer("finished_at"),
    outcome: text("outcome"),
    reason: text("reason"),
    observed: integer("observed").notNull().default(0),
    proposed: integer("proposed").notNull().default(0),
    measures: text("measures").notNull().default("{}"),
    log: text("log").notNull().default("[]"),
    replayOf: text("replay_of"),
    traceId: text("trace_id"),
  },
  { retention: { days: 90, since: "started_at" }, personal: [] },
  (t) => [index("runs_by_agent").on(t.agent, t.startedAt)],
);

export const cursors = table(
  "cursors",
  { agent: text("agent").notNull(), name: text("name").notNull(), value: text("value").notNull() },
  { retention: { forever: "one row an agent and stream" }, personal: [] },
  (t) => [primaryKey({ columns: [t.agent, t.name] })],
);

export const actions = table(
  "actions",
  {
    id: text("id").primaryKey(),
    agent: text("agent").notNull(),
    kind: text("kind").notNull(),
    target: text("target").notNull(),
    title: text("title").notNull(),
    intent: text("intent").notNull(),
    basis: text("basis").notNull(),
    status: text("status").notNull(),
    effect: text("effect").notNull(),
    groupKey: text("group_key").notNull(),
    batchId: text("batch_id"),
    runId: text("run_id").notNull(),
    payload: text("payload").notNull(),
    before: text("before"),
    after: text("after"),
    reasons: text("reasons").notNull(),
    provenance: text("provenance").notNull().default("{}"),
    figures: text("figures").notNull().default("{}"),
    movePercent: real("move_percent"),
    impactMinor: integer("impact_minor").notNull().default(0),
    moneyMinor: integer("money_minor").notNull().default(0),
    currency: text("currency").notNull(),
    confidence: real("confidence").notNull().default(0),
    verdict: text("verdict").notNull().default("{}"),
    proposedAt: integer("proposed_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    decidedBy: text("decided_by"),
    decidedAt: integer("decided_at"),
    decisionReason: text("decision_reason"),
    edited: integer("edited").notNull().default(0),
    notBefore: integer("not_before"),
    sentAt: integer("sent_at"),
    claimToken: text("claim_token"),
    claimUntil: integer("claim_until"),
    claimedDay: text("claimed_day"),
    attempts: integer("attempts").notNull().default(0),
    idempotencyKey: text("idempotency_key"),
    intentAt: integer("intent_at"),
    appliedAt: integer("applied_at"),
    revertedAt: integer("reverted_at"),
    result: text("result"),
    error: text("error"),
    statusReason: text("status_reason"),
    /** What speaks against letting this kind act by itself: undone, failed, mismatched or worse; the first stays. */
    harm: text("harm"),
    harmAt: integer("harm_at"),
    /** What it brought, once its kind measured it. */
    measured: text("measured"),
    updatedAt: integer("updated_at").notNull(),
  },
  { retention: { days: 730, since: "updated_at" }, personal: [] },
  (t) => [
    uniqueIndex("one_open_action_per_target")
      .on(t.kind, t.target)
      .where(sql`status IN ('proposed','approved','scheduled','applying','unknown','reverting')`),
    index("actions_by_status").on(t.status, t.agent, t.updatedAt),
    index("actions_by_target").on(t.target),
    index("actions_to_measure").on(t.kind, t.appliedAt).where(sql`status = 'applied' AND measured IS NULL`),
    index("proposals_by_group").on(t.groupKey).where(sql`status = 'proposed'`),
    index("actions_by_harm").on(t.kind, t.harmAt).where(sql`harm_at IS NOT NULL`),
    index("actions_by_batch").on(t.batchId).where(sql`batch_id IS NOT NULL`),
    index("actions_by_claim_day").on(t.claimedDay, t.kind).where(sql`claimed_day IS NOT NULL`),
  ],
);

/** What a person said no to, remembered by intent and not by basis. */
export const rejections = table(
  "rejections",
  {
    kind: text("kind").notNull(),
    target: text("target").notNull(),
    intent: text("intent").notNull(),
    figures: text("figures").notNull(),
    reason: text("reason").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { days: 365, since: "at" }, personal: [] },
  (t) => [primaryKey({ columns: [t.kind, t.target, t.intent] })],
);

/** A group of proposals admitted to a person's attention; at most a bounded number a shop day. */
export const cards = table(
  "cards",
  {
    groupKey: text("group_key").primaryKey(),
    openedDay: text("opened_day").notNull(),
    openedAt: integer("opened_at").notNull(),
  },
  { retention: { days: 365, since: "opened_at" }, personal: [] },
  (t) => [index("cards_by_day").on(t.openedDay)],
);

export const policies = table(
  "policies",
  {
    version: integer("version").primaryKey(),
    document: text("document").notNull(),
    author: text("author").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { forever: "limits in force at the time of every action" }, personal: [] },
);

export const purchaseDrafts = table(
  "purchase_drafts",
  {
    id: text("id").primaryKey(),
    supplier: text("supplier").notNull(),
    status: text("status").notNull(),
    currency: text("currency").notNull(),
    totalMinor: integer("total_minor").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** When its mail was first tried: from then on it may have gone out, and the draft can no longer be withdrawn. */
    mailTriedAt: integer("mail_tried_at"),
    /** The mail vendor's own number of it. */
    mailId: text("mail_id"),
    sentAt: integer("sent_at"),
  },
  { retention: { days: 2555, since: "created_at" }, personal: [] },
);

export const purchaseLines = table(
  "purchase_lines",
  {
    draftId: text("draft_id").notNull(),
    variantId: text("variant_id").notNull(),
    sku: text("sku").notNull(),
    title: text("title").notNull(),
    quantity: integer("quantity").notNull(),
    received: integer("received").notNull().default(0),
    unitCostMinor: integer("unit_cost_minor"),
  },
  { retention: { forever: "goes with its draft" }, personal: [] },
  (t) => [primaryKey({ columns: [t.draftId, t.variantId] }), index("purchase_lines_by_variant").on(t.variantId)],
);

/** What arrived of a purchase, each delivery once. `units` by variant, as JSON. */
export const purchaseReceipts = table(
  "purchase_receipts",
  {
    draftId: text("draft_id").notNull(),
    receipt: text("receipt").notNull(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    units: text("units").notNull(),
  },
  { retention: { days: 2555, since: "at" }, personal: [] },
  (t) => [primaryKey({ columns: [t.draftId, t.receipt] })],
);

/** Stock somebody counted, or a supplier reported: the only sources a stock correction may come from. */
export const stockCounts = table(
  "stock_counts",
  {
    id: text("id").primaryKey(),
    variantId: text("variant_id").notNull(),
    itemId: text("item_id").notNull(),
    locationId: text("location_id").notNull(),
    counted: integer("counted").notNull(),
    availableThen: integer("available_then").notNull(),
    source: text("source").notNull(),
    countedAt: integer("counted_at").notNull(),
  },
  { retention: { days: 400, since: "counted_at" }, personal: [] },
  (t) => [index("stock_counts_by_time").on(t.countedAt)],
);

export const forecasts = table(
  "forecasts",
  {
    variantId: text("variant_id").primaryKey(),
    runId: text("run_id").notNull(),
    at: integer("at").notNull(),
    document: text("document").notNull(),
    /** Errors of forecasts of its own past, as of the last night; null before the first. */
    accuracy: text("accuracy"),
  },
  { retention: { forever: "newest forecast of each variant" }, personal: [] },
);

/** How good forecasts of the shop's own past were, one row a night. */
export const forecastAccuracy = table(
  "forecast_accuracy",
  {
    day: text("day").primaryKey(),
    runId: text("run_id").notNull(),
    at: integer("at").notNull(),
    document: text("document").notNull(),
  },
  { retention: { days: 730, since: "at" }, personal: [] },
);

export const notifications = table(
  "notifications",
  {
    id: text("id").primaryKey(),
    agent: text("agent").notNull(),
    runId: text("run_id"),
    level: text("level").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
    sentAt: integer("sent_at"),
    readAt: integer("read_at"),
    /** The kind of alert, when one tells of its beginning (`trigger`) or end (`resolve`); what an agent says is a `notice`. */
    alert: text("alert"),
    event: text("event").notNull().default("notice"),
    /** The same for everything said about one incident. */
    dedupKey: text("dedup_key"),
  },
  { retention: { days: 90, since: "created_at" }, personal: [] },
  (t) => [index("notifications_unsent").on(t.sentAt, t.createdAt)],
);
