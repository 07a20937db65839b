import type { Row } from "./observe.ts";
import type { StockCount } from "./snapshot.ts";

/** What was counted after one instant and, where there is another, not after it. */
export function countsBetween(db: D1Database, since: number, until: number | null): D1PreparedStatement {
  return db
    .prepare(
      `SELECT c.id, c.variant_id, c.item_id, c.location_id, c.counted, c.available_then, c.source, c.counted_at, p.title, l.available
       FROM stock_counts AS c JOIN variants AS v ON v.id = c.variant_id JOIN products AS p ON p.id = v.product_id
       JOIN inventory_levels AS l ON l.item_id = c.item_id AND l.location_id = c.location_id
       WHERE c.counted_at > ?1 AND (?2 IS NULL OR c.counted_at <= ?2) ORDER BY c.counted_at LIMIT 500`,
    )
    .bind(since, until);
}

export function toCount(row: Row): StockCount {
  return {
    id: String(row.id),
    variantId: String(row.variant_id),
    itemId: String(row.item_id),
    locationId: String(row.location_id),
    title: String(row.title),
    counted: Number(row.counted),
    availableThen: Number(row.available_then),
    available: Number(row.available),
    source: String(row.source),
  };
}
