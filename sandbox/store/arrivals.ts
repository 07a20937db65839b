import type { ArrivalBody } from "./history.ts";
import { recordReturn, recordSale } from "./sales.ts";
import type { Shop } from "./shop.ts";

interface ArrivalRow {
  id: number;
  due_ms: number;
  invoice: string;
  body: string;
}

const BATCH = 100;

/**
 * Lets every invoice whose time has come happen, oldest first; answers how many did. `sinceMs` is where the clock stood
 * before: what was held back until then is seen only now.
 */
export function letArrive(shop: Shop, sinceMs: number): number {
  const { database, clock } = shop;
  const nowMs = clock.now();
  let arrived = 0;
  for (;;) {
    const due = database.all<ArrivalRow>(
      "SELECT * FROM arrival WHERE due_ms <= ? ORDER BY due_ms, id LIMIT ?",
      nowMs,
      BATCH,
    );
    if (due.length === 0) return arrived;
    database.transaction(() => {
      for (const row of due) {
        arrive(shop, row, Math.max(row.due_ms, sinceMs));
        database.run("DELETE FROM arrival WHERE id = ?", row.id);
      }
    });
    arrived += due.length;
  }
}

function arrive(shop: Shop, row: ArrivalRow, seenMs: number): void {
  const body = JSON.parse(row.body) as ArrivalBody;
  const lines = body.lines.map(([id, variant, quantity, unitMinor]) => ({
    id,
    variant,
    quantity: Math.abs(quantity),
    unitMinor,
  }));
  if (row.invoice.startsWith("C")) {
    recordReturn(shop, { note: row.invoice, customer: body.customer, atMs: seenMs, lines });
    return;
  }
  const { customer, country } = body;
  recordSale(shop, { id: Number(row.invoice), customer, country, source: "web", placedMs: row.due_ms, seenMs, lines });
}
