import type { Clock } from "#agent-kit/clock.ts";
import { expiring } from "#schemas/db/retention.generated.ts";

const dayMs = 86_400_000;
const most = 500;
/** Of one call: with one table a minute, each table may lose half a million rows a day. */
const mostRounds = 40;
const longestMs = 10_000;

/** Tables whose times are real, whatever the shop's clock says. */
const real: ReadonlySet<string> = new Set(["sessions", "tokens", "idempotency_keys", "snapshots", "access_refusals"]);
/** Columns that hold a calendar day instead of milliseconds. */
const days: ReadonlySet<string> = new Set(["day"]);

export const expiringTables = expiring.length;

/**
 * Deletes what a table declared it would not keep, about 500 rows a statement until none are left or ten seconds have
 * passed; one table in each `turn`, because most columns that tell an age have no index. Answers how many rows went.
 */
export async function expireRows(db: D1Database, clock: Clock, turn: number): Promise<number> {
  const chosen = expiring[turn % expiring.length];
  if (!chosen) return 0;
  const { table, since, keptDays } = chosen;
  const before = (real.has(table) ? clock.real() : clock.now()) - keptDays * dayMs;
  const cutoff = days.has(since) ? new Date(before).toISOString().slice(0, 10) : before;
  // Not by rowid, which some of the tables do not have.
  const some = db
    .prepare(
      `DELETE FROM "${table}" WHERE "${since}" < ?1 AND "${since}" <= coalesce(
         (SELECT "${since}" FROM "${table}" WHERE "${since}" < ?1 ORDER BY "${since}" LIMIT 1 OFFSET ${most - 1}), ?1)`,
    )
    .bind(cutoff);
  const until = clock.real() + longestMs;
  let gone = 0;
  for (let round = 0; round < mostRounds && clock.real() < until; round += 1) {
    const { changes } = (await some.run()).meta;
    gone += changes;
    if (changes < most) break;
  }
  if (table === "purchase_drafts" && gone > 0)
    await db.prepare("DELETE FROM purchase_lines WHERE draft_id NOT IN (SELECT id FROM purchase_drafts)").run();
  return gone;
}
