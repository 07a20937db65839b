import { renameSync, rmSync } from "node:fs";
import { writeCatalogue } from "./catalogue.ts";
import { Database } from "./database.ts";
import type { Dataset } from "./dataset.ts";
import { generateCustomer, generatedMark } from "./generated.ts";
import { type ArrivalBody, type History, splitHistory } from "./history.ts";
import { shiftDays, wallClockMs, wallClockReader } from "./shop-time.ts";
import { INDEXES, TABLES } from "./tables.ts";

export const TIME_ZONE = "Europe/London";
const DAY_MS = 86_400_000;

export interface BuildOptions {
  data: Dataset;
  seed: number;
  /** Keeps only the SKUs with the most order lines; all when absent. */
  products?: number | undefined;
  nowMs: number;
}

/** UK sales carry 20 % VAT inside the price; the export sales of the data are taken as free of it. */
export function includedTaxMinor(totalMinor: number, country: string): number {
  return country === "United Kingdom" ? Math.round(totalMinor / 6) : 0;
}

/**
 * Writes a shop's whole history up to `nowMs` into a new file, the rest as arrivals. The file appears under its name
 * only when complete, so a build killed half-way leaves nothing behind that looks like a shop.
 */
export function buildShop(file: string, options: BuildOptions): void {
  const unfinished = `${file}.building`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(unfinished + suffix, { force: true });
  const database = new Database(unfinished);
  database.raw.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
  database.raw.exec(TABLES);
  database.raw.exec("BEGIN");
  fillShop(database, options);
  database.raw.exec(INDEXES);
  database.raw.exec("COMMIT; PRAGMA analysis_limit = 400; ANALYZE;");
  database.close();
  renameSync(unfinished, file);
}

function fillShop(database: Database, { data, seed, products, nowMs }: BuildOptions): void {
  const lastWallMs = data.placedAtMinutes.reduce((last, minutes) => Math.max(last, minutes), 0) * 60_000;
  const shift = shiftDays(lastWallMs, wallClockMs(nowMs, TIME_ZONE));
  const toInstant = wallClockReader(TIME_ZONE);
  const placedMs = data.placedAtMinutes.map((minutes) => toInstant(minutes * 60_000 + shift * DAY_MS));
  const kept = keptSkus(data, products);
  const history = splitHistory({ data, kept, placedMs, nowMs, insertArrival: arrivalWriter(database) });
  writeCatalogue(database, { data, kept, placedMs, nowMs, seed, history });
  writeCustomers(database, history, seed);
  writeOrders(database, history);
  const meta: Record<string, string | number> = {
    seed,
    shift_days: shift,
    products: products ?? "all",
    built_for_ms: nowMs,
    offset_ms: 0,
    speed: 1,
    data_ends_ms: toInstant(lastWallMs + shift * DAY_MS),
    overdrafts: 0,
    ...history.counts,
  };
  const insertMeta = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
  for (const [key, value] of Object.entries(meta)) insertMeta.run(key, String(value));
  database.run("INSERT INTO location (id, name, city, zip) VALUES (1, 'Main warehouse', 'London', 'E1 6AN')");
}

function keptSkus(data: Dataset, products: number | undefined): Set<number> {
  const lines = new Map<number, number>(data.skus.map((_, sku) => [sku, 0]));
  for (const sku of data.skuIndex) lines.set(sku, (lines.get(sku) ?? 0) + 1);
  const ranked = [...lines].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return new Set(ranked.slice(0, products ?? ranked.length).map(([sku]) => sku));
}

function arrivalWriter(database: Database): (id: number, dueMs: number, invoice: string, body: ArrivalBody) => void {
  const insert = database.prepare("INSERT INTO arrival (id, due_ms, invoice, body) VALUES (?, ?, ?, ?)");
  return (id, dueMs, invoice, body) => void insert.run(id, dueMs, invoice, JSON.stringify(body));
}

function writeCustomers(database: Database, history: History, seed: number): void {
  const seen = new Set<number>();
  const insert = customerWriter(database, seed);
  for (const order of history.orders) {
    if (seen.has(order.customer)) continue;
    seen.add(order.customer);
    insert(order.customer, order.country, order.placedMs);
  }
}

/** Also used when a customer buys for the first time while the sandbox runs. */
export function customerWriter(database: Database, seed: number): (id: number, country: string, atMs: number) => void {
  const insert = database.prepare(
    `INSERT INTO customer (id, first_name, last_name, email, country, marketing_state, marketing_opt_in,
       marketing_updated_ms, tags, created_ms, updated_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const tags = JSON.stringify([generatedMark(seed)]);
  return (id, country, atMs) => {
    const person = generateCustomer(seed, id);
    const asked = person.marketingState !== "NOT_SUBSCRIBED";
    insert.run(
      id,
      person.firstName,
      person.lastName,
      person.email,
      country,
      person.marketingState,
      asked ? "SINGLE_OPT_IN" : null,
      asked ? atMs : null,
      tags,
      atMs,
      atMs,
    );
  };
}

export function financialStatus(totalMinor: number, refundedMinor: number): string {
  if (refundedMinor <= 0) return "PAID";
  return refundedMinor >= totalMinor ? "REFUNDED" : "PARTIALLY_REFUNDED";
}

function writeOrders(database: Database, history: History): void {
  const insertOrder = database.prepare(
    `INSERT INTO orders (id, name, customer_id, country, source_name, created_ms, updated_ms, financial_status,
       fulfillment_status, total_minor, tax_minor, refunded_minor, tags)
     VALUES (?, ?, ?, ?, 'web', ?, ?, ?, ?, ?, ?, ?, '[]')`,
  );
  for (const order of history.orders) {
    insertOrder.run(
      order.id,
      `#${order.id}`,
      order.customer,
      order.country,
      order.placedMs,
      order.updatedMs,
      financialStatus(order.totalMinor, order.refundedMinor),
      order.fulfilled ? "FULFILLED" : "UNFULFILLED",
      order.totalMinor,
      includedTaxMinor(order.totalMinor, order.country),
      order.refundedMinor,
    );
  }
  const insertLine = database.prepare(
    `INSERT INTO line (id, order_id, variant_id, quantity, current_quantity, fulfilled_quantity, unit_minor)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const line of history.lines) {
    const fulfilled = line.order.fulfilled ? line.quantity : 0;
    insertLine.run(line.id, line.order.id, line.variant, line.quantity, line.current, fulfilled, line.unitMinor);
  }
  const insertRefund = database.prepare(
    "INSERT INTO refund (id, order_id, created_ms, note, total_minor) VALUES (?, ?, ?, ?, ?)",
  );
  const insertRefundLine = database.prepare(
    `INSERT INTO refund_line (id, refund_id, line_id, quantity, restock_type, subtotal_minor)
     VALUES (?, ?, ?, ?, 'RETURN', ?)`,
  );
  for (const refund of history.refunds) {
    const totalMinor = refund.lines.reduce((total, { line, quantity }) => total + quantity * line.unitMinor, 0);
    insertRefund.run(refund.id, refund.order.id, refund.createdMs, refund.note, totalMinor);
    for (const { id, line, quantity } of refund.lines) {
      insertRefundLine.run(id, refund.id, line.id, quantity, quantity * line.unitMinor);
    }
  }
}
