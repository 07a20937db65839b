import "#schemas/db/alerts.ts";
import "#schemas/db/backtest.ts";
import "#schemas/db/findings.ts";
import "#schemas/db/ledger.ts";
import "#schemas/db/mirror.ts";
import "#schemas/db/orders.ts";
import "#schemas/db/platform.ts";
import "#schemas/db/prices.ts";
import "#schemas/db/privacy.ts";
import "#schemas/db/research.ts";
import "#schemas/db/risk.ts";

/** A table as the database has it: what somebody made without declaring it is looked through all the same. */
export interface Shape {
  name: string;
  /** Primary key, or `rowid`. */
  key: string[];
  text: string[];
  columns: string[];
  /** Columns that may not be null. */
  required: ReadonlySet<string>;
}

interface Info {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

export async function readShapes(db: D1Database): Promise<Shape[]> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' AND name <> 'd1_migrations' ORDER BY name",
    )
    .all<{ name: string }>();
  const infos = await db.batch<Info>(results.map(({ name }) => db.prepare(`PRAGMA table_info("${name}")`)));
  return results.map(({ name }, at) => {
    const columns = infos[at]?.results ?? [];
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return {
      name,
      key: key.length > 0 ? key.map((column) => column.name) : ["rowid"],
      text: columns.filter(({ type }) => type.toUpperCase() === "TEXT").map((column) => column.name),
      columns: columns.map((column) => column.name),
      required: new Set(columns.filter(({ notnull }) => notnull === 1).map((column) => column.name)),
    };
  });
}

export function quoted(name: string): string {
  return `"${name}"`;
}
