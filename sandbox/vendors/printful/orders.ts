import { recordEffect } from "../../store/effects.ts";
import type { Shop } from "../../store/shop.ts";
import { isShipped, keepOrder, orderOf, ordersOf, type SupplierOrderRow } from "../supplier-orders.ts";
import type { Answered } from "./endpoint.ts";

const VENDOR = "printful";

interface Kept {
  confirmed: boolean;
  external_id?: string;
  items?: { sync_variant_id?: number; quantity?: number }[];
  recipient?: Record<string, unknown>;
}

/** `POST /orders`: a draft, or one that goes into print and is paid; an external id is taken once. */
export function makeOrder(
  shop: Shop,
  body: Omit<Kept, "confirmed">,
  confirmed: boolean,
  known: (variant: unknown) => boolean,
): Answered {
  const { external_id: reference = "", items = [], recipient = {} } = body;
  if (items.length === 0 || !items.every(({ sync_variant_id: id, quantity }) => known(id) && (quantity ?? 0) > 0))
    return { status: 400, reason: "Order items are missing or unknown" };
  for (const field of ["name", "address1", "city", "country_code"])
    if (!recipient[field]) return { status: 400, reason: `Recipient: ${field} is missing` };
  const kept = { ...body, confirmed };
  const row = keepOrder(shop, { vendor: VENDOR, root: "POST /orders", reference, body: kept });
  return row ? { result: shown(shop, row) } : { status: 400, reason: "Order with this External ID already exists" };
}

/** By the vendor's own number, or by ours behind an `@`. */
export function orderById(shop: Shop, id: string) {
  const row = find(shop, id);
  return row && shown(shop, row);
}

export function confirm(shop: Shop, id: string) {
  const row = find(shop, id);
  if (!row) return undefined;
  const before = JSON.parse(row.body) as Kept;
  const after = { ...before, confirmed: true };
  shop.database.run("UPDATE supplier_order SET body = ? WHERE id = ?", JSON.stringify(after), row.id);
  const facts = { kind: "supplier-order-confirmed", root: "POST /orders/{id}/confirm", target: row.reference };
  recordEffect(shop, { ...facts, before, after, client: VENDOR });
  return shown(shop, { ...row, body: JSON.stringify(after) });
}

export function listOrders(shop: Shop, offset: number, limit: number): Answered {
  const { rows, total } = ordersOf(shop, VENDOR, limit, offset);
  return { result: rows.map((row) => shown(shop, row)), paging: { total, offset, limit } };
}

function find(shop: Shop, id: string): SupplierOrderRow | undefined {
  if (id.startsWith("@")) return orderOf(shop, VENDOR, id.slice(1));
  return shop.database.get("SELECT * FROM supplier_order WHERE vendor = ? AND id = ?", VENDOR, Number(id));
}

function shown(shop: Shop, row: SupplierOrderRow) {
  const { confirmed, items, recipient } = JSON.parse(row.body) as Kept;
  const shipped = isShipped(shop, row, confirmed);
  return {
    id: row.id,
    external_id: row.reference,
    status: shipped ? "fulfilled" : confirmed ? "pending" : "draft",
    shipping: "STANDARD",
    created: Math.floor(row.placed_ms / 1000),
    recipient,
    items,
    shipments: shipped
      ? [
          {
            id: row.id,
            carrier: "ROYALMAIL",
            service: "Tracked 48",
            tracking_number: `PF${7_000_000 + row.id}GB`,
            tracking_url: `https://tracking.example/PF${7_000_000 + row.id}GB`,
            ship_date: new Date(row.placed_ms + 2 * 86_400_000).toISOString().slice(0, 10),
            reshipment: false,
          },
        ]
      : [],
  };
}
