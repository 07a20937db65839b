import type {
  inventoryLevels,
  locations,
  orderLines,
  orders,
  products,
  refundLines,
  shop,
  variants,
} from "#schemas/db/mirror.ts";
import type { FullRow } from "./upsert.ts";

export type ShopRow = FullRow<typeof shop>;
export type LocationRow = FullRow<typeof locations>;
export type ProductRow = FullRow<typeof products>;
export type VariantRow = FullRow<typeof variants>;
export type LevelRow = FullRow<typeof inventoryLevels>;
export type OrderRow = FullRow<typeof orders>;
export type LineRow = FullRow<typeof orderLines>;
export type RefundLineRow = FullRow<typeof refundLines>;

/** An order as one read found it. `refundLines` is null when they were not read. */
export interface OrderSnapshot {
  order: OrderRow;
  lines: LineRow[];
  refundLines: RefundLineRow[] | null;
}

/** A product with all its variants: one that is not among them is gone. */
export interface ProductSnapshot {
  product: ProductRow;
  variants: VariantRow[];
}

/** An inventory item with its level at every location. */
export interface ItemSnapshot {
  itemId: string;
  costMinor: number | null;
  tracked: number;
  levels: LevelRow[];
}
