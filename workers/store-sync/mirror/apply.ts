import type { Day } from "#core/time/day.ts";
import {
  type Change,
  type Changes,
  isNewer,
  itemChanges,
  orderChanges,
  orderGone,
  productChanges,
  productGone,
} from "./changes.ts";
import { type LoggedEvent, logged } from "./events.ts";
import type { Prior } from "./prior.ts";
import type { ItemSnapshot, OrderSnapshot, ProductSnapshot } from "./rows.ts";
import {
  bury,
  buryDependents,
  buryLevels,
  markDirty,
  notePrices,
  removeRows,
  writeItems,
  writeLines,
  writeOrders,
  writeProducts,
  writeRefundLines,
  writeVariants,
} from "./write.ts";

/** What one read of the store found, all of it asked for at `asOf`. */
export interface Read {
  asOf: number;
  orders: OrderSnapshot[];
  products: ProductSnapshot[];
  items: ItemSnapshot[];
  /** Asked for by id and not there any more. */
  gone: { orders: string[]; products: string[] };
}

export interface Applied {
  statements: D1PreparedStatement[];
  events: LoggedEvent[];
}

export interface ShopDay {
  today: Day;
  closedThrough: Day | null;
}

/** The statements that bring the mirror to what was read, and what that changed; older reads change nothing. */
export function applyRead(db: D1Database, read: Read, prior: Prior, { today, closedThrough }: ShopDay): Applied {
  const { asOf } = read;
  const orders = read.orders
    .filter(({ order }) => isNewer(order, prior.orders.get(order.id)))
    .map((snapshot) => withKnownVariants(snapshot, prior));
  const products = read.products.filter(({ product }) => isNewer(product, prior.products.get(product.id)));
  const perOrder: Changes[] = [
    ...orders.map((snapshot) => orderChanges(snapshot, prior)),
    ...read.gone.orders.map((id) => orderGone(id, prior, asOf)),
  ];
  const perProduct = products.map((snapshot) => productChanges(snapshot, prior));
  const changes: Change[] = [
    ...perOrder.flatMap((each) => each.changes),
    ...perProduct.flatMap((each) => each.changes),
    ...read.gone.products.flatMap((id) => productGone(id, prior, asOf)),
    ...read.items.flatMap((item) => itemChanges(item, prior)),
  ];
  const knownGone = {
    orders: read.gone.orders.filter((id) => prior.orders.has(id)),
    products: read.gone.products.filter((id) => prior.products.has(id)),
  };
  const statements = [
    ...writeOrders(
      db,
      orders.map(({ order }) => order),
    ),
    ...removeRows(
      db,
      "order_lines",
      orders.flatMap((snapshot) => staleLines(snapshot, prior)),
    ),
    ...removeRows(
      db,
      "refund_lines",
      orders.flatMap((snapshot) => staleRefundLines(snapshot, prior)),
    ),
    ...writeLines(
      db,
      orders.flatMap(({ lines }) => lines),
      asOf,
    ),
    ...writeRefundLines(
      db,
      orders.flatMap(({ refundLines }) => refundLines ?? []),
    ),
    ...writeProducts(
      db,
      products.map(({ product }) => product),
    ),
    ...writeVariants(
      db,
      products.flatMap(({ variants }) => variants),
    ),
    ...bury(
      db,
      "variants",
      perProduct.flatMap(({ gone }) => gone),
      asOf,
    ),
    ...writeItems(db, read.items, asOf),
    ...buryLevels(
      db,
      read.items.flatMap((item) => staleLevels(item, prior)),
      asOf,
    ),
    ...bury(db, "orders", knownGone.orders, asOf),
    ...bury(db, "products", knownGone.products, asOf),
    ...buryDependents(db, knownGone, asOf),
    ...markDirty(
      db,
      perOrder.flatMap(({ touched }) => touched),
      closedThrough,
    ),
    ...notePrices(
      db,
      perProduct.flatMap(({ prices }) => prices),
      today,
    ),
  ];
  return { statements, events: changes.map((change) => logged(change, prior.actions)) };
}

/** A refund of something whose product is gone by now still returns the variant that was sold. */
function withKnownVariants(snapshot: OrderSnapshot, prior: Prior): OrderSnapshot {
  const held = new Map((prior.linesByOrder.get(snapshot.order.id) ?? []).map((line) => [line.id, line.variantId]));
  const refundLines = snapshot.refundLines?.map((line) => ({
    ...line,
    variantId: line.variantId ?? held.get(line.lineId) ?? null,
  }));
  return { ...snapshot, refundLines: refundLines ?? null };
}

function staleLevels({ itemId, levels }: ItemSnapshot, prior: Prior): [itemId: string, locationId: string][] {
  const current = new Set(levels.map((level) => level.locationId));
  return (prior.levelsByItem.get(itemId) ?? [])
    .filter((level) => level.deletedAt === null && !current.has(level.locationId))
    .map((level) => [itemId, level.locationId]);
}

function staleLines({ order, lines }: OrderSnapshot, prior: Prior): string[] {
  const current = new Set(lines.map((line) => line.id));
  return (prior.linesByOrder.get(order.id) ?? []).filter((line) => !current.has(line.id)).map((line) => line.id);
}

function staleRefundLines({ order, refundLines }: OrderSnapshot, prior: Prior): string[] {
  if (refundLines === null) return [];
  const current = new Set(refundLines.map((line) => line.id));
  return (prior.refundLinesByOrder.get(order.id) ?? []).filter((line) => !current.has(line.id)).map((line) => line.id);
}
