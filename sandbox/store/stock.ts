import { emit } from "../webhooks/outbox.ts";
import { levelBody, variantBodyOf } from "../webhooks/payloads.ts";
import { LEVEL, type LevelRow } from "./rows.ts";
import type { Shop } from "./shop.ts";

export interface StockChange {
  item: number;
  location: number;
  available?: number;
  committed?: number;
  incoming?: number;
  atMs: number;
}

/** Moves a level by deltas and tells the subscribers, also when the variant runs out or comes back. */
export function moveStock(shop: Shop, change: StockChange): LevelRow | undefined {
  const { database } = shop;
  const before = readLevel(shop, change.item, change.location);
  if (before === undefined) return undefined;
  const { item, location, available = 0, committed = 0, incoming = 0, atMs } = change;
  database.run(
    `UPDATE level SET available = available + ?, committed = MAX(0, committed + ?), incoming = MAX(0, incoming + ?),
       updated_ms = ? WHERE item_id = ? AND location_id = ?`,
    available,
    committed,
    incoming,
    atMs,
    item,
    location,
  );
  const after = readLevel(shop, item, location);
  if (after === undefined || available === 0) return after;
  emit(shop, "INVENTORY_LEVELS_UPDATE", atMs, () => levelBody(shop, item, location, after.available, atMs));
  if (before.available > 0 && after.available <= 0)
    emit(shop, "VARIANTS_OUT_OF_STOCK", atMs, () => variantBodyOf(shop, item));
  if (before.available <= 0 && after.available > 0)
    emit(shop, "VARIANTS_IN_STOCK", atMs, () => variantBodyOf(shop, item));
  return after;
}

export function readLevel(shop: Shop, item: number, location: number): LevelRow | undefined {
  return shop.database.get<LevelRow>(`${LEVEL} WHERE item_id = ? AND location_id = ?`, item, location);
}
