import type { RowOf, TableName } from "#schemas/db/tables.ts";
import type { Position } from "./cursor.ts";

/**
 * A piece of a WHERE clause with its parameters. Only the types of the declared tables are used here: the declarations
 * and drizzle's builders would be a tenth of control's bundle.
 */
export interface Condition {
  sql: string;
  params: readonly (string | number)[];
}

/** Holds where the column equals the value; nothing is asked for when there is none. */
export function is(column: string, value: string | number | undefined): Condition | null {
  return value === undefined ? null : { sql: `${quoted(column)} = ?`, params: [value] };
}

/** Rows after a position in a list that is newest first, then by id. */
export function olderThan(at: string, id: string, position: Position | null): Condition | null {
  if (!position) return null;
  const [time, last] = position;
  return { sql: `(${quoted(at)}, ${quoted(id)}) < (?, ?)`, params: [time, last] };
}

interface Query<Row> {
  where?: readonly (Condition | null)[];
  /** Newest first by these columns. */
  newest?: readonly (keyof Row & string)[];
  limit: number;
}

/** Whole rows of a table under the names its declaration gives them. */
export async function select<N extends TableName>(
  db: D1Database,
  table: N,
  query: Query<RowOf<N>>,
): Promise<RowOf<N>[]> {
  const where = (query.where ?? []).filter((condition) => condition !== null);
  const order = (query.newest ?? []).map((column) => `${quoted(column)} DESC`);
  const statement = [
    `SELECT * FROM ${quoted(table)}`,
    where.length > 0 ? `WHERE ${where.map((condition) => condition.sql).join(" AND ")}` : "",
    order.length > 0 ? `ORDER BY ${order.join(", ")}` : "",
    "LIMIT ?",
  ].join(" ");
  const params = [...where.flatMap((condition) => condition.params), query.limit];
  const { results } = await db
    .prepare(statement)
    .bind(...params)
    .all<Record<string, unknown>>();
  return results.map((row) => named<N>(row));
}

export async function selectOne<N extends TableName>(
  db: D1Database,
  table: N,
  where: Condition | null,
): Promise<RowOf<N> | null> {
  return (await select(db, table, { where: [where], limit: 1 }))[0] ?? null;
}

/** A row as D1 gives it, under the names of the table's declaration; the schema that made the table says its types. */
export function named<N extends TableName>(row: Record<string, unknown>): RowOf<N> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [camelCase(column), value])) as RowOf<N>;
}

// A declared name and its column differ in their spelling alone; scripts/db/retention.test.ts holds every declaration to it.
const camelCase = (column: string) => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const quoted = (name: string) => `"${name.replace(/[A-Z]|\d+/g, (letter) => `_${letter.toLowerCase()}`)}"`;
