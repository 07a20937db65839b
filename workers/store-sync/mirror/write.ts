import type { Day } from "#core/time/day.ts";
import {
  inventoryLevels,
  locations,
  orderLines,
  orders,
  products,
  refundLines,
  shop,
  variants,
} from "#schemas/db/mirror.ts";
import type { PriceMove } from "./changes.ts";
import { jsonChunks } from "./json-chunks.ts";
import type {
  ItemSnapshot,
  LineRow,
  LocationRow,
  OrderRow,
  ProductRow,
  RefundLineRow,
  ShopRow,
  VariantRow,
} from "./rows.ts";
import { newerOrEqual, upsert } from "./upsert.ts";

/** Lines are written only beside the very read of their order that the mirror holds. */
const orderAsRead = (id: string, asOf: number) =>
  `JOIN orders o ON o.id = j.value->>${id} AND o.triggered_at = ${Math.trunc(asOf)}`;

export function writeOrders(db: D1Database, rows: readonly OrderRow[]): D1PreparedStatement[] {
  return upsert(db, orders, rows, { when: newerOrEqual, instead: withoutErased });
}

/** An order whose customer was erased stays without, whatever the store still says. */
const withoutErased = {
  column: "customer_id",
  as: (value: (column: string) => string) =>
    `iif(${value("id")} IN (SELECT order_id FROM erased_orders), NULL, ${value("customer_id")})`,
};

/** After `writeOrders`; `asOf` is that of the orders' read. Known variants stay known: a deleted product forgets its sales. */
export function writeLines(db: D1Database, rows: readonly LineRow[], asOf: number): D1PreparedStatement[] {
  return upsert(db, orderLines, rows, { joined: orderAsRead("1", asOf), keep: ["variant_id", "product_id"] });
}

export function writeRefundLines(db: D1Database, rows: readonly RefundLineRow[]): D1PreparedStatement[] {
  return upsert(db, refundLines, rows, { keep: ["variant_id"] });
}

export function writeProducts(db: D1Database, rows: readonly ProductRow[]): D1PreparedStatement[] {
  return upsert(db, products, rows, { when: newerOrEqual });
}

export function writeVariants(db: D1Database, rows: readonly VariantRow[]): D1PreparedStatement[] {
  return upsert(db, variants, rows, { when: newerOrEqual });
}

export function writeItems(db: D1Database, items: readonly ItemSnapshot[], asOf: number): D1PreparedStatement[] {
  const costs = jsonChunks(items, (item) => [item.itemId, item.costMinor, item.tracked]).map((json) =>
    db
      .prepare(
        `UPDATE variants SET cost_minor = j.value->>1, tracked = j.value->>2,
           cost_provenance = CASE WHEN j.value->>1 IS NULL THEN NULL ELSE coalesce(cost_provenance, 'measured') END,
           triggered_at = ?2
         FROM json_each(?1) AS j WHERE variants.inventory_item_id = j.value->>0 AND variants.triggered_at <= ?2
           AND (variants.cost_minor IS NOT j.value->>1 OR variants.tracked IS NOT j.value->>2)`,
      )
      .bind(json, asOf),
  );
  return [
    ...costs,
    ...writeLevels(
      db,
      items.flatMap((item) => item.levels),
    ),
  ];
}

export function writeLevels(db: D1Database, rows: readonly ItemSnapshot["levels"][number][]): D1PreparedStatement[] {
  return upsert(db, inventoryLevels, rows, { when: newerOrEqual });
}

export function writeShop(db: D1Database, row: ShopRow): D1PreparedStatement[] {
  return upsert(db, shop, [row], { keep: ["imported_at"] });
}

export function writeLocations(db: D1Database, rows: readonly LocationRow[]): D1PreparedStatement[] {
  return upsert(db, locations, rows);
}

/** Removes order lines or refund lines by id. */
export function removeRows(
  db: D1Database,
  table: "order_lines" | "refund_lines",
  ids: readonly string[],
): D1PreparedStatement[] {
  return jsonChunks(ids).map((json) =>
    db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?1))`).bind(json),
  );
}

/** Leaves a tombstone unless a later read found the row alive. */
export function bury(
  db: D1Database,
  table: "orders" | "products" | "variants",
  ids: readonly string[],
  asOf: number,
): D1PreparedStatement[] {
  return jsonChunks(ids).map((json) =>
    db
      .prepare(
        `UPDATE ${table} SET deleted_at = ?2, triggered_at = ?2
         WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at IS NULL AND triggered_at <= ?2`,
      )
      .bind(json, asOf),
  );
}

export function buryLevels(
  db: D1Database,
  levels: readonly (readonly [itemId: string, locationId: string])[],
  asOf: number,
): D1PreparedStatement[] {
  return jsonChunks(levels).map((json) =>
    db
      .prepare(
        `UPDATE inventory_levels SET deleted_at = ?2, triggered_at = ?2
         WHERE (item_id, location_id) IN (SELECT value->>0, value->>1 FROM json_each(?1))
           AND deleted_at IS NULL AND triggered_at <= ?2`,
      )
      .bind(json, asOf),
  );
}

/** What hangs on deleted orders and products: lines of no order count no more, variants go with their product. */
export function buryDependents(
  db: D1Database,
  gone: { orders: readonly string[]; products: readonly string[] },
  asOf: number,
): D1PreparedStatement[] {
  const lines = jsonChunks(gone.orders).flatMap((json) =>
    ["order_lines", "refund_lines"].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE order_id IN (SELECT value FROM json_each(?1))`).bind(json),
    ),
  );
  const children = jsonChunks(gone.products).flatMap((json) => [
    db
      .prepare(
        `UPDATE inventory_levels SET deleted_at = ?2, triggered_at = ?2 WHERE deleted_at IS NULL AND item_id IN
           (SELECT inventory_item_id FROM variants WHERE product_id IN (SELECT value FROM json_each(?1)))`,
      )
      .bind(json, asOf),
    db
      .prepare(
        `UPDATE variants SET deleted_at = ?2, triggered_at = ?2
         WHERE deleted_at IS NULL AND product_id IN (SELECT value FROM json_each(?1))`,
      )
      .bind(json, asOf),
  ]);
  return [...lines, ...children];
}

/** Days of the packed copy to sum again; open days need no mark. */
export function markDirty(
  db: D1Database,
  touched: readonly (readonly [variantId: string, day: Day])[],
  closedThrough: Day | null,
): D1PreparedStatement[] {
  if (closedThrough === null) return [];
  const rows = touched.filter(([, day]) => day <= closedThrough).map(([variantId, day]) => ({ variantId, day }));
  return jsonChunks(rows, (row) => [row.variantId, row.day]).map((json) =>
    db
      .prepare(`INSERT OR IGNORE INTO dirty_days (variant_id, day)
      SELECT value->>0, value->>1 FROM json_each(?1)`)
      .bind(json),
  );
}

/** The lowest price of the day includes the one it began with. */
export function notePrices(db: D1Database, moves: readonly PriceMove[], today: Day): D1PreparedStatement[] {
  return jsonChunks(moves, (move) => [move.variantId, move.to, Math.min(move.from, move.to)]).map((json) =>
    db
      .prepare(
        `INSERT INTO variant_days AS t (variant_id, day, price_minor, low_minor)
         SELECT value->>0, ?2, value->>1, value->>2 FROM json_each(?1) WHERE true
         ON CONFLICT (variant_id, day) DO UPDATE SET price_minor = excluded.price_minor,
           low_minor = min(coalesce(t.low_minor, excluded.low_minor), excluded.low_minor)`,
      )
      .bind(json, today),
  );
}
