import { KitError } from "#agent-kit/errors.ts";
import type { BulkRow } from "#integrations/shopify/bulk-lines.ts";
import type {
  InventoryLevelCoreFragment,
  OrderHeadFragment,
  ProductCoreFragment,
  SoldLineFragment,
  VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import { levelRow, lineRow, orderRow, productRow, variantRow } from "../mirror/from-shopify.ts";
import type { LevelRow, LineRow, OrderRow, ProductRow, VariantRow } from "../mirror/rows.ts";
import { writeLevels, writeLines, writeOrders, writeProducts, writeVariants } from "../mirror/write.ts";
import type { KnownShop } from "../sync.ts";

export interface FillContext {
  db: D1Database;
  shop: KnownShop;
  /** When the export was asked for. */
  asOf: number;
}

/** What a chunk leaves for the next one. */
export interface Carry {
  /** The last parent of the file so far, since its children may follow. */
  parent: Parent | null;
  /** How often the export had to be asked for again. */
  restarts?: number;
}

interface Parent {
  id: string;
  day?: string;
  skipped?: boolean;
  tags?: readonly string[];
}

/** `carry` is only ever written by us. */
export function readCarry(text: string | null): Carry {
  return text === null ? { parent: null } : (JSON.parse(text) as Carry);
}

export interface Filled {
  statements: D1PreparedStatement[];
  carry: Carry;
}

/** Takes an export's rows one by one and keeps only what will be written: a parsed line is several times its row. */
export interface Collector {
  add(row: BulkRow): void;
  /** The statements for all rows since the last flush. */
  flush(): Promise<Filled>;
}

// The store executes our own query, so a row has the shape of the query's fragment; checking 400,000 of them again would
// cost more than reading them.
const as = <Fragment>({ row }: BulkRow) => row as unknown as Fragment;

/** Orders and their lines. A line is dated by its order, wherever in the file or the mirror that stands. */
export function orderCollector({ db, shop, asOf }: FillContext, carry: Carry): Collector {
  const { calendar } = shop;
  const parents = parentsFrom(carry);
  let orders: OrderRow[] = [];
  let lines: LineRow[] = [];
  let orphans: BulkRow[] = [];

  function keepLine(row: BulkRow, parent: Parent): void {
    if (parent.skipped || parent.day === undefined) return;
    lines.push(lineRow(as<SoldLineFragment>(row), parent.id, parent.day));
  }

  return {
    add(row) {
      if (row.type === "Order") {
        const order = orderRow(as<OrderHeadFragment>(row), asOf);
        orders.push(order);
        parents.add({ id: order.id, day: calendar.dayOf(order.processedAt), skipped: order.test === 1 });
      } else if (row.type === "LineItem") {
        const parent = parents.get(row.parentId);
        if (parent === undefined) orphans.push(row);
        else keepLine(row, parent);
      }
    },
    async flush() {
      if (orphans.length > 0) {
        const { results } = await db
          .prepare("SELECT id, processed_at, test FROM orders WHERE id IN (SELECT value FROM json_each(?1))")
          .bind(idsOf(orphans))
          .all<{ id: string; processed_at: number; test: number }>();
        const found = new Map(results.map((each) => [each.id, each]));
        for (const row of orphans) {
          const order = found.get(row.parentId ?? "");
          if (order === undefined) throw orphaned(row);
          keepLine(row, { id: order.id, day: calendar.dayOf(order.processed_at), skipped: order.test === 1 });
        }
      }
      // Neighbours in the index by variant are written together, or every row of a chunk would touch a page of its own.
      lines.sort((a, b) => ((a.variantId ?? "") < (b.variantId ?? "") ? -1 : 1));
      const statements = [...writeOrders(db, orders), ...writeLines(db, lines, asOf)];
      orders = [];
      lines = [];
      orphans = [];
      return { statements, carry: { ...carry, parent: parents.last() } };
    },
  };
}

export function productCollector({ db, shop, asOf }: FillContext, carry: Carry): Collector {
  const parents = parentsFrom(carry);
  const options = { currency: shop.row.currency, asOf };
  let products: ProductRow[] = [];
  let variants: VariantRow[] = [];
  let orphans: BulkRow[] = [];

  return {
    add(row) {
      if (row.type === "Product") {
        const product = as<ProductCoreFragment>(row);
        products.push(productRow(product, asOf));
        parents.add({ id: product.id, tags: product.tags });
      } else if (row.type === "ProductVariant") {
        const parent = parents.get(row.parentId);
        if (parent === undefined) orphans.push(row);
        else
          variants.push(variantRow(as<VariantCoreFragment>(row), { id: parent.id, tags: parent.tags ?? [] }, options));
      }
    },
    async flush() {
      if (orphans.length > 0) {
        const { results } = await db
          .prepare("SELECT id, tags FROM products WHERE id IN (SELECT value FROM json_each(?1))")
          .bind(idsOf(orphans))
          .all<{ id: string; tags: string }>();
        const found = new Map(results.map((each) => [each.id, each]));
        for (const row of orphans) {
          const product = found.get(row.parentId ?? "");
          if (product === undefined) throw orphaned(row);
          const tags = JSON.parse(product.tags) as string[];
          variants.push(variantRow(as<VariantCoreFragment>(row), { id: product.id, tags }, options));
        }
      }
      const statements = [...writeProducts(db, products), ...writeVariants(db, variants)];
      products = [];
      variants = [];
      orphans = [];
      return { statements, carry: { ...carry, parent: parents.last() } };
    },
  };
}

/** Levels name their item as parent; items themselves came with their variants. */
export function inventoryCollector({ db, asOf }: FillContext, carry: Carry): Collector {
  let levels: LevelRow[] = [];
  return {
    add(row) {
      if (row.type === "InventoryLevel" && row.parentId !== null)
        levels.push(levelRow(as<InventoryLevelCoreFragment>(row), row.parentId, asOf));
    },
    async flush() {
      const statements = writeLevels(db, levels);
      levels = [];
      return { statements, carry };
    },
  };
}

/** The parents seen lately: children follow theirs, though not always directly. */
function parentsFrom(carry: Carry) {
  const most = 5_000;
  const known = new Map<string, Parent>(carry.parent === null ? [] : [[carry.parent.id, carry.parent]]);
  let last = carry.parent;
  return {
    get: (id: string | null) => known.get(id ?? ""),
    last: () => last,
    add(parent: Parent) {
      known.set(parent.id, parent);
      last = parent;
      // A Map keeps the order of insertion; whoever is dropped is found in the mirror.
      if (known.size > most) known.delete(known.keys().next().value ?? "");
    },
  };
}

function idsOf(rows: readonly BulkRow[]): string {
  return JSON.stringify([...new Set(rows.map(({ parentId }) => parentId))]);
}

function orphaned(row: BulkRow): KitError {
  return new KitError({
    code: "orphaned-line",
    message: "The store's export names a line before what it belongs to.",
    detail: `${row.id} of ${row.parentId}`,
    retryable: true,
    report: true,
  });
}
