import type { BulkRow } from "#integrations/shopify/bulk-lines.ts";
import type {
  InventoryLevelCoreFragment,
  OrderHeadFragment,
  ProductCoreFragment,
  SoldLineFragment,
  VariantCoreFragment,
} from "#integrations/shopify/operations.generated.ts";
import { inventoryLevels, orderLines, orders, products, variants } from "#schemas/db/mirror.ts";
import { absorb } from "../absorb.ts";
import { levelRow, lineRow, orderRow, productRow, variantRow } from "../mirror/from-shopify.ts";
import { jsonChunks } from "../mirror/json-chunks.ts";
import { rowsOf } from "../mirror/prior.ts";
import { slices } from "../source.ts";
import type { KnownShop, Sync } from "../sync.ts";
import type { ImportRow } from "./imports.ts";
import type { ExportKind } from "./load.ts";

/** Things whose mirrored rows differ from the export's, and those found equal. */
interface Compared {
  suspects: Set<string>;
  confirmed: string[];
}

const bookkeeping = new Set(["triggeredAt"]);
/** A sale keeps the variant it was made with, and `day` follows from the order: neither is a difference. */
const keptHere = new Set([...bookkeeping, "variantId", "productId", "day"]);
const as = <Fragment>({ row }: BulkRow) => row as unknown as Fragment;

/**
 * Compares a chunk of an export with the mirror. An export may be older than the mirror, so nothing of it is written:
 * what differs is read again, and that read is applied and logged like any other change.
 */
export async function auditRows(
  sync: Sync,
  shop: KnownShop,
  row: ImportRow & { kind: ExportKind },
  rows: readonly BulkRow[],
): Promise<D1PreparedStatement[]> {
  const { suspects, confirmed } = await compare[row.kind](sync.db, rows, shop.row.currency);
  const statements = confirm(sync.db, row.kind, confirmed, row.startedAt);
  return [...statements, ...(await readAgain(sync, shop, row.kind, [...suspects]))];
}

const tableOf = { orders: "orders", products: "products", inventory: "inventory_levels" } as const;
const idOf = { orders: "id", products: "id", inventory: "item_id" } as const;
const vanishedAtOnce = 200;
/** Bounds a sweep whose rows refuse to change; the next night goes on. */
const mostSweeps = 50;

/** Rows of the mirror that the whole export did not name: read by id, they are either gone or found. */
export async function auditVanished(sync: Sync, shop: KnownShop, row: ImportRow & { kind: ExportKind }): Promise<void> {
  const table = tableOf[row.kind];
  const id = idOf[row.kind];
  const born = row.kind === "inventory" ? "updated_at" : "coalesce(created_at, 0)";
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    const { results } = await sync.db
      .prepare(
        `SELECT DISTINCT ${id} AS id FROM ${table}
         WHERE deleted_at IS NULL AND triggered_at < ?1 AND ${born} < ?1 AND ${born} >= ?2 LIMIT ${vanishedAtOnce}`,
      )
      .bind(row.startedAt, row.kind === "orders" ? shop.ordersSince : 0)
      .all<{ id: string }>();
    if (results.length === 0) return;
    await sync.db.batch(
      await readAgain(
        sync,
        shop,
        row.kind,
        results.map((each) => each.id),
      ),
    );
  }
}

async function readAgain(sync: Sync, shop: KnownShop, kind: ExportKind, ids: string[]): Promise<D1PreparedStatement[]> {
  const statements: D1PreparedStatement[] = [];
  for (const some of slices(ids, 100)) {
    const nothing = { orders: [], products: [], items: [] };
    const wanted = kind === "inventory" ? { ...nothing, items: some } : { ...nothing, [kind]: some };
    statements.push(...(await absorb(sync, shop, wanted)).statements);
  }
  return statements;
}

/** Remembers that these rows were still right when the export was made. */
function confirm(db: D1Database, kind: ExportKind, ids: readonly string[], asOf: number): D1PreparedStatement[] {
  return jsonChunks(ids).map((json) =>
    db
      .prepare(
        `UPDATE ${tableOf[kind]} SET triggered_at = ?2
         WHERE ${idOf[kind]} IN (SELECT value FROM json_each(?1)) AND deleted_at IS NULL AND triggered_at < ?2`,
      )
      .bind(json, asOf),
  );
}

const compare: Record<ExportKind, (db: D1Database, rows: readonly BulkRow[], currency: string) => Promise<Compared>> = {
  async orders(db, rows) {
    const found = rows.filter(({ type }) => type === "Order").map((row) => orderRow(as<OrderHeadFragment>(row), 0));
    const children = rows.filter(({ type, parentId }) => type === "LineItem" && parentId !== null);
    const lines = children.map((row) => lineRow(as<SoldLineFragment>(row), row.parentId ?? "", ""));
    const [heldOrders, heldLines, tests] = await db.batch<Record<string, unknown>>([
      among(
        db,
        "SELECT * FROM orders WHERE id",
        found.map(({ id }) => id),
      ),
      among(
        db,
        "SELECT * FROM order_lines WHERE id",
        lines.map(({ id }) => id),
      ),
      among(db, "SELECT id FROM orders WHERE test = 1 AND id", [...new Set(lines.map(({ orderId }) => orderId))]),
    ]);
    const testOrders = new Set([
      ...(tests?.results ?? []).map((row) => row.id),
      ...found.filter((o) => o.test).map((o) => o.id),
    ]);
    const suspects = new Set([
      ...different(found, rowsOf(orders, heldOrders), bookkeeping),
      ...different(lines, rowsOf(orderLines, heldLines), keptHere, (line) => line.orderId).filter(
        (id) => !testOrders.has(id),
      ),
    ]);
    return { suspects, confirmed: found.map(({ id }) => id).filter((id) => !suspects.has(id)) };
  },
  async products(db, rows, currency) {
    const fragments = rows.filter(({ type }) => type === "Product").map((row) => as<ProductCoreFragment>(row));
    const tags = new Map(fragments.map((product) => [product.id, product.tags]));
    const children = rows.filter(({ type, parentId }) => type === "ProductVariant" && parentId !== null);
    const found = fragments.map((product) => productRow(product, 0));
    const foundVariants = children.map((row) => {
      const product = { id: row.parentId ?? "", tags: tags.get(row.parentId ?? "") ?? [] };
      return variantRow(as<VariantCoreFragment>(row), product, { currency, asOf: 0 });
    });
    const [heldProducts, heldVariants] = await db.batch<Record<string, unknown>>([
      among(
        db,
        "SELECT * FROM products WHERE id",
        found.map(({ id }) => id),
      ),
      among(
        db,
        "SELECT * FROM variants WHERE id",
        foundVariants.map(({ id }) => id),
      ),
    ]);
    const provenance = new Set([...bookkeeping, "costProvenance"]);
    const suspects = new Set([
      ...different(found, rowsOf(products, heldProducts), bookkeeping),
      ...different(foundVariants, rowsOf(variants, heldVariants), provenance, (variant) => variant.productId),
    ]);
    return { suspects, confirmed: found.map(({ id }) => id).filter((id) => !suspects.has(id)) };
  },
  async inventory(db, rows) {
    const found = rows
      .filter(({ type, parentId }) => type === "InventoryLevel" && parentId !== null)
      .map((row) => levelRow(as<InventoryLevelCoreFragment>(row), row.parentId ?? "", 0));
    const items = [...new Set(found.map(({ itemId }) => itemId))];
    const held = rowsOf(inventoryLevels, await among(db, "SELECT * FROM inventory_levels WHERE item_id", items).all());
    const key = (level: { itemId: string; locationId: string }) => ({
      ...level,
      id: `${level.itemId} ${level.locationId}`,
    });
    const suspects = new Set(different(found.map(key), held.map(key), bookkeeping, (level) => level.itemId));
    return { suspects, confirmed: items.filter((id) => !suspects.has(id)) };
  },
};

function among(db: D1Database, text: string, ids: readonly string[]): D1PreparedStatement {
  return db.prepare(`${text} IN (SELECT value FROM json_each(?1))`).bind(JSON.stringify(ids));
}

function different<Row extends { id: string }>(
  found: readonly Row[],
  held: readonly Row[],
  ignored: ReadonlySet<string>,
  owner: (row: Row) => string = (row) => row.id,
): string[] {
  const known = new Map(held.map((row) => [row.id, row]));
  return found
    .filter((row) => {
      const before = known.get(row.id);
      if (before === undefined) return true;
      return (Object.keys(row) as (keyof Row & string)[]).some(
        (field) => !ignored.has(field) && row[field] !== before[field],
      );
    })
    .map(owner);
}
