import type { BreakerChange } from "#durable-objects/client.ts";
import { auditStatement } from "../audit.ts";

const dayMs = 86_400_000;

/**
 * Writes the audit rows of what people did to breakers in the last day, where they are missing: the change stands in the
 * object before its row stands in D1. Answers how many changes it looked at.
 */
export async function auditBreakers(
  db: D1Database,
  breakers: readonly { connection: string; changes: readonly BreakerChange[] }[],
  now: number,
): Promise<number> {
  const rows = breakers.flatMap(({ connection, changes }) =>
    changes.flatMap(({ at, by, why, until, audit }) => {
      if (!audit || by === undefined || at <= now - dayMs) return [];
      const detail = audit.operation === "breakers.reset" ? {} : { why, ...(until != null && { forMs: until - at }) };
      return [auditStatement(db, { ...audit, at, actor: by, subject: connection, detail })];
    }),
  );
  if (rows.length > 0) await db.batch(rows);
  return rows.length;
}
