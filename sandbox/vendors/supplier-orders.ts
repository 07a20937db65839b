import { readMeta } from "../store/clock.ts";
import { recordEffect } from "../store/effects.ts";
import type { Shop } from "../store/shop.ts";

export interface SupplierOrderRow {
  id: number;
  reference: string;
  body: string;
  placed_ms: number;
}

/** Suppliers send what was paid two days later, or as soon as `/__sandbox/suppliers` says. */
const SHIPPED_AFTER_MS = 2 * 86_400_000;

/** Keeps an order of a vendor and counts it as an effect; undefined when the vendor has that reference already. */
export function keepOrder(
  shop: Shop,
  { vendor, root, reference, body }: { vendor: string; root: string; reference: string; body: unknown },
): SupplierOrderRow | undefined {
  if (orderOf(shop, vendor, reference)) return undefined;
  const row = shop.database.get<SupplierOrderRow>(
    "INSERT INTO supplier_order (vendor, reference, body, placed_ms) VALUES (?, ?, ?, ?) RETURNING *",
    vendor,
    reference,
    JSON.stringify(body),
    shop.clock.now(),
  );
  recordEffect(shop, { kind: "supplier-order", root, target: reference, after: body, client: vendor });
  return row;
}

export function orderOf(shop: Shop, vendor: string, reference: string): SupplierOrderRow | undefined {
  return shop.database.get("SELECT * FROM supplier_order WHERE vendor = ? AND reference = ?", vendor, reference);
}

/** Newest first. */
export function ordersOf(shop: Shop, vendor: string, limit: number, offset: number) {
  const rows = shop.database.all<SupplierOrderRow>(
    "SELECT * FROM supplier_order WHERE vendor = ? ORDER BY id DESC LIMIT ? OFFSET ?",
    vendor,
    limit,
    offset,
  );
  return { rows, total: shop.database.count("SELECT COUNT(*) FROM supplier_order WHERE vendor = ?", vendor) };
}

export function isShipped(shop: Shop, row: SupplierOrderRow, paid: boolean): boolean {
  const afterMs = Number(readMeta(shop.database, "shipped_after_ms") ?? SHIPPED_AFTER_MS);
  return paid && shop.clock.now() >= row.placed_ms + afterMs;
}
