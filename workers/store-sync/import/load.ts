import { KitError } from "#agent-kit/errors.ts";
import { type BulkRow, bulkLines, readBulkRow } from "#integrations/shopify/bulk-lines.ts";
import type { KnownShop, Sync } from "../sync.ts";
import { auditRows, auditVanished } from "./audit.ts";
import { type Filled, fillInventory, fillOrders, fillProducts, readCarry } from "./fill.ts";
import { advance, type ImportRow } from "./imports.ts";

/** Rows a D1 batch takes: large enough to hide its round trip, small enough for an isolate's memory. */
const rowsAtOnce = { initial: 8_000, audit: 1_500 };
/** Batches of one invocation; the next one goes on from the byte the last batch wrote down. */
const batchesAtOnce = 8;

const fillers = { orders: fillOrders, products: fillProducts, inventory: fillInventory };
export type ExportKind = keyof typeof fillers;

export function isExport(kind: string): kind is ExportKind {
  return kind in fillers;
}

/** Loads the next bounded part of an export. Rows and progress share a batch: a crash repeats a chunk or nothing. */
export async function loadExport(sync: Sync, shop: KnownShop, row: ImportRow & { kind: ExportKind }): Promise<void> {
  const purpose = row.purpose === "audit" ? "audit" : "initial";
  let held: ImportRow & { kind: ExportKind } = row;
  let rows: BulkRow[] = [];
  let end = row.bytesDone;
  let batches = 0;

  const keep = async (status: "loading" | "done") => {
    const { statements, carry } = await (purpose === "audit" ? audit : fill)(sync, shop, held, rows);
    const linesDone = held.linesDone + rows.length;
    const progress = { status, bytesDone: end, linesDone, carry: JSON.stringify(carry), error: null };
    await sync.db.batch([...statements, advance(sync.db, held, progress, sync.clock.now())]);
    held = { ...held, ...progress };
    rows = [];
    batches += 1;
  };

  if (row.url !== null) {
    const lines = bulkLines({
      url: row.url,
      fromByte: row.bytesDone,
      environment: sync.env.ENVIRONMENT ?? "production",
    });
    for await (const { line, byteOffsetAfter } of lines) {
      rows.push(parsed(line, row));
      end = byteOffsetAfter;
      if (rows.length < rowsAtOnce[purpose]) continue;
      await keep("loading");
      if (batches >= batchesAtOnce) return;
    }
  }
  if (purpose === "audit") await auditVanished(sync, shop, held);
  await keep("done");
}

function fill(
  { db }: Sync,
  shop: KnownShop,
  { kind, startedAt: asOf, carry }: ImportRow & { kind: ExportKind },
  rows: readonly BulkRow[],
): Promise<Filled> {
  return fillers[kind](rows, { db, shop, asOf, carry: readCarry(carry) });
}

async function audit(
  sync: Sync,
  shop: KnownShop,
  row: ImportRow & { kind: ExportKind },
  rows: readonly BulkRow[],
): Promise<Filled> {
  return { statements: await auditRows(sync, shop, row, rows), carry: readCarry(row.carry) };
}

function parsed(line: string, { id }: ImportRow): BulkRow {
  const read = readBulkRow(line);
  if (read.ok) return read.value;
  throw new KitError({
    code: "malformed-export",
    message: "The store's export cannot be read.",
    internal: `${id}: ${read.error.detail}`,
    report: true,
  });
}
