import { index, integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/**
 * What the store asked of us about a person (or about all it ever sent), and the proof of what was done. Who it was is
 * sealed, and gone when the request is done; a keyed hash stays.
 */
export const privacyRequests = table(
  "privacy_requests",
  {
    id: text("id").primaryKey(),
    kind: text("kind").notNull(),
    subjectHash: text("subject_hash").notNull(),
    identity: text("identity"),
    status: text("status").notNull(),
    requestedAt: integer("requested_at").notNull(),
    dueAt: integer("due_at").notNull(),
    doneAt: integer("done_at"),
    attempts: integer("attempts").notNull().default(0),
    error: text("error"),
    proof: text("proof"),
    documentUntil: integer("document_until"),
  },
  {
    retention: { days: 2555, since: "requested_at" },
    personal: ["subject_hash", "identity"],
    erase: { not: "the proof of an erasure: a keyed hash, and an identity sealed until the request is done" },
  },
  (t) => [index("privacy_by_status").on(t.status, t.requestedAt)],
);

/** A data request's answer, sealed, in parts; gone after its time or when the person is erased. */
export const privacyDocuments = table(
  "privacy_documents",
  {
    requestId: text("request_id").notNull(),
    part: integer("part").notNull(),
    sealed: text("sealed").notNull(),
    until: integer("until").notNull(),
  },
  {
    retention: { days: 1, since: "until" },
    personal: ["sealed"],
    erase: { not: "sealed; removed with the person it is about by their keyed hash" },
  },
  (t) => [primaryKey({ columns: [t.requestId, t.part] })],
);

/** Orders that lost their customer: read again, they stay without. */
export const erasedOrders = table(
  "erased_orders",
  { orderId: text("order_id").primaryKey(), at: integer("at").notNull() },
  { retention: { forever: "as long as the store shows the order" }, personal: [] },
);
