import { getTableColumns } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { jsonChunks } from "./json-chunks.ts";

/** A complete row as the mirror keeps it: every column, null where nothing is known. */
export type FullRow<T extends SQLiteTable> = T["$inferSelect"];

export interface UpsertOptions {
  /** Tables aliased: the new rows are `value->>n` of `json_each(?1) AS j`, so a join may refer to `j.value`. */
  joined?: string;
  /** Whether an existing row gives way; the row is `t`, the new one `excluded`. By default when any column differs. */
  when?: string;
  /** Columns whose known value an unknown one does not replace. */
  keep?: readonly string[];
  /** Columns that are written as something else than they came: SQL, given the SQL of the row's values. */
  instead?: { column: string; as(value: (column: string) => string): string };
}

/**
 * Inserts or replaces rows by primary key, one bound JSON parameter a statement: D1 allows 100 parameters and a JSON
 * array counts as one. An equal row is left alone, so that a repeated import writes nothing.
 */
export function upsert<T extends SQLiteTable>(
  db: D1Database,
  table: T,
  rows: readonly FullRow<T>[],
  options: UpsertOptions = {},
): D1PreparedStatement[] {
  const keys = Object.keys(getTableColumns(table));
  const text = upsertSql(table, options);
  return jsonChunks(rows, (row) => keys.map((key) => (row as Record<string, unknown>)[key] ?? null)).map((json) =>
    db.prepare(text).bind(json),
  );
}

function upsertSql(table: SQLiteTable, { joined = "", when, keep = [], instead }: UpsertOptions): string {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const names = columns.map((column) => column.name);
  const composite = primaryKeys[0]?.columns.map((column) => column.name);
  const key = composite ?? columns.filter((column) => column.primary).map((column) => column.name);
  const rest = names.filter((column) => !key.includes(column));
  const value = (column: string) => `j.value->>${names.indexOf(column)}`;
  const values = names.map((column) => (column === instead?.column ? instead.as(value) : value(column))).join(", ");
  const incoming = (column: string) =>
    keep.includes(column) ? `coalesce(excluded.${column}, t.${column})` : `excluded.${column}`;
  const differs = rest.map((column) => `${incoming(column)} IS NOT t.${column}`).join(" OR ");
  return `INSERT INTO ${name} AS t (${names.join(", ")})
    SELECT ${values} FROM json_each(?1) AS j ${joined} WHERE true
    ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${rest.map((column) => `${column} = ${incoming(column)}`).join(", ")}
    WHERE (${when ?? "true"}) AND (${differs})`;
}

/** Newer, or as new and read no earlier: Shopify's `updated_at` counts whole seconds, so two changes may share one. */
export const newerOrEqual =
  "excluded.updated_at > t.updated_at OR (excluded.updated_at = t.updated_at AND excluded.triggered_at >= t.triggered_at)";
