import { addDays, type Day, dayNumber } from "#core/time/day.ts";
import { type KnownShop, keepCursor, type Sync } from "../sync.ts";
import { packVariants, variantsAtOnce } from "./pack-days.ts";

/** Stock read this long after midnight still is the day's close; later it is another day's stock, and unknown is not zero. */
const closeGraceMs = 2 * 3_600_000;
const batchesAtOnce = 20;

/**
 * Closes every day that is over: notes what stock and price it ended with, then packs it for all variants. Answers true
 * while variants are left; the next call goes on with them.
 */
export async function closeDays(sync: Sync, shop: KnownShop): Promise<boolean> {
  const { db, clock } = sync;
  const now = clock.now();
  const today = shop.calendar.dayOf(now);
  const yesterday = addDays(today, -1);
  if (shop.closedThrough === null) return false;
  if (shop.closedThrough < yesterday) {
    const inTime = now - shop.calendar.startOf(today) <= closeGraceMs;
    await db.batch([
      ...(inTime ? [noteClose(db, yesterday)] : []),
      // From here on a late change marks these days dirty, also while their variants wait to be packed.
      keepCursor(db, "closed-through", yesterday),
    ]);
  }
  return packBehind(sync, yesterday, now);
}

/** Available over all active levels, and the price; the day's low was kept while it lasted. */
function noteClose(db: D1Database, day: Day): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO variant_days AS t (variant_id, day, available, price_minor, low_minor, compare_at_minor, cost_minor)
       SELECT v.id, ?1, CASE WHEN v.tracked = 1 THEN (SELECT sum(l.available) FROM inventory_levels l
         WHERE l.item_id = v.inventory_item_id AND l.deleted_at IS NULL) END, v.price_minor, v.price_minor,
         v.compare_at_minor, v.cost_minor
       FROM variants v WHERE v.deleted_at IS NULL
       ON CONFLICT (variant_id, day) DO UPDATE SET available = excluded.available, price_minor = excluded.price_minor,
         compare_at_minor = excluded.compare_at_minor, cost_minor = excluded.cost_minor,
         low_minor = min(coalesce(t.low_minor, excluded.low_minor), excluded.low_minor)`,
    )
    .bind(day);
}

/** Variants whose packed copy is missing, ends too early or has a dirty day. */
async function packBehind({ db }: Sync, through: Day, now: number): Promise<boolean> {
  const last = dayNumber(through);
  for (let batches = 0; batches < batchesAtOnce; batches += 1) {
    const { results } = await db
      .prepare(
        `SELECT variant_id AS id FROM daily_series WHERE last_day < ?1
         UNION SELECT variant_id FROM dirty_days WHERE day <= ?2
         UNION SELECT v.id FROM variants v WHERE NOT EXISTS (SELECT 1 FROM daily_series s WHERE s.variant_id = v.id)
           AND EXISTS (SELECT 1 FROM order_lines l WHERE l.variant_id = v.id AND l.day <= ?2)
         LIMIT ?3`,
      )
      .bind(last, through, variantsAtOnce)
      .all<{ id: string }>();
    const ids = results.map(({ id }) => id);
    if (ids.length === 0) return false;
    await db.batch(await packVariants(db, ids, through, now));
    if (ids.length < variantsAtOnce) return false;
  }
  return true;
}
