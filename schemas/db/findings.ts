import { index, integer, text } from "drizzle-orm/sqlite-core";
import { table } from "./table.ts";

/** What the security agent found wrong with the platform; one row a check and subject, open until `resolved_at`. */
export const findings = table(
  "findings",
  {
    id: text("id").primaryKey(),
    checkName: text("check_name").notNull(),
    subject: text("subject").notNull(),
    severity: text("severity").notNull(),
    title: text("title").notNull(),
    detail: text("detail").notNull().default("{}"),
    firstSeenAt: integer("first_seen_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    resolvedAt: integer("resolved_at"),
    /** When and by whom it was accepted as it is; a finding whose detail changes is no longer accepted. */
    acceptedAt: integer("accepted_at"),
    acceptedBy: text("accepted_by"),
  },
  { retention: { days: 400, since: "last_seen_at" }, personal: [] },
  (t) => [index("findings_open").on(t.resolvedAt, t.severity)],
);
