import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { PlatformKnowledge } from "./snapshot.ts";

/** Opens, keeps and resolves findings. What was accepted is no longer when it turns into something else, or comes back. */
export function recordPlatform(
  db: D1Database,
  { open, resolved }: PlatformKnowledge,
  { now }: { now: number },
): D1PreparedStatement[] {
  const rows = open.map(({ id, check, subject, severity, title, detail }) => [
    id,
    check,
    subject,
    severity,
    title,
    JSON.stringify(detail),
  ]);
  return [
    ...inParts(rows).map((json) =>
      db
        .prepare(
          `INSERT INTO findings AS f (id, check_name, subject, severity, title, detail, first_seen_at, last_seen_at)
           SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, ?2, ?2 FROM json_each(?1) WHERE true
           ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, title = excluded.title, detail = excluded.detail,
             last_seen_at = ?2, first_seen_at = iif(f.resolved_at IS NULL, f.first_seen_at, ?2),
             accepted_at = iif(f.resolved_at IS NULL AND f.detail = excluded.detail, f.accepted_at, NULL),
             accepted_by = iif(f.resolved_at IS NULL AND f.detail = excluded.detail, f.accepted_by, NULL),
             resolved_at = NULL`,
        )
        .bind(json, now),
    ),
    ...inParts(resolved).map((json) =>
      db.prepare("UPDATE findings SET resolved_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))").bind(json, now),
    ),
  ];
}
