import { KitError } from "#agent-kit/errors.ts";
import { type BulkRow, bulkLines, readBulkRow } from "#integrations/shopify/bulk-lines.ts";
import type { KnownShop, Sync } from "../sync.ts";
import { auditRows, auditVanished } from "./audit.ts";
import { type Collector, inventoryCollector, orderCollector, productCollector, readCarry } from "./fill.ts";
import { advance, type ImportRow } from "./imports.ts";

/**
 * Rows a D1 batch takes. Few batches mean few visits to every page of the indexes, whose number grows with the shop;
 * a batch's rows must still fit into an isolate several times over.
 */
const rowsAtOnce = { initial: 16_000, audit: 1_500 };
/** Batches of one step; the next one goes on from the byte the last batch wrote down. */
const batchesAtOnce = { initial: 6, audit: 16 };

const collectors = { orders: orderCollector, products: productCollector, inventory: inventoryCollector };
export type ExportKind = keyof typeof collectors;
export type ExportRow = ImportRow & { kind: ExportKind };

export function isExport(kind: string): kind is ExportKind {
  return kind in collectors;
}

/** Loads the next bounded part of an export. Rows and progress share a batch: a crash repeats a chunk or nothing. */
export async function loadExport(sync: Sync, shop: KnownShop, row: ExportRow): Promise<void> {
  const { db, clock } = sync;
  const purpose = row.purpose === "audit" ? "audit" : "initial";
  const carried = readCarry(row.carry);
  const collector =
    purpose === "audit" ? auditor(sync, shop, row) : collectors[row.kind]({ db, shop, asOf: row.startedAt }, carried);
  let held = row;
  let rows = 0;
  let end = row.bytesDone;
  let batches = 0;

  const keep = async (status: "loading" | "done") => {
    const { statements, carry } = await collector.flush();
    const progress = {
      status,
      bytesDone: end,
      linesDone: held.linesDone + rows,
      carry: JSON.stringify(carry),
      error: null,
    };
    await db.batch([...statements, advance(db, held, progress, clock.now())]);
    held = { ...held, ...progress };
    rows = 0;
    batches += 1;
  };

  if (row.url !== null) {
    const environment = sync.env.ENVIRONMENT ?? "production";
    for await (const { line, byteOffsetAfter } of bulkLines({ url: row.url, fromByte: row.bytesDone, environment })) {
      collector.add(parsed(line, row));
      rows += 1;
      end = byteOffsetAfter;
      if (rows < rowsAtOnce[purpose]) continue;
      await keep("loading");
      if (batches >= batchesAtOnce[purpose]) return;
    }
  }
  if (purpose === "audit") {
    // What the last rows confirm must be written before the rest can be called vanished.
    await keep("loading");
    await auditVanished(sync, shop, held);
  }
  await keep("done");
}

function auditor(sync: Sync, shop: KnownShop, row: ExportRow): Collector {
  let rows: BulkRow[] = [];
  return {
    add: (each) => void rows.push(each),
    async flush() {
      const statements = await auditRows(sync, shop, row, rows);
      rows = [];
      return { statements, carry: readCarry(row.carry) };
    },
  };
}

function parsed(line: string, { id }: ImportRow): BulkRow {
  const read = readBulkRow(line);
  if (read.ok) return read.value;
  throw new KitError({
    code: "malformed-export",
    message: "The store's export cannot be read.",
    detail: id,
    internal: read.error.detail,
    report: true,
  });
}
