import { hexFromBytes } from "#agent-kit/mirror/hex.ts";
import { demandSeries } from "#agent-kit/mirror/series.ts";
import { lastDayOf } from "#core/series/daily-series.ts";
import { packSeries } from "#core/series/pack.ts";
import { addDays, type Day } from "#core/time/day.ts";
import { advance, type ImportRow } from "../import/imports.ts";
import { jsonChunks } from "../mirror/json-chunks.ts";
import { type KnownShop, keepCursor, type Sync } from "../sync.ts";

/** Variants packed by one D1 batch, and batches of one step. */
export const variantsAtOnce = 200;
const batchesAtOnce = 20;

/** Packs every variant that ever sold, up to yesterday; `carry` is the last variant done. */
export async function packAll(sync: Sync, shop: KnownShop, row: ImportRow): Promise<void> {
  const { db, clock } = sync;
  const through = addDays(shop.calendar.dayOf(clock.now()), -1);
  let held = row;
  for (let batches = 0; batches < batchesAtOnce; batches += 1) {
    const { results } = await db
      .prepare("SELECT DISTINCT variant_id AS id FROM order_lines WHERE variant_id > ?1 ORDER BY variant_id LIMIT ?2")
      .bind(held.carry ?? "", variantsAtOnce)
      .all<{ id: string }>();
    const ids = results.map(({ id }) => id);
    const done = ids.length < variantsAtOnce;
    const progress = {
      status: done ? "done" : "loading",
      carry: ids.at(-1) ?? held.carry,
      linesDone: held.linesDone + ids.length,
    };
    await db.batch([
      ...(await packVariants(db, ids, through, clock.now())),
      // From here on a late change marks its day dirty.
      keepCursor(db, "closed-through", through),
      advance(db, held, progress, clock.now()),
    ]);
    held = { ...held, ...progress };
    if (done) return;
  }
}

/** Sums what is missing or dirty and writes the packed copies; the days it covers are clean in the same batch. */
export async function packVariants(
  db: D1Database,
  variantIds: readonly string[],
  through: Day,
  now: number,
): Promise<D1PreparedStatement[]> {
  if (variantIds.length === 0) return [];
  const series = await demandSeries(db, variantIds, { through });
  const rows = [...series].map(([id, each]) => [id, each.firstDay, lastDayOf(each), hexFromBytes(packSeries(each))]);
  const packed = jsonChunks(rows).map((json) =>
    db
      .prepare(
        `INSERT INTO daily_series (variant_id, first_day, last_day, data, updated_at)
         SELECT value->>0, value->>1, value->>2, unhex(value->>3), ?2 FROM json_each(?1) WHERE true
         ON CONFLICT (variant_id) DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day,
           data = excluded.data, updated_at = excluded.updated_at`,
      )
      .bind(json, now),
  );
  const clean = jsonChunks(variantIds).map((json) =>
    db
      .prepare("DELETE FROM dirty_days WHERE variant_id IN (SELECT value FROM json_each(?1)) AND day <= ?2")
      .bind(json, through),
  );
  return [...packed, ...clean];
}
