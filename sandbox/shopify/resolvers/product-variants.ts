import { moveStock } from "../../store/stock.ts";
import { parseMoney } from "../money.ts";
import type { Call } from "../resolver.ts";

export interface SetVariant {
  id?: string;
  sku?: string;
  price?: string;
  compareAtPrice?: string | null;
  barcode?: string;
  inventoryPolicy?: string;
  inventoryItem?: { cost?: string; tracked?: boolean; sku?: string };
  inventoryQuantities?: { locationId: string; name: string; quantity: number }[];
  optionValues: { name?: string }[];
}

/** List fields of `productSet` replace: a variant that is not named is deleted. */
export function replaceVariants(call: Call, product: number, variants: SetVariant[], nowMs: number): void {
  const { database, gids } = call.shop;
  const kept = new Set<number>();
  variants.forEach((variant, index) => {
    const named = variant.id === undefined ? undefined : gids.local(variant.id, "ProductVariant");
    const sku = variant.sku ?? variant.inventoryItem?.sku ?? "";
    const present = database.get<{ id: number }>(
      "SELECT id FROM variant WHERE product_id = ? AND deleted_ms IS NULL AND (id IS ? OR (sku = ? AND sku <> ''))",
      product,
      named ?? null,
      sku,
    );
    const id = present?.id ?? insertVariant(call, product, nowMs);
    kept.add(id);
    writeVariant(call, id, variant, index + 1, nowMs);
  });
  const live = database.all<{ id: number }>(
    "SELECT id FROM variant WHERE product_id = ? AND deleted_ms IS NULL",
    product,
  );
  for (const { id } of live) {
    if (!kept.has(id)) database.run("UPDATE variant SET deleted_ms = ? WHERE id = ?", nowMs, id);
  }
}

function insertVariant(call: Call, product: number, nowMs: number): number {
  const { database } = call.shop;
  const row = database.get<{ id: number }>(
    `INSERT INTO variant (product_id, sku, title, price_minor, inventory_policy, created_ms, updated_ms)
     VALUES (?, '', 'Default Title', 0, 'DENY', ?, ?) RETURNING id`,
    product,
    nowMs,
    nowMs,
  );
  const id = row?.id ?? 0;
  database.run(
    "INSERT INTO inventory_item (id, tracked, created_ms, updated_ms) VALUES (?, 0, ?, ?)",
    id,
    nowMs,
    nowMs,
  );
  database.run(
    "INSERT INTO level (item_id, location_id, available, committed, incoming, updated_ms) VALUES (?, 1, 0, 0, 0, ?)",
    id,
    nowMs,
  );
  return id;
}

function writeVariant(call: Call, id: number, variant: SetVariant, position: number, nowMs: number): void {
  const { database, gids } = call.shop;
  const title = variant.optionValues.map(({ name }) => name ?? "").join(" / ");
  database.run(
    `UPDATE variant SET sku = COALESCE(?, sku), title = COALESCE(NULLIF(?, ''), title), price_minor = COALESCE(?, price_minor),
       compare_at_minor = COALESCE(?, compare_at_minor), barcode = COALESCE(?, barcode),
       inventory_policy = COALESCE(?, inventory_policy), position = ?, updated_ms = ? WHERE id = ?`,
    variant.sku ?? variant.inventoryItem?.sku ?? null,
    title,
    variant.price === undefined ? null : (parseMoney(variant.price) ?? null),
    variant.compareAtPrice ? (parseMoney(variant.compareAtPrice) ?? null) : null,
    variant.barcode ?? null,
    variant.inventoryPolicy ?? null,
    position,
    nowMs,
    id,
  );
  const { cost, tracked } = variant.inventoryItem ?? {};
  database.run(
    "UPDATE inventory_item SET cost_minor = COALESCE(?, cost_minor), tracked = COALESCE(?, tracked), updated_ms = ? WHERE id = ?",
    cost === undefined ? null : Math.round(Number(cost) * 100),
    tracked === undefined ? null : Number(tracked),
    nowMs,
    id,
  );
  for (const { locationId, name, quantity } of variant.inventoryQuantities ?? []) {
    if (name !== "available") continue;
    const location = gids.local(locationId, "Location");
    const before = database.count("SELECT available FROM level WHERE item_id = ? AND location_id = ?", id, location);
    moveStock(call.shop, { item: id, location, available: quantity - before, atMs: nowMs });
  }
}
