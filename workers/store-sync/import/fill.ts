import { KitError } from "#agent-kit/errors.ts";
import type { BulkRow } from "#integrations/shopify/bulk-lines.ts";
import type {
  InventoryItemCoreFragment,
  InventoryLevelCoreFragment,
  OrderHeadFragment,
  ProductCoreFragment,
  SoldLineFragment,
  VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import { levelRow, lineRow, orderRow, productRow, variantRow } from "../mirror/from-shopify.ts";
import { writeLevels, writeLines, writeOrders, writeProducts, writeVariants } from "../mirror/write.ts";
import type { KnownShop } from "../sync.ts";

export interface FillContext {
  db: D1Database;
  shop: KnownShop;
  /** When the export was asked for. */
  asOf: number;
  /** What earlier chunks left for later ones. */
  carry: Carry;
}

/** The last parent of the file so far, since its children may follow in the next chunk. */
export interface Carry {
  parent: { id: string; day?: string; skipped?: boolean; tags?: readonly string[] } | null;
  /** How often the export had to be asked for again. */
  restarts?: number;
}

/** `carry` is only ever written by us. */
export function readCarry(text: string | null): Carry {
  return text === null ? { parent: null } : (JSON.parse(text) as Carry);
}

export interface Filled {
  statements: D1PreparedStatement[];
  carry: Carry;
}

// The store executes our own query, so a row has the shape of the query's fragment; checking 400,000 of them again would
// cost more than reading them.
const as = <Fragment>({ row }: BulkRow) => row as unknown as Fragment;

/** Orders and their lines. A line is dated by its order, wherever in the file or the mirror that stands. */
export async function fillOrders(rows: readonly BulkRow[], { db, shop, asOf, carry }: FillContext): Promise<Filled> {
  const parents = new Map(carry.parent === null ? [] : [[carry.parent.id, carry.parent]]);
  let last = carry.parent;
  const orders = rows
    .filter(({ type }) => type === "Order")
    .map((row) => {
      const order = orderRow(as<OrderHeadFragment>(row), asOf);
      last = { id: order.id, day: shop.calendar.dayOf(order.processedAt), skipped: order.test === 1 };
      parents.set(order.id, last);
      return order;
    });
  const children = rows.filter(({ type }) => type === "LineItem");
  const orphans = new Set(children.flatMap(({ parentId }) => (parentId && !parents.has(parentId) ? [parentId] : [])));
  for (const parent of await mirroredParents(db, shop, [...orphans])) parents.set(parent.id, parent);
  const lines = children.flatMap((row) => {
    const parent = parents.get(row.parentId ?? "");
    if (parent?.day === undefined) throw orphan(row);
    return parent.skipped ? [] : [lineRow(as<SoldLineFragment>(row), parent.id, parent.day)];
  });
  return {
    statements: [...writeOrders(db, orders), ...writeLines(db, lines, asOf)],
    carry: { ...carry, parent: last },
  };
}

async function mirroredParents(
  db: D1Database,
  shop: KnownShop,
  ids: string[],
): Promise<NonNullable<Carry["parent"]>[]> {
  if (ids.length === 0) return [];
  const { results } = await db
    .prepare("SELECT id, processed_at, test FROM orders WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .all<{ id: string; processed_at: number; test: number }>();
  return results.map((row) => ({ id: row.id, day: shop.calendar.dayOf(row.processed_at), skipped: row.test === 1 }));
}

export async function fillProducts(rows: readonly BulkRow[], { db, shop, asOf, carry }: FillContext): Promise<Filled> {
  const parents = new Map(carry.parent === null ? [] : [[carry.parent.id, carry.parent]]);
  let last = carry.parent;
  const products = rows
    .filter(({ type }) => type === "Product")
    .map((row) => {
      const fragment = as<ProductCoreFragment>(row);
      last = { id: fragment.id, tags: fragment.tags };
      parents.set(fragment.id, last);
      return productRow(fragment, asOf);
    });
  const children = rows.filter(({ type }) => type === "ProductVariant");
  const orphans = [
    ...new Set(children.flatMap(({ parentId }) => (parentId && !parents.has(parentId) ? [parentId] : []))),
  ];
  if (orphans.length > 0) {
    const { results } = await db
      .prepare("SELECT id, tags FROM products WHERE id IN (SELECT value FROM json_each(?1))")
      .bind(JSON.stringify(orphans))
      .all<{ id: string; tags: string }>();
    for (const { id, tags } of results) parents.set(id, { id, tags: JSON.parse(tags) as string[] });
  }
  const variants = children.map((row) => {
    const parent = parents.get(row.parentId ?? "");
    if (parent === undefined) throw orphan(row);
    const product = { id: parent.id, tags: parent.tags ?? [] };
    return variantRow(as<VariantCoreFragment>(row), product, { currency: shop.row.currency, asOf });
  });
  return {
    statements: [...writeProducts(db, products), ...writeVariants(db, variants)],
    carry: { ...carry, parent: last },
  };
}

/** Levels name their item as parent; items themselves came with their variants. */
export async function fillInventory(rows: readonly BulkRow[], { db, asOf, carry }: FillContext): Promise<Filled> {
  const levels = rows
    .filter(({ type, parentId }) => type === "InventoryLevel" && parentId !== null)
    .map((row) => levelRow(as<InventoryLevelCoreFragment>(row), row.parentId ?? "", asOf));
  return { statements: writeLevels(db, levels), carry };
}

/** Items of an export with the levels that follow them, for comparing. */
export function itemsOf(rows: readonly BulkRow[]): InventoryItemCoreFragment[] {
  return rows.filter(({ type }) => type === "InventoryItem").map((row) => as<InventoryItemCoreFragment>(row));
}

function orphan(row: BulkRow): KitError {
  return new KitError({
    code: "orphaned-line",
    message: "The store's export names a line before what it belongs to.",
    internal: `${row.id} of ${row.parentId}`,
    retryable: true,
    report: true,
  });
}
