import type * as z from "zod/mini";
import type { importProgress } from "#schemas/api/shop.ts";

export interface ImportStanding {
  status: "none" | "running" | "done" | "failed";
  share: number | null;
  remainingMs: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  error: string | null;
}

type Row = Pick<
  z.infer<typeof importProgress>,
  "status" | "bytesTotal" | "bytesDone" | "error" | "startedAt" | "updatedAt" | "finishedAt" | "kind"
>;

/** The kinds that are exports: only they have a size. */
const sized = ["products", "inventory", "orders"];

/** How the first import stands, from its rows: one for each kind, all of one attempt. */
export function importStanding(rows: readonly Row[], importedAt: number | null, now: number): ImportStanding {
  if (rows.length === 0) return { ...nothing, status: importedAt === null ? "none" : "done", finishedAt: importedAt };
  const startedAt = Math.min(...rows.map((row) => row.startedAt));
  const error = rows.find((row) => row.error !== null)?.error ?? null;
  if (importedAt !== null) return { ...nothing, status: "done", share: 1, startedAt, finishedAt: importedAt };
  if (rows.some((row) => row.status === "failed")) return { ...nothing, status: "failed", startedAt, error };
  const exports = rows.filter((row) => sized.includes(row.kind));
  const total = exports.reduce((sum, row) => sum + (row.bytesTotal ?? Number.NaN), 0);
  const done = exports.reduce((sum, row) => sum + row.bytesDone, 0);
  const share = Number.isNaN(total) || total === 0 ? null : done / total;
  const remainingMs = share === null || share === 0 ? null : Math.round(((now - startedAt) * (1 - share)) / share);
  return { ...nothing, status: "running", share, remainingMs, startedAt, error };
}

const nothing = { share: null, remainingMs: null, startedAt: null, finishedAt: null, error: null };
