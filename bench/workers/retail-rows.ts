import { type Decider, reject } from "#agent-kit/ledger/decisions.ts";
import { dayFromNumber } from "#core/time/day.ts";
import type { DayTold, RetailDay, Wish } from "../retail-year.ts";

type Row = Record<string, unknown>;
const wishOf = (row: Row): Wish => ({
  kind: String(row.kind),
  target: String(row.target),
  intent: String(row.intent),
  figures: JSON.parse(String(row.figures)),
});

export async function tellDay(db: D1Database, day: number): Promise<DayTold> {
  const [run, cards, doubled, proposed, counts] = await db.batch<Row>([
    db.prepare("SELECT outcome, reason, mode FROM runs ORDER BY started_at DESC LIMIT 1"),
    db
      .prepare(
        `SELECT (SELECT count(*) FROM cards WHERE opened_day = ?1) AS opened,
           count(DISTINCT group_key) FILTER (WHERE group_key NOT IN (SELECT group_key FROM cards)) AS waiting, count(*) AS open
         FROM actions WHERE status = 'proposed'`,
      )
      .bind(dayFromNumber(day)),
    db.prepare(
      `SELECT kind, target FROM actions WHERE status IN ('proposed', 'approved', 'scheduled', 'applying', 'unknown', 'reverting')
       GROUP BY kind, target HAVING count(*) > 1`,
    ),
    db.prepare(
      "SELECT kind, target, intent, figures FROM actions WHERE run_id = (SELECT id FROM runs ORDER BY started_at DESC LIMIT 1)",
    ),
    db.prepare("SELECT count(*) AS actions, count(DISTINCT group_key) AS groups FROM actions"),
  ]);
  return {
    run: run?.results[0] ?? null,
    newCards: Number(cards?.results[0]?.opened),
    waitingGroups: Number(cards?.results[0]?.waiting),
    open: Number(cards?.results[0]?.open),
    doubled: doubled?.results ?? [],
    proposed: (proposed?.results ?? []).map(wishOf),
    actions: Number(counts?.results[0]?.actions),
    groups: Number(counts?.results[0]?.groups),
  };
}

/** A person's no to the most valuable proposal of each kind and intent. */
export async function rejectBest(db: D1Database, now: number): Promise<Wish[]> {
  const { results } = await db
    .prepare(
      `SELECT id, kind, target, intent, figures, max(abs(impact_minor)) FROM actions WHERE status = 'proposed' GROUP BY kind, intent`,
    )
    .all<Row>();
  const owner: Decider = { actor: "owner", role: "admin", now, requestId: `no-${now}` };
  const ids = results.map(({ id }) => String(id));
  const told = await reject(db, { ...owner, ids, reason: "not-our-strategy" });
  if (told.some(({ ok }) => !ok)) throw new Error(JSON.stringify(told));
  return results.map(wishOf);
}

/** What happens in the shop on one day, as webhooks would have brought it into the mirror. */
export async function live(db: D1Database, day: RetailDay): Promise<void> {
  const name = dayFromNumber(day.day);
  await db.batch([
    db
      .prepare(
        `INSERT INTO orders (id, name, currency, total_minor, created_at, processed_at, updated_at)
         SELECT o.value->>'id', '#', 'GBP', o.value->>'totalMinor', o.value->>'at', o.value->>'at', o.value->>'at' FROM json_each(?1) AS o`,
      )
      .bind(JSON.stringify(day.orders)),
    db
      .prepare(
        `INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor)
         SELECT l.value->>'id', l.value->>'order', l.value->>'variant', ?2, l.value->>'quantity', l.value->>'quantity', l.value->>'priceMinor'
         FROM json_each(?1) AS l`,
      )
      .bind(JSON.stringify(day.lines), name),
    db
      .prepare(
        `INSERT INTO refund_lines (id, refund_id, order_id, line_id, variant_id, day, quantity, amount_minor)
         SELECT r.value->>'id', r.value->>'id', '', '', r.value->>'variant', ?2, r.value->>'quantity', r.value->>'amountMinor' FROM json_each(?1) AS r`,
      )
      .bind(JSON.stringify(day.returns), name),
    db
      .prepare(
        `UPDATE variants SET price_minor = p.price FROM (SELECT value->>'variant' AS id, value->>'priceMinor' AS price FROM json_each(?1)) AS p
         WHERE variants.id = p.id`,
      )
      .bind(JSON.stringify(day.prices)),
    db
      .prepare(
        `UPDATE inventory_levels SET available = s.available FROM (
           SELECT v.inventory_item_id AS item, s.value->>'available' AS available FROM json_each(?1) AS s JOIN variants AS v ON v.id = s.value->>'variant') AS s
         WHERE inventory_levels.item_id = s.item`,
      )
      .bind(JSON.stringify(day.levels)),
  ]);
}
