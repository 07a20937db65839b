import type { Clock } from "#agent-kit/clock.ts";
import "#schemas/db/ledger.ts";
import "#schemas/db/mirror.ts";
import "#schemas/db/platform.ts";
import { declarations } from "#schemas/db/table.ts";

const dayMs = 86_400_000;
const most = 500;

/** Tables whose times are real, whatever the shop's clock says. */
const real: ReadonlySet<string> = new Set(["sessions", "tokens", "idempotency_keys", "snapshots"]);
/** Columns that hold a calendar day instead of milliseconds. */
const days: ReadonlySet<string> = new Set(["day"]);

/** Deletes what every table declared it would not keep, at most 500 rows a table and call. Answers how many went. */
export async function expireRows(db: D1Database, clock: Clock): Promise<number> {
  const statements = [...declarations].flatMap(([table, { retention }]) => {
    if (!("days" in retention)) return [];
    const { since } = retention;
    const before = (real.has(table) ? clock.real() : clock.now()) - retention.days * dayMs;
    const cutoff = days.has(since) ? new Date(before).toISOString().slice(0, 10) : before;
    return db
      .prepare(
        `DELETE FROM "${table}" WHERE rowid IN (SELECT rowid FROM "${table}" WHERE "${since}" < ?1 LIMIT ${most})`,
      )
      .bind(cutoff);
  });
  const results = await db.batch([
    ...statements,
    db.prepare(
      `DELETE FROM purchase_lines WHERE rowid IN (
         SELECT rowid FROM purchase_lines WHERE draft_id NOT IN (SELECT id FROM purchase_drafts) LIMIT ${most})`,
    ),
  ]);
  return results.reduce((sum, result) => sum + result.meta.changes, 0);
}
