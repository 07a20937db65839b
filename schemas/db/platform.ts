import { sql } from "drizzle-orm";
import { index, integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** Who did what. `hash` stays null until the watchdog seals the row into the chain. */
export const audit = table(
  "audit",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull().unique(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    role: text("role").notNull(),
    operation: text("operation").notNull(),
    subject: text("subject").notNull(),
    detail: text("detail").notNull().default("{}"),
    requestId: text("request_id"),
    previousHash: text("previous_hash"),
    hash: text("hash"),
  },
  { retention: { days: 2555, since: "at" }, personal: [] },
  (t) => [index("audit_unsealed").on(t.seq).where(sql`hash IS NULL`)],
);

export const settings = table(
  "settings",
  {
    agent: text("agent").notNull(),
    version: integer("version").notNull(),
    document: text("document").notNull(),
    author: text("author").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { forever: "what an agent was told, and by whom" }, personal: [] },
  (t) => [primaryKey({ columns: [t.agent, t.version] })],
);

export const tokens = table(
  "tokens",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    hash: text("hash").notNull().unique(),
    role: text("role").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
  },
  { retention: { days: 365, since: ["revoked_at", "expires_at"] }, personal: [] },
);

/** Dashboard sessions and the one-time codes that open them; only hashes are kept. */
export const sessions = table(
  "sessions",
  {
    hash: text("hash").primaryKey(),
    kind: text("kind").notNull(),
    actor: text("actor").notNull(),
    role: text("role").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    usedAt: integer("used_at"),
  },
  { retention: { days: 1, since: "expires_at" }, personal: [] },
);

export const idempotencyKeys = table(
  "idempotency_keys",
  {
    key: text("key").notNull(),
    actor: text("actor").notNull(),
    operation: text("operation").notNull(),
    requestHash: text("request_hash").notNull(),
    status: integer("status"),
    response: text("response"),
    at: integer("at").notNull(),
  },
  { retention: { days: 2, since: "at" }, personal: [] },
  (t) => [primaryKey({ columns: [t.actor, t.key] })],
);

/** The watchdog's minute: what /metrics, /readyz and the dashboard read. */
export const snapshots = table(
  "snapshots",
  { at: integer("at").primaryKey(), document: text("document").notNull() },
  { retention: { days: 2, since: "at" }, personal: [] },
);

export const deadLetters = table(
  "dead_letters",
  {
    id: text("id").primaryKey(),
    queue: text("queue").notNull(),
    body: text("body").notNull(),
    at: integer("at").notNull(),
    handledAt: integer("handled_at"),
    outcome: text("outcome"),
  },
  { retention: { days: 30, since: "at" }, personal: [] },
);

export const roles = table(
  "roles",
  {
    email: text("email").primaryKey(),
    role: text("role").notNull(),
    grantedBy: text("granted_by").notNull(),
    at: integer("at").notNull(),
  },
  { retention: { forever: "until revoked" }, personal: ["email"], erase: { not: "who works here" } },
);
