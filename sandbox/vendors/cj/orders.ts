import { recordEffect } from "../../store/effects.ts";
import type { Shop } from "../../store/shop.ts";

interface OrderRow {
  id: number;
  reference: string;
  body: string;
  placed_ms: number;
}

const SHIPPED_AFTER_MS = 2 * 86_400_000;

/** Makes an order of the caller's number; the vendor refuses a number it has already. */
export function placeOrder(
  shop: Shop,
  body: { orderNumber: string },
): { data: unknown } | { code: number; message: string } {
  const { database, clock } = shop;
  const taken = database.get("SELECT 1 FROM supplier_order WHERE reference = ?", body.orderNumber);
  if (taken !== undefined) return { code: 1603000, message: "Order create fail: orderNumber is repeated" };
  const row = database.get<{ id: number }>(
    "INSERT INTO supplier_order (reference, body, placed_ms) VALUES (?, ?, ?) RETURNING id",
    body.orderNumber,
    JSON.stringify(body),
    clock.now(),
  );
  recordEffect(shop, {
    kind: "supplier-order",
    root: "createOrderV2",
    target: body.orderNumber,
    after: body,
    client: "cj",
  });
  return { data: { orderId: orderId(row?.id ?? 0), orderNumber: body.orderNumber, orderStatus: "CREATED" } };
}

/** Newest first; shipped, with a number to track it by, two days after it was paid. */
export function listOrders(shop: Shop, page: number, size: number) {
  const rows = shop.database.all<OrderRow>(
    "SELECT * FROM supplier_order ORDER BY id DESC LIMIT ? OFFSET ?",
    size,
    (page - 1) * size,
  );
  const list = rows.map((row) => {
    const paid = (JSON.parse(row.body) as { payType?: number }).payType === 2;
    const shipped = paid && shop.clock.now() >= row.placed_ms + SHIPPED_AFTER_MS;
    return {
      orderId: orderId(row.id),
      orderNum: row.reference,
      orderStatus: shipped ? "SHIPPED" : paid ? "UNSHIPPED" : "CREATED",
      trackNumber: shipped ? `CJ${orderId(row.id)}YQ` : null,
    };
  });
  return { pageNum: page, pageSize: size, total: shop.database.count("SELECT COUNT(*) FROM supplier_order"), list };
}

function orderId(id: number): string {
  return `21071110001${String(1_000_000 + id)}`;
}
