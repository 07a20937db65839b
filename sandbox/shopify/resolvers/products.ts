import {
  ITEM,
  type ItemRow,
  LEVEL,
  type LevelRow,
  PRODUCT,
  type ProductRow,
  VARIANT,
  type VariantRow,
} from "../../store/rows.ts";
import { isoTime } from "../../store/shop.ts";
import { connect, connectRows, type PageArguments } from "../connection.ts";
import { moneyText } from "../money.ts";
import { type Call, type Resolvers, readOnce } from "../resolver.ts";
import {
  containsFilter,
  idFilter,
  numberFilter,
  searchCondition,
  tagFilter,
  textFilter,
  timeFilter,
  wordFilter,
} from "../search.ts";

const STATUSES = { active: ["ACTIVE"], archived: ["ARCHIVED"], draft: ["DRAFT"], unlisted: ["UNLISTED"] };
const TOTAL = `(SELECT COALESCE(SUM(level.available), 0) FROM variant JOIN level ON level.item_id = variant.id
  WHERE variant.product_id = product.id AND variant.deleted_ms IS NULL)`;

const PRODUCT_SORTS: Record<string, string> = {
  ID: "product.id",
  CREATED_AT: "product.created_ms",
  UPDATED_AT: "product.updated_ms",
  PUBLISHED_AT: "product.created_ms",
  TITLE: "product.title",
  VENDOR: "product.vendor",
  PRODUCT_TYPE: "product.product_type",
};

function productFilters(call: Call) {
  return {
    default: containsFilter("product.title", "product.handle"),
    id: idFilter(call, "Product", "product.id"),
    status: wordFilter("product.status", STATUSES),
    vendor: textFilter("product.vendor"),
    product_type: textFilter("product.product_type"),
    tag: tagFilter("product.tags"),
    title: containsFilter("product.title"),
    handle: textFilter("product.handle"),
    created_at: timeFilter("product.created_ms"),
    updated_at: timeFilter("product.updated_ms"),
    inventory_total: numberFilter(TOTAL),
    sku: (value: string) => ({
      sql: "product.id IN (SELECT product_id FROM variant WHERE sku = ? AND deleted_ms IS NULL)",
      values: [value],
    }),
    barcode: (value: string) => ({
      sql: "product.id IN (SELECT product_id FROM variant WHERE barcode = ? AND deleted_ms IS NULL)",
      values: [value],
    }),
  };
}

type ListArguments = PageArguments & { query?: string | null; sortKey?: string | null };

export const productResolvers: Resolvers = {
  QueryRoot: {
    products: (_: unknown, args: ListArguments, call: Call) => {
      const found = searchCondition(call, "products", args.query, productFilters(call));
      return connect<ProductRow>(
        call,
        {
          select: PRODUCT,
          where: ["product.deleted_ms IS NULL", ...(found ? [`(${found.sql})`] : [])],
          values: found?.values ?? [],
          sort: PRODUCT_SORTS[args.sortKey ?? "ID"] ?? "product.id",
          id: "product.id",
        },
        args,
      );
    },
    product: (_: unknown, { id }: { id: string }, call: Call) => liveProduct(call, id) ?? null,
    productVariant: (_: unknown, { id }: { id: string }, call: Call) => liveVariant(call, id) ?? null,
    inventoryItems: (_: unknown, args: ListArguments, call: Call) => {
      const found = searchCondition(call, "inventoryItems", args.query, {
        default: textFilter("variant.sku"),
        sku: textFilter("variant.sku"),
        id: idFilter(call, "InventoryItem", "inventory_item.id"),
        created_at: timeFilter("inventory_item.created_ms"),
        updated_at: timeFilter("inventory_item.updated_ms"),
      });
      return connect<ItemRow>(
        call,
        {
          select: ITEM,
          where: found ? [`(${found.sql})`] : [],
          values: found?.values ?? [],
          sort: "inventory_item.id",
          id: "inventory_item.id",
        },
        args,
      );
    },
  },
  Product: {
    id: (row: ProductRow, _: unknown, { shop }: Call) => shop.gids.gid("Product", row.id),
    productType: (row: ProductRow) => row.product_type,
    tags: (row: ProductRow) => JSON.parse(row.tags) as string[],
    createdAt: (row: ProductRow) => isoTime(row.created_ms),
    updatedAt: (row: ProductRow) => isoTime(row.updated_ms),
    publishedAt: (row: ProductRow) => (row.published === 1 ? isoTime(row.created_ms) : null),
    category: () => null,
    totalInventory: (row: ProductRow, _: unknown, { shop }: Call) =>
      shop.database.count(`SELECT ${TOTAL} FROM product WHERE product.id = ?`, row.id),
    variants: (row: ProductRow, page: PageArguments, call: Call) =>
      connect<VariantRow>(
        call,
        {
          select: VARIANT,
          where: ["variant.product_id = ?", "variant.deleted_ms IS NULL"],
          values: [row.id],
          sort: "variant.position",
          id: "variant.id",
        },
        page,
      ),
    availablePublicationsCount: (row: ProductRow) => ({ count: row.published }),
    media: (row: ProductRow, page: PageArguments, call: Call) => connectRows(readMedia(call, row.id), page),
  },
  ProductVariant: {
    id: (row: VariantRow, _: unknown, { shop }: Call) => shop.gids.gid("ProductVariant", row.id),
    price: (row: VariantRow) => moneyText(row.price_minor),
    compareAtPrice: (row: VariantRow) => (row.compare_at_minor === null ? null : moneyText(row.compare_at_minor)),
    taxable: () => true,
    inventoryPolicy: (row: VariantRow) => row.inventory_policy,
    inventoryQuantity: (row: VariantRow, _: unknown, { shop }: Call) =>
      shop.database.count("SELECT SUM(available) FROM level WHERE item_id = ?", row.id),
    inventoryItem: (row: VariantRow, _: unknown, call: Call) => readItem(call, row.id),
    product: (row: VariantRow, _: unknown, call: Call) =>
      readOnce<ProductRow>(call, PRODUCT, "product", row.product_id),
    createdAt: (row: VariantRow) => isoTime(row.created_ms),
    updatedAt: (row: VariantRow) => isoTime(row.updated_ms),
    availablePublicationsCount: () => ({ count: 1 }),
  },
  InventoryItem: {
    id: (row: ItemRow, _: unknown, { shop }: Call) => shop.gids.gid("InventoryItem", row.id),
    tracked: (row: ItemRow) => row.tracked === 1,
    requiresShipping: () => true,
    unitCost: (row: ItemRow) =>
      row.cost_minor === null ? null : { amount: moneyText(row.cost_minor), currencyCode: "GBP" },
    updatedAt: (row: ItemRow) => isoTime(row.updated_ms),
    inventoryLevels: (row: ItemRow, page: PageArguments, call: Call) =>
      connect<LevelRow>(
        call,
        {
          select: LEVEL,
          where: ["level.item_id = ?"],
          values: [row.id],
          sort: "level.location_id",
          id: "level.location_id",
        },
        page,
      ),
  },
  InventoryLevel: {
    id: (row: LevelRow, _: unknown, { shop }: Call) =>
      `${shop.gids.gid("InventoryLevel", row.location_id)}?inventory_item_id=${shop.gids.digits("InventoryItem", row.item_id)}`,
    isActive: () => true,
    location: (row: LevelRow, _: unknown, { shop }: Call) =>
      shop.database.get("SELECT 'Location' AS __typename, location.* FROM location WHERE id = ?", row.location_id),
    updatedAt: (row: LevelRow) => isoTime(row.updated_ms),
    quantities: (row: LevelRow, { names }: { names: string[] }) =>
      names.map((name) => ({ name, quantity: quantityOf(row, name), updatedAt: isoTime(row.updated_ms) })),
  },
};

interface MediaRow {
  id: number;
  source: string;
  ready_ms: number;
}

/** Media is ready a while after it was named; a source whose address says it is missing never is. */
function readMedia(call: Call, product: number) {
  const { database, gids, clock } = call.shop;
  return database.all<MediaRow>("SELECT * FROM media WHERE product_id = ? ORDER BY id", product).map((row) => {
    const failed = /missing|broken/.test(row.source);
    const done = row.ready_ms <= clock.now();
    const error = { code: "IMAGE_DOWNLOAD_FAILURE", message: "Image could not be downloaded" };
    return {
      __typename: "MediaImage",
      id: gids.gid("MediaImage", row.id),
      status: done ? (failed ? "FAILED" : "READY") : "PROCESSING",
      mediaContentType: "IMAGE",
      mediaErrors: done && failed ? [error] : [],
    };
  });
}

/** Units in one of Shopify's inventory states; this shop never sets goods aside or damages them. */
export function quantityOf(level: LevelRow, name: string): number {
  if (name === "available") return level.available;
  if (name === "committed") return level.committed;
  if (name === "incoming") return level.incoming;
  return name === "on_hand" ? level.available + level.committed : 0;
}

export function liveProduct(call: Call, gid: string): ProductRow | undefined {
  return call.shop.database.get<ProductRow>(
    `${PRODUCT} WHERE product.id = ? AND product.deleted_ms IS NULL`,
    call.shop.gids.local(gid, "Product"),
  );
}

export function liveVariant(call: Call, gid: string): VariantRow | undefined {
  return call.shop.database.get<VariantRow>(
    `${VARIANT} WHERE variant.id = ? AND variant.deleted_ms IS NULL`,
    call.shop.gids.local(gid, "ProductVariant"),
  );
}

export function readItem(call: Call, local: number): ItemRow | undefined {
  return call.shop.database.get<ItemRow>(`${ITEM} WHERE inventory_item.id = ?`, local);
}
