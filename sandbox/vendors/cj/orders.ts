import type { Shop } from "../../store/shop.ts";
import { isShipped, keepOrder, ordersOf } from "../supplier-orders.ts";

const VENDOR = "cj";

/** Makes an order of the caller's number; the vendor refuses a number it has already. */
export function placeOrder(
  shop: Shop,
  body: { orderNumber: string },
): { data: unknown } | { code: number; message: string } {
  const row = keepOrder(shop, { vendor: VENDOR, root: "createOrderV2", reference: body.orderNumber, body });
  if (!row) return { code: 1603000, message: "Order create fail: orderNumber is repeated" };
  return { data: { orderId: orderId(row.id), orderNumber: body.orderNumber, orderStatus: "CREATED" } };
}

/** Newest first; shipped, with a number to track it by, two days after it was paid. */
export function listOrders(shop: Shop, page: number, size: number) {
  const { rows, total } = ordersOf(shop, VENDOR, size, (page - 1) * size);
  const list = rows.map((row) => {
    const paid = (JSON.parse(row.body) as { payType?: number }).payType === 2;
    const shipped = isShipped(shop, row, paid);
    return {
      orderId: orderId(row.id),
      orderNum: row.reference,
      orderStatus: shipped ? "SHIPPED" : paid ? "UNSHIPPED" : "CREATED",
      trackNumber: shipped ? `CJ${orderId(row.id)}YQ` : null,
    };
  });
  return { pageNum: page, pageSize: size, total, list };
}

function orderId(id: number): string {
  return `21071110001${String(1_000_000 + id)}`;
}
