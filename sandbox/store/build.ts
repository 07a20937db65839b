import { renameSync, rmSync } from "node:fs";
import { Database } from "./database.ts";
import type { Dataset } from "./dataset.ts";
import { generateCustomer, generatedMark, generateItem } from "./generated.ts";
import { shiftDays, wallClockMs, wallClockReader } from "./shop-time.ts";
import { INDEXES, TABLES } from "./tables.ts";

export const TIME_ZONE = "Europe/London";
const DAY_MS = 86_400_000;
const FULFILLED_AFTER_MS = 26 * 3_600_000;
/** Orders younger than this are still to be packed when the shop opens. */
const OPEN_ORDERS_MS = 2 * DAY_MS;

export interface BuildOptions {
  data: Dataset;
  seed: number;
  /** Keeps only the SKUs with the most order lines; all when absent. */
  products?: number | undefined;
  nowMs: number;
}

/** An invoice that has not happened yet; `lines` are [line id, variant id, quantity, unit price in minor units]. */
export interface ArrivalBody {
  customer: number;
  country: string;
  lines: [number, number, number, number][];
}

interface PastOrder {
  id: number;
  customer: number;
  country: string;
  placedMs: number;
  updatedMs: number;
  fulfilled: boolean;
  totalMinor: number;
  refundedMinor: number;
}

interface PastLine {
  id: number;
  order: PastOrder;
  variant: number;
  quantity: number;
  current: number;
  unitMinor: number;
}

interface PastRefund {
  id: number;
  order: PastOrder;
  note: string;
  createdMs: number;
  lines: { id: number; line: PastLine; quantity: number }[];
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

interface History {
  orders: PastOrder[];
  lines: PastLine[];
  refunds: PastRefund[];
  counts: Record<"return_invoices" | "return_lines" | "return_units" | "unmatched_lines" | "unmatched_units", number>;
}

interface SplitInput {
  data: Dataset;
  kept: Set<number>;
  placedMs: number[];
  nowMs: number;
  insertArrival: ReturnType<typeof arrivalWriter>;
}

function splitHistory({ data, kept, placedMs, nowMs, insertArrival }: SplitInput): History {
  const history: History = {
    orders: [],
    lines: [],
    refunds: [],
    counts: { return_invoices: 0, return_lines: 0, return_units: 0, unmatched_lines: 0, unmatched_units: 0 },
  };
  const latestSale = new Map<string, PastLine>();
  for (let index = 0; index < data.invoices.length; index++) {
    const invoice = data.invoices[index]!;
    const customer = data.customers[index]!;
    const country = data.countries[data.countryIndex[index]!] ?? "Unspecified";
    const rows: [number, number, number, number][] = [];
    for (let line = data.firstLine[index]!; line < data.firstLine[index + 1]!; line++) {
      const sku = data.skuIndex[line]!;
      if (kept.has(sku)) rows.push([line + 1, sku + 1, data.quantity[line]!, data.unitPriceMinor[line]!]);
    }
    if (rows.length === 0) continue;
    const at = placedMs[index]!;
    if (at > nowMs) insertArrival(index + 1, at, invoice, { customer, country, lines: rows });
    else if (invoice.startsWith("C")) addPastReturn(history, latestSale, { invoice, customer, at, rows });
    else addPastOrder(history, latestSale, { id: Number(invoice), customer, country, at, rows, nowMs });
  }
  return history;
}

interface PastOrderInput {
  id: number;
  customer: number;
  country: string;
  at: number;
  rows: [number, number, number, number][];
  nowMs: number;
}

function addPastOrder(history: History, latestSale: Map<string, PastLine>, input: PastOrderInput): void {
  const { id, customer, country, at, rows, nowMs } = input;
  const fulfilled = at < nowMs - OPEN_ORDERS_MS;
  const order: PastOrder = {
    id,
    customer,
    country,
    placedMs: at,
    updatedMs: fulfilled ? at + FULFILLED_AFTER_MS : at,
    fulfilled,
    totalMinor: 0,
    refundedMinor: 0,
  };
  history.orders.push(order);
  for (const [lineId, variant, quantity, unitMinor] of rows) {
    const line: PastLine = { id: lineId, order, variant, quantity, current: quantity, unitMinor };
    order.totalMinor += quantity * unitMinor;
    history.lines.push(line);
    latestSale.set(`${customer} ${variant}`, line);
  }
}

interface PastReturnInput {
  invoice: string;
  customer: number;
  at: number;
  rows: [number, number, number, number][];
}

/** Each returned line goes to the customer's latest earlier sale of the SKU; one refund per order so touched. */
function addPastReturn(history: History, latestSale: Map<string, PastLine>, input: PastReturnInput): void {
  const { counts } = history;
  const refunds = new Map<number, PastRefund>();
  counts.return_invoices++;
  for (const [lineId, variant, quantity, unitMinor] of input.rows) {
    counts.return_lines++;
    counts.return_units -= quantity;
    const line = latestSale.get(`${input.customer} ${variant}`);
    if (line === undefined) {
      counts.unmatched_lines++;
      counts.unmatched_units -= quantity;
      continue;
    }
    const { order } = line;
    let refund = refunds.get(order.id);
    if (refund === undefined) {
      refund = { id: lineId, order, note: input.invoice, createdMs: input.at, lines: [] };
      refunds.set(order.id, refund);
      history.refunds.push(refund);
    }
    refund.lines.push({ id: lineId, line, quantity: -quantity });
    line.current = Math.max(0, line.current + quantity);
    order.refundedMinor -= quantity * unitMinor;
    order.updatedMs = Math.max(order.updatedMs, input.at);
  }
}

interface CatalogueInput {
  data: Dataset;
  kept: Set<number>;
  placedMs: number[];
  nowMs: number;
  seed: number;
  history: History;
}

interface Demand {
  prices: Map<number, number>;
  units: number;
  lastPriceMinor: number;
  firstSaleMs: number;
}

/** The last eight weeks of each SKU. One wholesale order is not a rate, so a line counts for at most 200 units. */
function recentDemand({ data, placedMs, nowMs }: CatalogueInput): Map<number, Demand> {
  const demand = new Map<number, Demand>();
  for (let index = 0; index < data.invoices.length; index++) {
    const at = placedMs[index]!;
    for (let line = data.firstLine[index]!; line < data.firstLine[index + 1]!; line++) {
      const quantity = data.quantity[line]!;
      if (quantity <= 0) continue;
      const sku = data.skuIndex[line]!;
      const priceMinor = data.unitPriceMinor[line]!;
      let entry = demand.get(sku);
      if (entry === undefined) {
        entry = { prices: new Map(), units: 0, lastPriceMinor: priceMinor, firstSaleMs: at };
        demand.set(sku, entry);
      }
      if (at > nowMs) continue;
      entry.lastPriceMinor = priceMinor;
      if (at < nowMs - 56 * DAY_MS) continue;
      entry.units += Math.min(quantity, 200);
      entry.prices.set(priceMinor, (entry.prices.get(priceMinor) ?? 0) + 1);
    }
  }
  return demand;
}

function modalPrice(demand: Demand): number {
  const [modal] = [...demand.prices].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return modal?.[0] ?? demand.lastPriceMinor;
}

function writeCatalogue(database: Database, input: CatalogueInput): void {
  const { data, kept, nowMs, seed, history } = input;
  const mark = generatedMark(seed);
  const demand = recentDemand(input);
  const committed = new Map<number, number>();
  for (const line of history.lines) {
    if (!line.order.fulfilled) committed.set(line.variant, (committed.get(line.variant) ?? 0) + line.current);
  }
  const insertProduct = database.prepare(
    `INSERT INTO product (id, title, handle, status, vendor, product_type, tags, created_ms, updated_ms)
     VALUES (?, ?, ?, 'ACTIVE', ?, 'Giftware', ?, ?, ?)`,
  );
  const insertVariant = database.prepare(
    `INSERT INTO variant (id, product_id, sku, title, price_minor, inventory_policy, created_ms, updated_ms)
     VALUES (?, ?, ?, 'Default Title', ?, 'CONTINUE', ?, ?)`,
  );
  const insertItem = database.prepare(
    "INSERT INTO inventory_item (id, tracked, cost_minor, created_ms, updated_ms) VALUES (?, 1, ?, ?, ?)",
  );
  const insertLevel = database.prepare(
    `INSERT INTO level (item_id, location_id, available, committed, incoming, updated_ms) VALUES (?, 1, ?, ?, 0, ?)`,
  );
  const insertMetafield = database.prepare(
    `INSERT INTO metafield (owner, namespace, key, type, value, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const sku of [...kept].sort((a, b) => a - b)) {
    const id = sku + 1;
    const code = data.skus[sku]!;
    const title = data.titles[sku] || code;
    const sold = demand.get(sku);
    const priceMinor = sold === undefined ? 100 : modalPrice(sold);
    const createdMs = Math.min(nowMs, sold?.firstSaleMs ?? nowMs) - DAY_MS;
    const item = generateItem(seed, code, priceMinor, (sold?.units ?? 0) / 56);
    const tags = [mark, `lead-time-days:${item.leadTimeDays}`];
    const handle = `${title}-${code}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    insertProduct.run(id, title, handle, `${item.supplier} (${mark})`, JSON.stringify(tags), createdMs, createdMs);
    insertVariant.run(id, id, code, priceMinor, createdMs, createdMs);
    insertItem.run(id, item.costMinor, createdMs, createdMs);
    insertLevel.run(id, item.available, committed.get(id) ?? 0, nowMs);
    const owner = `Product ${id}`;
    insertMetafield.run(
      owner,
      "supply",
      "lead_time_days",
      "number_integer",
      `${item.leadTimeDays}`,
      createdMs,
      createdMs,
    );
    insertMetafield.run(owner, "supply", "supplier", "single_line_text_field", item.supplier, createdMs, createdMs);
    const origin = `${mark} cost, stock, lead time, supplier`;
    insertMetafield.run(owner, "supply", "origin", "single_line_text_field", origin, createdMs, createdMs);
  }
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
