import { getTableColumns } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { inventoryLevels, orderLines, orders, products, refundLines, variants } from "#schemas/db/mirror.ts";
import type { OwnAction } from "./caused-by.ts";
import { grouped } from "./grouped.ts";
import type { LevelRow, LineRow, OrderRow, ProductRow, RefundLineRow, VariantRow } from "./rows.ts";
import type { FullRow } from "./upsert.ts";

/** What the mirror held before a read is written, indexed the way changes are looked for. */
export interface Prior {
  orders: Map<string, OrderRow>;
  linesByOrder: Map<string, LineRow[]>;
  refundLinesByOrder: Map<string, RefundLineRow[]>;
  products: Map<string, ProductRow>;
  variantsByProduct: Map<string, VariantRow[]>;
  variantByItem: Map<string, VariantRow>;
  levelsByItem: Map<string, LevelRow[]>;
  actions: OwnAction[];
}

export interface Wanted {
  orders: readonly string[];
  products: readonly string[];
  items: readonly string[];
}

/** An own effect is looked for among actions touched this recently: webhooks may come a day late. */
const effectWindowMs = 26 * 3_600_000;

/** One D1 round trip. */
export async function readPrior(db: D1Database, wanted: Wanted, now: number): Promise<Prior> {
  const ids = {
    orders: JSON.stringify(wanted.orders),
    products: JSON.stringify(wanted.products),
    items: JSON.stringify(wanted.items),
  };
  const among = "IN (SELECT value FROM json_each(?1))";
  const select = (text: string, json: string) => db.prepare(text).bind(json);
  const [order, line, refund, product, variant, ofItem, level, action] = await db.batch<Record<string, unknown>>([
    select(`SELECT * FROM orders WHERE id ${among}`, ids.orders),
    select(`SELECT * FROM order_lines WHERE order_id ${among}`, ids.orders),
    select(`SELECT * FROM refund_lines WHERE order_id ${among}`, ids.orders),
    select(`SELECT * FROM products WHERE id ${among}`, ids.products),
    select(`SELECT * FROM variants WHERE product_id ${among}`, ids.products),
    select(`SELECT * FROM variants WHERE inventory_item_id ${among}`, ids.items),
    select(`SELECT * FROM inventory_levels WHERE item_id ${among}`, ids.items),
    db
      .prepare(
        `SELECT id, agent, target, status, before, after FROM actions
         WHERE status IN ('applying', 'applied', 'unknown', 'reverting', 'reverted') AND updated_at > ?1`,
      )
      .bind(now - effectWindowMs),
  ]);
  return {
    orders: by(rowsOf(orders, order), (row) => row.id),
    linesByOrder: grouped(rowsOf(orderLines, line), (row) => row.orderId),
    refundLinesByOrder: grouped(rowsOf(refundLines, refund), (row) => row.orderId),
    products: by(rowsOf(products, product), (row) => row.id),
    variantsByProduct: grouped(rowsOf(variants, variant), (row) => row.productId),
    variantByItem: by(rowsOf(variants, ofItem), (row) => row.inventoryItemId ?? ""),
    levelsByItem: grouped(rowsOf(inventoryLevels, level), (row) => row.itemId),
    actions: (action?.results ?? []) as unknown as OwnAction[],
  };
}

/** D1's rows by column name as drizzle's rows by property; the columns are the table's own, so nothing is checked again. */
export function rowsOf<T extends SQLiteTable>(
  table: T,
  result: D1Result<Record<string, unknown>> | undefined,
): FullRow<T>[] {
  const columns = Object.entries(getTableColumns(table));
  return (result?.results ?? []).map(
    (row) => Object.fromEntries(columns.map(([key, column]) => [key, row[column.name] ?? null])) as FullRow<T>,
  );
}

function by<Row>(rows: Row[], key: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}
