import { applyRead } from "./mirror/apply.ts";
import { type LoggedEvent, writeEvents } from "./mirror/events.ts";
import { readPrior, type Wanted } from "./mirror/prior.ts";
import type { ItemSnapshot, OrderSnapshot, ProductSnapshot } from "./mirror/rows.ts";
import { type KnownShop, type Sync, shopDay } from "./sync.ts";

/** Statements for one batch, its events among them, and the events again for whoever has to be woken. */
export interface Absorbed {
  statements: D1PreparedStatement[];
  events: LoggedEvent[];
}

/**
 * Reads these things from the store and says what brings the mirror, and its log, to what was found. `deleted` are orders
 * the store itself said it deleted; any other that is missing may only be too old for us to see.
 */
export async function absorb(
  sync: Sync,
  shop: KnownShop,
  wanted: Wanted,
  deleted: ReadonlySet<string> = new Set(),
): Promise<Absorbed> {
  const asOf = sync.clock.now();
  const [orders, products, items] = await Promise.all([
    shop.source.orders(wanted.orders, asOf),
    shop.source.products(wanted.products, asOf),
    shop.source.items(wanted.items, asOf),
  ]);
  return absorbFound(sync, shop, {
    asOf,
    orders: orders.found,
    products: products.found,
    items: [...items.found, ...items.missing.map(emptied)],
    gone: { orders: orders.missing, products: products.missing },
    isDeleted: (id, createdAt) => deleted.has(id) || createdAt >= shop.ordersSince,
  });
}

/** The same for what a page of changes brought. */
export async function absorbFound(
  sync: Sync,
  shop: KnownShop,
  read: {
    asOf: number;
    orders: OrderSnapshot[];
    products: ProductSnapshot[];
    items: ItemSnapshot[];
    gone: { orders: string[]; products: string[] };
    isDeleted?(orderId: string, createdAt: number): boolean;
  },
): Promise<Absorbed> {
  const now = sync.clock.now();
  const wanted = {
    orders: [...read.orders.map(({ order }) => order.id), ...read.gone.orders],
    products: [...read.products.map(({ product }) => product.id), ...read.gone.products],
    items: read.items.map(({ itemId }) => itemId),
  };
  const prior = await readPrior(sync.db, wanted, now);
  const isGone = (id: string) => read.isDeleted?.(id, prior.orders.get(id)?.createdAt ?? 0) ?? true;
  const gone = { ...read.gone, orders: read.gone.orders.filter(isGone) };
  const { statements, events } = applyRead(sync.db, { ...read, gone }, prior, shopDay(shop, now));
  return { statements: [...statements, ...writeEvents(sync.db, events, now)], events };
}

/** An item the store no longer has: no level anywhere, nothing known about its cost. */
function emptied(itemId: string): ItemSnapshot {
  return { itemId, costMinor: null, tracked: 0, levels: [] };
}
