import * as z from "zod/mini";

const level = z.object({
  variant_id: z.string(),
  sku: z.nullable(z.string()),
  item_id: z.string(),
  location_id: z.string(),
  available: z.number(),
});
export type StockLevel = z.infer<typeof level>;

/** Stock of these variants (by gid or SKU) at every location, as the mirror knows it. */
export async function stockLevels(db: D1Database, named: readonly string[]): Promise<StockLevel[]> {
  const { results } = await db
    .prepare(
      `SELECT v.id AS variant_id, v.sku, l.item_id, l.location_id, l.available
       FROM variants AS v JOIN inventory_levels AS l ON l.item_id = v.inventory_item_id AND l.deleted_at IS NULL
       WHERE v.deleted_at IS NULL AND (v.id IN (SELECT value FROM json_each(?1)) OR v.sku IN (SELECT value FROM json_each(?1)))`,
    )
    .bind(JSON.stringify(named))
    .all();
  return z.array(level).parse(results);
}

export type Found = { ok: true; level: StockLevel } | { ok: false; message: string };

/** The one shelf that is meant; a SKU of several variants or an item at several locations must be told apart. */
export function shelfOf(
  levels: readonly StockLevel[],
  meant: { variantId?: string; sku?: string; locationId?: string },
): Found {
  const { variantId, sku, locationId } = meant;
  const own = levels.filter((level) => (variantId === undefined ? level.sku === sku : level.variant_id === variantId));
  const name = variantId ?? sku ?? "";
  if (own.length === 0) return { ok: false, message: `No stock is kept of "${name}".` };
  if (new Set(own.map((level) => level.variant_id)).size > 1)
    return { ok: false, message: `Several variants have the SKU "${name}": name the variant.` };
  const at = locationId === undefined ? own : own.filter((level) => level.location_id === locationId);
  const [first, second] = at;
  if (!first) return { ok: false, message: `"${name}" is not kept at ${locationId}.` };
  if (second) return { ok: false, message: `"${name}" is kept at several locations: name one.` };
  return { ok: true, level: first };
}

export interface Counted {
  level: StockLevel;
  counted: number;
  source: string;
}

export function countStatement(
  db: D1Database,
  id: string,
  { level, counted, source }: Counted,
  at: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO stock_counts (id, variant_id, item_id, location_id, counted, available_then, source, counted_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(id, level.variant_id, level.item_id, level.location_id, counted, level.available, source, at);
}
