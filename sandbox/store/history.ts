import type { Dataset } from "./dataset.ts";

const DAY_MS = 86_400_000;
const FULFILLED_AFTER_MS = 26 * 3_600_000;
/** Orders younger than this are still to be packed when the shop opens. */
const OPEN_ORDERS_MS = 2 * DAY_MS;

/** An invoice that has not happened yet; `lines` are [line id, variant id, quantity, unit price in minor units]. */
export interface ArrivalBody {
  customer: number;
  country: string;
  lines: [number, number, number, number][];
}

export interface PastOrder {
  id: number;
  customer: number;
  country: string;
  placedMs: number;
  updatedMs: number;
  fulfilled: boolean;
  totalMinor: number;
  refundedMinor: number;
}

export interface PastLine {
  id: number;
  order: PastOrder;
  variant: number;
  quantity: number;
  current: number;
  unitMinor: number;
}

export interface PastRefund {
  id: number;
  order: PastOrder;
  note: string;
  createdMs: number;
  lines: { id: number; line: PastLine; quantity: number }[];
}

export interface History {
  orders: PastOrder[];
  lines: PastLine[];
  refunds: PastRefund[];
  counts: Record<"return_invoices" | "return_lines" | "return_units" | "unmatched_lines" | "unmatched_units", number>;
}

export interface SplitInput {
  data: Dataset;
  kept: Set<number>;
  placedMs: number[];
  nowMs: number;
  insertArrival: (id: number, dueMs: number, invoice: string, body: ArrivalBody) => void;
}

/** Everything up to `nowMs` as orders and refunds; what comes later goes to `insertArrival`. */
export function splitHistory({ data, kept, placedMs, nowMs, insertArrival }: SplitInput): History {
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
