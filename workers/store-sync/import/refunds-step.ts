import { refundLines } from "#schemas/db/mirror.ts";
import { upsert } from "../mirror/upsert.ts";
import { slices } from "../source.ts";
import type { KnownShop, Sync } from "../sync.ts";
import { advance, type ImportRow } from "./imports.ts";

/** Orders of one step, and of one request. */
const ordersAtOnce = 500;
const ordersPerRead = 100;

/** Reads the refund lines of orders that show a refund; `carry` is the last order done. */
export async function fillRefunds(sync: Sync, shop: KnownShop, row: ImportRow): Promise<void> {
  const { db, clock } = sync;
  const { results } = await db
    .prepare(
      `SELECT id FROM orders WHERE id > ?1 AND deleted_at IS NULL AND (refunded_minor > 0 OR EXISTS
         (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.current_quantity < l.quantity))
       ORDER BY id LIMIT ${ordersAtOnce}`,
    )
    .bind(row.carry ?? "")
    .all<{ id: string }>();
  const ids = results.map(({ id }) => id);
  const soldAs = await variantsOf(db, ids);
  const found = await Promise.all(
    slices(ids, ordersPerRead).map((some) => shop.source.refundsOf(some, (lineId) => soldAs.get(lineId) ?? null)),
  );
  const lines = found.flat();
  const progress = {
    status: ids.length < ordersAtOnce ? "done" : "loading",
    carry: ids.at(-1) ?? row.carry,
    linesDone: row.linesDone + lines.length,
    error: null,
  };
  await db.batch([
    ...upsert(db, refundLines, lines, { keep: ["variant_id"] }),
    advance(db, row, progress, clock.now()),
  ]);
}

async function variantsOf(db: D1Database, orderIds: readonly string[]): Promise<Map<string, string | null>> {
  const { results } = await db
    .prepare(
      `SELECT id, variant_id FROM order_lines WHERE order_id IN (SELECT value FROM json_each(?1))
       AND current_quantity < quantity`,
    )
    .bind(JSON.stringify(orderIds))
    .all<{ id: string; variant_id: string | null }>();
  return new Map(results.map((row) => [row.id, row.variant_id]));
}
