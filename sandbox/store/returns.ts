import { emit } from "../webhooks/outbox.ts";
import { orderBody, returnBody } from "../webhooks/payloads.ts";
import { LINE, type LineRow, RETURN, type ReturnRow, returnUnits } from "./rows.ts";
import type { Shop } from "./shop.ts";

export interface ReturnWish {
  items: { sku: string; quantity: number }[];
  /** A handle of the platform's own reasons, e.g. `too-tight`. */
  reason: string;
}

/** A shopper asks to send sent units back; their gid, or undefined when the order has not that many sent and not yet asked for. */
export function requestReturn(shop: Shop, gid: string, wish: ReturnWish): string | undefined {
  const { database, clock, gids } = shop;
  const order = gids.local(gid, "Order");
  const asked = database
    .all<ReturnRow>(`${RETURN} WHERE order_id = ? AND status NOT IN ('DECLINED', 'CANCELED')`, order)
    .flatMap(returnUnits);
  const lines = wish.items.flatMap(({ sku, quantity }) => {
    const line = database.get<LineRow>(`${LINE} WHERE line.order_id = ? AND variant.sku = ?`, order, sku);
    const before = asked.filter((each) => each.line === line?.id).reduce((sum, each) => sum + each.quantity, 0);
    return line && quantity + before <= line.fulfilled_quantity ? [{ line: line.id, quantity, processed: 0 }] : [];
  });
  if (lines.length === 0 || lines.length < wish.items.length) return undefined;
  const nowMs = clock.now();
  const id = database.count("SELECT COALESCE(MAX(id), 0) FROM order_return") + 1;
  return database.transaction(() => {
    database.run(
      "INSERT INTO order_return (id, order_id, status, reason, lines, created_ms) VALUES (?, ?, 'REQUESTED', ?, ?, ?)",
      id,
      order,
      wish.reason,
      JSON.stringify(lines),
      nowMs,
    );
    touch(shop, order, nowMs);
    emit(shop, "RETURNS_REQUEST", nowMs, () => returnBody(shop, id));
    return gids.gid("Return", id);
  });
}

/** The goods of an order's open returns are back and looked at: each is processed in full and closed. */
export function receiveReturns(shop: Shop, gid: string): void {
  const { database, clock, gids } = shop;
  const order = gids.local(gid, "Order");
  database.transaction(() => {
    for (const row of database.all<ReturnRow>(`${RETURN} WHERE order_id = ? AND status = 'OPEN'`, order)) {
      const lines = returnUnits(row).map((each) => ({ ...each, processed: each.quantity }));
      database.run("UPDATE order_return SET status = 'CLOSED', lines = ? WHERE id = ?", JSON.stringify(lines), row.id);
    }
    touch(shop, order, clock.now());
  });
}

/** What changes in a return changes the order's own return status. */
export function touch(shop: Shop, order: number, nowMs: number): void {
  shop.database.run("UPDATE orders SET updated_ms = ? WHERE id = ?", nowMs, order);
  emit(shop, "ORDERS_UPDATED", nowMs, () => orderBody(shop, order));
}
