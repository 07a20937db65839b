import type { BuildColumns } from "drizzle-orm";
import { type SQLiteColumnBuilderBase, type SQLiteTableExtraConfigValue, sqliteTable } from "drizzle-orm/sqlite-core";

/**
 * How the rows about one customer are found, and what a redaction does to them: `clear` empties the personal columns and
 * keeps the row for its totals, `delete` removes it. `not` says why rows about people are not about customers.
 */
export type Erasure =
  | { customer: string; how: "clear" | "delete" }
  | { order: string; how: "clear" | "delete" }
  | { not: string };

/** What a table promises about time and people; a table cannot be declared without it. */
export interface Declaration {
  /** Days a row is kept after its `since` column, or after the first of several that has a time; or why it is kept for ever. */
  retention: { days: number; since: string | readonly string[] } | { forever: string };
  /** Columns that identify or describe a natural person; empty when there are none. */
  personal: string[];
  /** Required where `personal` names a column. */
  erase?: Erasure;
}

export const declarations = new Map<string, Declaration>();

/** A drizzle table whose retention and personal data are declared where its columns are. */
export function table<N extends string, C extends Record<string, SQLiteColumnBuilderBase>>(
  name: N,
  columns: C,
  declaration: Declaration,
  extra: (columns: BuildColumns<N, C, "sqlite">) => SQLiteTableExtraConfigValue[] = () => [],
) {
  declarations.set(name, declaration);
  return sqliteTable(name, columns, extra);
}
