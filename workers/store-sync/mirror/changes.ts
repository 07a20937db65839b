import type { Day } from "#core/time/day.ts";
import type { Fact } from "./caused-by.ts";
import { grouped } from "./grouped.ts";
import type { Prior } from "./prior.ts";
import type {
  ItemSnapshot,
  LevelRow,
  LineRow,
  OrderSnapshot,
  ProductSnapshot,
  RefundLineRow,
  VariantRow,
} from "./rows.ts";

/** An entry of the event log before its cause is looked for. `projection` must stay under 1 KB. */
export interface Change {
  topic: string;
  subject: string;
  projection: Record<string, unknown>;
  occurredAt: number;
  facts: Fact[];
}

export interface Changes {
  changes: Change[];
  /** Days whose sums may differ now. */
  touched: [variantId: string, day: Day][];
}

const longestList = 8;
const bookkeeping = new Set(["updatedAt", "triggeredAt"]);

/** Whether a read is at least as new as what is held; see `newerOrEqual`, which holds the same in SQL. */
export function isNewer(
  next: { updatedAt: number; triggeredAt: number },
  held: { updatedAt: number; triggeredAt: number } | undefined,
): boolean {
  if (held === undefined || next.updatedAt > held.updatedAt) return true;
  return next.updatedAt === held.updatedAt && next.triggeredAt >= held.triggeredAt;
}

export function orderChanges({ order, lines, refundLines }: OrderSnapshot, prior: Prior): Changes {
  const held = prior.orders.get(order.id);
  const heldLines = prior.linesByOrder.get(order.id) ?? [];
  const heldRefunds = prior.refundLinesByOrder.get(order.id) ?? [];
  const fields = held === undefined ? [] : differing(held, order);
  const movedLines = moved(heldLines, lines, (a, b) => sameLine(a, b));
  const newRefunds =
    refundLines === null ? [] : moved(heldRefunds, refundLines, (a, b) => differing(a, b).length === 0);
  const changes: Change[] = [];
  const topic =
    held === undefined
      ? "orders/create"
      : order.cancelledAt !== null && held.cancelledAt === null
        ? "orders/cancelled"
        : "orders/updated";
  if (held === undefined || fields.length > 0 || movedLines.length > 0) {
    const { name, totalMinor, currency, financialStatus, fulfillmentStatus } = order;
    changes.push({
      topic,
      subject: order.id,
      projection: { name, totalMinor, currency, financialStatus, fulfillmentStatus, lines: lines.length },
      occurredAt: order.updatedAt,
      facts: held === undefined ? [] : factsOf([order.id], order, fields),
    });
  }
  for (const [refundId, returned] of grouped(newRefunds, (line) => line.refundId))
    changes.push({
      topic: "refunds/create",
      subject: refundId,
      projection: {
        orderId: order.id,
        lines: returned.length,
        units: returned.slice(0, longestList).map((line) => ({ variantId: line.variantId, quantity: line.quantity })),
      },
      occurredAt: order.updatedAt,
      facts: [],
    });
  return { changes, touched: daysOf([...movedLines, ...newRefunds]) };
}

/** An order the store no longer has: its lines stop counting. */
export function orderGone(id: string, prior: Prior, now: number): Changes {
  const held = prior.orders.get(id);
  if (held === undefined || held.deletedAt !== null) return { changes: [], touched: [] };
  return {
    changes: [{ topic: "orders/delete", subject: id, projection: { name: held.name }, occurredAt: now, facts: [] }],
    touched: daysOf([...(prior.linesByOrder.get(id) ?? []), ...(prior.refundLinesByOrder.get(id) ?? [])]),
  };
}

export interface PriceMove {
  variantId: string;
  from: number;
  to: number;
}

export function productChanges(
  { product, variants }: ProductSnapshot,
  prior: Prior,
): { changes: Change[]; prices: PriceMove[]; gone: string[] } {
  const held = prior.products.get(product.id);
  const heldVariants = new Map((prior.variantsByProduct.get(product.id) ?? []).map((row) => [row.id, row]));
  const current = new Set(variants.map((row) => row.id));
  const gone = [...heldVariants.values()]
    .filter((row) => row.deletedAt === null && !current.has(row.id))
    .map((row) => row.id);
  const fields = held === undefined ? [] : differing(held, product);
  const altered = variants
    .map((row) => ({ row, before: heldVariants.get(row.id) }))
    .filter(({ row, before }) => before === undefined || differing(before, row).length > 0);
  const prices = altered.flatMap(({ row, before }) =>
    before !== undefined && before.priceMinor !== row.priceMinor
      ? [{ variantId: row.id, from: before.priceMinor, to: row.priceMinor }]
      : [],
  );
  if (held !== undefined && fields.length === 0 && altered.length === 0 && gone.length === 0)
    return { changes: [], prices, gone };
  const facts = [
    ...factsOf([product.id], product, fields),
    ...altered.flatMap(({ row, before }) =>
      factsOf(variantTargets(row), row, before === undefined ? ["id"] : differing(before, row)),
    ),
    ...gone.map((id) => ({ targets: [id, product.id], value: null })),
  ];
  const projection = {
    title: product.title.slice(0, 120),
    status: product.status,
    changed: [
      ...fields,
      ...new Set(altered.flatMap(({ row, before }) => (before ? differing(before, row) : ["variants"]))),
    ],
    prices: prices.slice(0, longestList),
  };
  const topic = held === undefined ? "products/create" : "products/update";
  const occurredAt = Math.max(product.updatedAt, ...altered.map(({ row }) => row.updatedAt));
  return { changes: [{ topic, subject: product.id, projection, occurredAt, facts }], prices, gone };
}

export function productGone(id: string, prior: Prior, now: number): Change[] {
  const held = prior.products.get(id);
  if (held === undefined || held.deletedAt !== null) return [];
  const projection = { title: held.title.slice(0, 120) };
  const facts = [{ targets: [id], value: null }];
  return [{ topic: "products/delete", subject: id, projection, occurredAt: now, facts }];
}

/** One change for each level that moved; `variantId` because agents think in variants. */
export function itemChanges(item: ItemSnapshot, prior: Prior): Change[] {
  const held = new Map((prior.levelsByItem.get(item.itemId) ?? []).map((row) => [row.locationId, row]));
  const variant = prior.variantByItem.get(item.itemId);
  const targets = [item.itemId, ...(variant ? variantTargets(variant) : [])];
  const levels = item.levels.flatMap((level): Change[] => {
    const before = held.get(level.locationId);
    const fields: (keyof LevelRow & string)[] =
      before === undefined ? ["available"] : differing(before, level).filter((field) => field !== "deletedAt");
    if (fields.length === 0) return [];
    const { locationId, available } = level;
    const projection = { variantId: variant?.id ?? null, locationId, from: before?.available ?? null, available };
    const facts = factsOf(
      [...targets, `${item.itemId}@${locationId}`],
      level,
      fields.includes("available") ? ["available"] : fields,
    );
    return [{ topic: "inventory_levels/update", subject: item.itemId, projection, occurredAt: level.updatedAt, facts }];
  });
  const costMoved = variant !== undefined && (variant.costMinor !== item.costMinor || variant.tracked !== item.tracked);
  if (!costMoved) return levels;
  const projection = { variantId: variant.id, costMinor: item.costMinor, from: variant.costMinor };
  const facts = [{ targets, value: item.costMinor }];
  const occurredAt = Math.max(0, ...item.levels.map((level: LevelRow) => level.triggeredAt));
  return [...levels, { topic: "inventory_items/update", subject: item.itemId, projection, occurredAt, facts }];
}

function variantTargets(row: VariantRow): string[] {
  return row.inventoryItemId === null ? [row.id, row.productId] : [row.id, row.productId, row.inventoryItemId];
}

function differing<Row extends object>(held: Row, next: Row): (keyof Row & string)[] {
  return (Object.keys(next) as (keyof Row & string)[]).filter(
    (field) => !bookkeeping.has(field) && held[field] !== next[field],
  );
}

/** A line whose variant was deleted since is still the sale it was. */
function sameLine(held: LineRow, next: LineRow): boolean {
  return differing(held, next).every(
    (field) => (field === "variantId" || field === "productId") && next[field] === null,
  );
}

/** Rows added, altered (both forms) or removed. */
function moved<Row extends { id: string }>(held: Row[], next: Row[], same: (held: Row, next: Row) => boolean): Row[] {
  const before = new Map(held.map((row) => [row.id, row]));
  const after = new Set(next.map((row) => row.id));
  const changed = next.flatMap((row) => {
    const old = before.get(row.id);
    if (old === undefined) return [row];
    return same(old, row) ? [] : [old, row];
  });
  return [...changed, ...held.filter((row) => !after.has(row.id))];
}

function daysOf(rows: (LineRow | RefundLineRow)[]): [string, Day][] {
  const pairs = rows.flatMap((row) => (row.variantId === null ? [] : [`${row.variantId} ${row.day}`]));
  return [...new Set(pairs)].map((pair) => pair.split(" ") as [string, Day]);
}

function factsOf<Row extends object>(targets: string[], row: Row, fields: (keyof Row & string)[]): Fact[] {
  return fields.map((field) => ({ targets, value: row[field] as string | number | null }));
}
