import { type Column, getTableColumns, getTableName, type Table } from "drizzle-orm";
import type { Position } from "./cursor.ts";

/** A piece of a WHERE clause with its parameters. Drizzle's own builders would be a tenth of control's bundle. */
export interface Condition {
  sql: string;
  params: readonly (string | number)[];
}

/** Holds where the column equals the value; nothing is asked for when there is none. */
export function is(column: Column, value: string | number | undefined): Condition | null {
  return value === undefined ? null : { sql: `${quoted(column)} = ?`, params: [value] };
}

/** Rows after a position in a list that is newest first, then by id. */
export function olderThan(at: Column, id: Column, position: Position | null): Condition | null {
  if (!position) return null;
  const [time, last] = position;
  return { sql: `(${quoted(at)}, ${quoted(id)}) < (?, ?)`, params: [time, last] };
}

interface Query {
  where?: readonly (Condition | null)[];
  /** Newest first by these columns. */
  newest?: readonly Column[];
  limit: number;
}

/** Whole rows of a table under the names its declaration gives them. */
export async function select<T extends Table>(db: D1Database, table: T, query: Query): Promise<T["$inferSelect"][]> {
  const where = (query.where ?? []).filter((condition) => condition !== null);
  const order = (query.newest ?? []).map((column) => `${quoted(column)} DESC`);
  const statement = [
    `SELECT * FROM "${getTableName(table)}"`,
    where.length > 0 ? `WHERE ${where.map((condition) => condition.sql).join(" AND ")}` : "",
    order.length > 0 ? `ORDER BY ${order.join(", ")}` : "",
    "LIMIT ?",
  ].join(" ");
  const params = [...where.flatMap((condition) => condition.params), query.limit];
  const { results } = await db
    .prepare(statement)
    .bind(...params)
    .all<Record<string, unknown>>();
  return results.map((row) => named(table, row));
}

export async function selectOne<T extends Table>(
  db: D1Database,
  table: T,
  where: Condition | null,
): Promise<T["$inferSelect"] | null> {
  return (await select(db, table, { where: [where], limit: 1 }))[0] ?? null;
}

/** A row as D1 gives it, under the names of the table's declaration; the schema that made the table says its types. */
export function named<T extends Table>(table: T, row: Record<string, unknown>): T["$inferSelect"] {
  return Object.fromEntries(Object.entries(getTableColumns(table)).map(([name, column]) => [name, row[column.name]]));
}

function quoted(column: Column): string {
  return `"${column.name}"`;
}
