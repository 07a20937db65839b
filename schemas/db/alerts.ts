import { sql } from "drizzle-orm";
import { index, integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** Conditions that hold or held lately, one row a condition and subject: what was told about them is in `notifications`. */
export const alerts = table(
  "alerts",
  {
    key: text("key").primaryKey(),
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    level: text("level").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    since: integer("since").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    firedAt: integer("fired_at"),
    clearSince: integer("clear_since"),
    resolvedAt: integer("resolved_at"),
  },
  { retention: { days: 90, since: "last_seen_at" }, personal: [] },
);

/** How far a notification has come on each channel. */
export const notificationSends = table(
  "notification_sends",
  {
    notificationId: text("notification_id").notNull(),
    channel: text("channel").notNull(),
    status: text("status").notNull(),
    attempts: integer("attempts").notNull().default(0),
    notBefore: integer("not_before").notNull(),
    claimUntil: integer("claim_until"),
    error: text("error"),
    createdAt: integer("created_at").notNull(),
    doneAt: integer("done_at"),
  },
  { retention: { days: 90, since: "created_at" }, personal: [] },
  (t) => [
    primaryKey({ columns: [t.notificationId, t.channel] }),
    index("sends_open").on(t.notBefore).where(sql`status IN ('waiting','sending')`),
  ],
);

/** Requests control refused, counted by the hour, what was wrong with them and whom they came from. */
export const accessRefusals = table(
  "access_refusals",
  {
    hour: integer("hour").notNull(),
    kind: text("kind").notNull(),
    /** A keyed hash of an address, or a signed-in actor. */
    source: text("source").notNull(),
    count: integer("count").notNull(),
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
  },
  {
    retention: { days: 14, since: "last_at" },
    personal: ["source"],
    erase: { not: "who called the API; an address is kept as a keyed hash, for two weeks" },
  },
  (t) => [primaryKey({ columns: [t.hour, t.kind, t.source] }), index("refusals_by_time").on(t.lastAt)],
);
