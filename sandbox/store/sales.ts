import { emit } from "../webhooks/outbox.ts";
import { customerBody, orderBody, refundBody } from "../webhooks/payloads.ts";
import { customerWriter, financialStatus, includedTaxMinor } from "./build.ts";
import { addToMeta } from "./clock.ts";
import type { Shop } from "./shop.ts";
import { moveStock } from "./stock.ts";

export interface SaleLine {
  id: number;
  variant: number;
  quantity: number;
  unitMinor: number;
}

export interface Sale {
  id: number;
  customer: number;
  country: string;
  source: string;
  placedMs: number;
  /** When the shop learns of it; later than `placedMs` when arrivals were stopped meanwhile. */
  seenMs: number;
  lines: SaleLine[];
}

/** An order comes in: its rows, its stock, its webhooks. Call inside a transaction. */
export function recordSale(shop: Shop, sale: Sale): void {
  const { database } = shop;
  const { placedMs, seenMs } = sale;
  if (database.count("SELECT COUNT(*) FROM customer WHERE id = ?", sale.customer) === 0) {
    customerWriter(database, shop.seed)(sale.customer, sale.country, placedMs);
    emit(shop, "CUSTOMERS_CREATE", seenMs, () => customerBody(shop, sale.customer));
  }
  const totalMinor = sale.lines.reduce((total, line) => total + line.quantity * line.unitMinor, 0);
  database.run(
    `INSERT INTO orders (id, name, customer_id, country, source_name, created_ms, updated_ms, financial_status,
       fulfillment_status, total_minor, tax_minor, tags) VALUES (?, ?, ?, ?, ?, ?, ?, 'PAID', 'UNFULFILLED', ?, ?, '[]')`,
    sale.id,
    `#${sale.id}`,
    sale.customer,
    sale.country,
    sale.source,
    placedMs,
    seenMs,
    totalMinor,
    includedTaxMinor(totalMinor, sale.country),
  );
  for (const line of sale.lines) {
    database.run(
      `INSERT INTO line (id, order_id, variant_id, quantity, current_quantity, fulfilled_quantity, unit_minor)
       VALUES (?, ?, ?, ?, ?, 0, ?)`,
      line.id,
      sale.id,
      line.variant,
      line.quantity,
      line.quantity,
      line.unitMinor,
    );
    const sold = { item: line.variant, location: 1, available: -line.quantity, committed: line.quantity };
    moveStock(shop, { ...sold, atMs: seenMs });
  }
  emit(shop, "ORDERS_CREATE", seenMs, () => orderBody(shop, sale.id));
  emit(shop, "ORDERS_PAID", seenMs, () => orderBody(shop, sale.id));
}

export interface Return {
  /** The return's own invoice number; it becomes the refund's note. */
  note: string;
  customer: number;
  atMs: number;
  lines: SaleLine[];
}

interface SoldLine {
  id: number;
  order_id: number;
  fulfilled_quantity: number;
}

/** Goods come back: each line joins the customer's latest earlier sale of the variant, or is counted as unmatched. */
export function recordReturn(shop: Shop, goods: Return): void {
  const { database } = shop;
  const matched = new Map<number, { line: SaleLine; sold: SoldLine }[]>();
  addToMeta(database, "return_invoices", 1);
  for (const line of goods.lines) {
    addToMeta(database, "return_lines", 1);
    addToMeta(database, "return_units", line.quantity);
    const sold = database.get<SoldLine>(
      `SELECT line.id, line.order_id, line.fulfilled_quantity FROM line JOIN orders ON orders.id = line.order_id
       WHERE line.variant_id = ? AND orders.customer_id = ? AND orders.created_ms <= ?
       ORDER BY orders.created_ms DESC, line.id DESC LIMIT 1`,
      line.variant,
      goods.customer,
      goods.atMs,
    );
    if (sold === undefined) {
      addToMeta(database, "unmatched_lines", 1);
      addToMeta(database, "unmatched_units", line.quantity);
    } else matched.set(sold.order_id, [...(matched.get(sold.order_id) ?? []), { line, sold }]);
  }
  for (const [order, rows] of matched) refundOrder(shop, goods, order, rows);
}

function refundOrder(shop: Shop, goods: Return, order: number, rows: { line: SaleLine; sold: SoldLine }[]): void {
  const refund = rows[0]?.line.id ?? 0;
  writeRefund(shop, {
    id: refund,
    order,
    note: goods.note,
    atMs: goods.atMs,
    lines: rows.map(({ line, sold }) => ({
      id: line.id,
      line: sold.id,
      item: line.variant,
      quantity: line.quantity,
      subtotalMinor: line.quantity * line.unitMinor,
      restock: "RETURN",
      shipped: sold.fulfilled_quantity > 0,
    })),
  });
}

export interface NewRefund {
  id: number;
  order: number;
  note: string | null;
  atMs: number;
  /** What is paid back, when it is not simply the sum of the lines. */
  totalMinor?: number | undefined;
  lines: {
    id: number;
    line: number;
    item: number;
    quantity: number;
    subtotalMinor: number;
    restock: string;
    /** Goods that never left come back out of what was committed. */
    shipped: boolean;
  }[];
}

/** A refund with its lines, the order's new figures, restocked goods and webhooks. Call inside a transaction. */
export function writeRefund(shop: Shop, refund: NewRefund): void {
  const { database } = shop;
  const totalMinor = refund.totalMinor ?? refund.lines.reduce((total, line) => total + line.subtotalMinor, 0);
  database.run(
    "INSERT INTO refund (id, order_id, created_ms, note, total_minor) VALUES (?, ?, ?, ?, ?)",
    refund.id,
    refund.order,
    refund.atMs,
    refund.note,
    totalMinor,
  );
  for (const line of refund.lines) {
    database.run(
      `INSERT INTO refund_line (id, refund_id, line_id, quantity, restock_type, subtotal_minor) VALUES (?, ?, ?, ?, ?, ?)`,
      line.id,
      refund.id,
      line.line,
      line.quantity,
      line.restock,
      line.subtotalMinor,
    );
    database.run(
      "UPDATE line SET current_quantity = MAX(0, current_quantity - ?) WHERE id = ?",
      line.quantity,
      line.line,
    );
    if (line.restock === "NO_RESTOCK") continue;
    const committed = line.shipped ? 0 : -line.quantity;
    moveStock(shop, { item: line.item, location: 1, available: line.quantity, committed, atMs: refund.atMs });
  }
  const { total_minor, refunded_minor } = database.get<{ total_minor: number; refunded_minor: number }>(
    "UPDATE orders SET refunded_minor = refunded_minor + ?, updated_ms = MAX(updated_ms, ?) WHERE id = ? RETURNING total_minor, refunded_minor",
    totalMinor,
    refund.atMs,
    refund.order,
  ) ?? { total_minor: 0, refunded_minor: 0 };
  const status = financialStatus(total_minor, refunded_minor);
  database.run("UPDATE orders SET financial_status = ? WHERE id = ?", status, refund.order);
  emit(shop, "REFUNDS_CREATE", refund.atMs, () => refundBody(shop, refund.id));
  emit(shop, "ORDERS_UPDATED", refund.atMs, () => orderBody(shop, refund.order));
}
