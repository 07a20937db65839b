import { imports } from "#schemas/db/mirror.ts";
import { rowsOf } from "../mirror/prior.ts";
import type { FullRow } from "../mirror/upsert.ts";

export type ImportRow = FullRow<typeof imports>;

/** In the order they are loaded; the first five read the store, the last packs what they brought. */
export const kinds = ["shop", "products", "inventory", "orders", "refunds", "series"] as const;
export type Kind = (typeof kinds)[number];

/** `initial` fills an empty mirror and logs nothing; `audit` compares, and what differs is read again and logged. */
export type Purpose = "initial" | "audit";

export type Status =
  | "waiting"
  /** An export is being asked for; whether it was is unknown until its id is written. */
  | "asked"
  | "running"
  | "loading"
  | "done"
  | "failed";

/** One row for each kind, all at once, so that progress can be shown from the beginning. */
export function planImport(db: D1Database, purpose: Purpose, now: number): D1PreparedStatement {
  const wanted = purpose === "initial" ? kinds : kinds.filter((kind) => kind !== "refunds" && kind !== "series");
  const rows = wanted.map((kind) => [`${purpose}-${now}-${kind}`, kind]);
  return db
    .prepare(
      `INSERT INTO imports (id, kind, purpose, status, started_at, updated_at)
       SELECT value->>0, value->>1, ?2, 'waiting', ?3, ?3 FROM json_each(?1)
       WHERE NOT EXISTS (SELECT 1 FROM imports WHERE status NOT IN ('done', 'failed'))`,
    )
    .bind(JSON.stringify(rows), purpose, now);
}

/** The rows of the import under way, in loading order; empty when there is none. */
export async function openImport(db: D1Database): Promise<ImportRow[]> {
  const result = await db
    .prepare(
      `SELECT * FROM imports WHERE substr(id, 1, length(id) - length(kind)) =
         (SELECT substr(id, 1, length(id) - length(kind)) FROM imports WHERE status NOT IN ('done', 'failed') LIMIT 1)`,
    )
    .all<Record<string, unknown>>();
  return rowsOf(imports, result).sort((a, b) => kinds.indexOf(a.kind as Kind) - kinds.indexOf(b.kind as Kind));
}

export type Progress = Partial<
  Pick<
    ImportRow,
    | "status"
    | "bulkId"
    | "url"
    | "bytesTotal"
    | "bytesDone"
    | "linesDone"
    | "objectsTotal"
    | "carry"
    | "error"
    | "startedAt"
  >
>;

/** A step's progress, in the same batch as its rows. Written over the row as it was read: a step repeated repeats it. */
export function advance(db: D1Database, row: ImportRow, progress: Progress, now: number): D1PreparedStatement {
  const next = { ...row, ...progress };
  const finishedAt = next.status === "done" || next.status === "failed" ? now : null;
  return db
    .prepare(
      `UPDATE imports SET status = ?2, bulk_id = ?3, url = ?4, bytes_total = ?5, bytes_done = ?6, lines_done = ?7,
         objects_total = ?8, carry = ?9, error = ?10, started_at = ?11, updated_at = ?12, finished_at = ?13
       WHERE id = ?1 AND status NOT IN ('done', 'failed') AND (bytes_done <= ?6 OR ?2 = 'waiting')`,
    )
    .bind(
      row.id,
      next.status,
      next.bulkId,
      next.url,
      next.bytesTotal,
      next.bytesDone,
      next.linesDone,
      next.objectsTotal,
      next.carry,
      next.error,
      next.startedAt,
      now,
      finishedAt,
    );
}
