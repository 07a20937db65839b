import { deleteProduct } from "../../merchant.ts";
import { recordEffect } from "../../store/effects.ts";
import { PRODUCT, type ProductRow } from "../../store/rows.ts";
import { moveStock } from "../../store/stock.ts";
import { emit } from "../../webhooks/outbox.ts";
import { productBody } from "../../webhooks/payloads.ts";
import { parseMoney } from "../money.ts";
import type { Call, Resolvers, UserError } from "../resolver.ts";
import { writeMetafield } from "./metafields.ts";
import { liveProduct } from "./products.ts";

const MEDIA_MS = 2000;

interface ProductFields {
  title?: string;
  handle?: string;
  descriptionHtml?: string;
  status?: string;
  vendor?: string;
  productType?: string;
  tags?: string[];
}

interface CustomId {
  namespace?: string;
  key: string;
  value: string;
}

interface Identifier {
  id?: string;
  handle?: string;
  customId?: CustomId;
}

interface SetInput extends ProductFields {
  variants?: SetVariant[];
  metafields?: { namespace?: string; key?: string; type?: string; value?: string }[];
  files?: { originalSource?: string }[];
  productOptions?: { name?: string; values?: { name?: string }[] }[];
}

interface SetVariant {
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

function byIdentifier(call: Call, identifier: Identifier): ProductRow | undefined {
  const { database } = call.shop;
  if (identifier.id !== undefined) return liveProduct(call, identifier.id);
  if (identifier.handle !== undefined) {
    return database.get<ProductRow>(`${PRODUCT} WHERE handle = ? AND deleted_ms IS NULL`, identifier.handle);
  }
  const { customId } = identifier;
  if (customId === undefined) return undefined;
  return database.get<ProductRow>(
    `${PRODUCT} JOIN metafield ON metafield.owner = 'Product ' || product.id
     WHERE product.deleted_ms IS NULL AND metafield.namespace = ? AND metafield.key = ? AND metafield.value = ?`,
    customId.namespace ?? "app",
    customId.key,
    customId.value,
  );
}

function checkSet(call: Call, product: ProductRow | undefined, input: SetInput): UserError[] {
  const fail = (field: string, message: string, code: string) => [{ field: ["input", field], message, code }];
  if (product === undefined && !input.title) return fail("title", "Title can't be blank", "MISSING_FIELD_REQUIRED");
  if (input.variants !== undefined && input.productOptions === undefined) {
    return fail(
      "productOptions",
      "Product options input is required when updating variants",
      "PRODUCT_OPTIONS_INPUT_MISSING",
    );
  }
  const taken = call.shop.database.get<{ id: number }>(
    "SELECT id FROM product WHERE handle = ? AND deleted_ms IS NULL AND id IS NOT ?",
    input.handle ?? "",
    product?.id ?? null,
  );
  if (taken !== undefined) return fail("handle", `Handle '${input.handle}' already in use.`, "HANDLE_NOT_UNIQUE");
  return (input.variants ?? []).flatMap((variant, index) =>
    variant.price !== undefined && (parseMoney(variant.price) ?? -1) < 0
      ? [
          {
            field: ["input", "variants", `${index}`, "price"],
            message: "Price must be at least 0",
            code: "INVALID_VARIANT",
          },
        ]
      : [],
  );
}

function setProduct(call: Call, args: { identifier?: Identifier; input: SetInput; synchronous: boolean }) {
  const { shop } = call;
  const present = args.identifier && byIdentifier(call, args.identifier);
  if (args.identifier?.id !== undefined && present === undefined) {
    const error = { field: ["identifier", "id"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };
    return { product: null, productSetOperation: null, userErrors: [error] };
  }
  const userErrors = checkSet(call, present, args.input);
  if (userErrors.length > 0) return { product: null, productSetOperation: null, userErrors };
  const nowMs = shop.clock.now();
  const id = present?.id ?? insertProduct(call, args.input.title ?? "", nowMs);
  writeFields(call, id, args.input, nowMs);
  if (args.input.variants !== undefined) replaceVariants(call, id, args.input.variants, nowMs);
  else if (present === undefined) replaceVariants(call, id, [{ optionValues: [] }], nowMs);
  const gid = shop.gids.gid("Product", id);
  const { customId } = args.identifier ?? {};
  if (present === undefined && customId !== undefined)
    writeMetafield(call, { ownerId: gid, type: "id", ...customId }, "productSet");
  for (const { key, value, ...rest } of args.input.metafields ?? []) {
    if (key !== undefined && value !== undefined)
      writeMetafield(call, { ownerId: gid, key, value, ...rest }, "productSet");
  }
  for (const { originalSource } of args.input.files ?? []) {
    const source = originalSource ?? "";
    shop.database.run(
      "INSERT INTO media (product_id, source, ready_ms) VALUES (?, ?, ?)",
      id,
      source,
      nowMs + MEDIA_MS,
    );
  }
  recordEffect(shop, {
    kind: "product",
    root: "productSet",
    target: gid,
    before: present === undefined ? undefined : summary(present),
    after: summary(liveProduct(call, gid)),
    client: call.client,
  });
  emit(shop, present === undefined ? "PRODUCTS_CREATE" : "PRODUCTS_UPDATE", nowMs, () => productBody(shop, id));
  if (args.synchronous) return { product: liveProduct(call, gid), productSetOperation: null, userErrors: [] };
  const operation = shop.database.get<OperationRow>(
    `INSERT INTO product_operation (product_id, errors, ready_ms) VALUES (?, '[]', ?)
     RETURNING 'ProductSetOperation' AS __typename, *`,
    id,
    nowMs + MEDIA_MS,
  );
  return { product: null, productSetOperation: operation, userErrors: [] };
}

function summary(row: ProductRow | undefined) {
  return row && { title: row.title, status: row.status, vendor: row.vendor, tags: JSON.parse(row.tags) as string[] };
}

function insertProduct(call: Call, title: string, nowMs: number): number {
  const row = call.shop.database.get<{ id: number }>(
    `INSERT INTO product (title, handle, status, vendor, tags, created_ms, updated_ms, published)
     VALUES (?, '', 'ACTIVE', '', '[]', ?, ?, 0) RETURNING id`,
    title,
    nowMs,
    nowMs,
  );
  const id = row?.id ?? 0;
  const handle = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${id}`;
  call.shop.database.run("UPDATE product SET handle = ? WHERE id = ?", handle, id);
  return id;
}

function writeFields(call: Call, id: number, fields: ProductFields, nowMs: number): void {
  call.shop.database.run(
    `UPDATE product SET title = COALESCE(?, title), handle = COALESCE(?, handle), description = COALESCE(?, description),
       status = COALESCE(?, status), vendor = COALESCE(?, vendor), product_type = COALESCE(?, product_type),
       tags = COALESCE(?, tags), updated_ms = ? WHERE id = ?`,
    fields.title ?? null,
    fields.handle ?? null,
    fields.descriptionHtml ?? null,
    fields.status ?? null,
    fields.vendor ?? null,
    fields.productType ?? null,
    fields.tags === undefined ? null : JSON.stringify([...fields.tags].sort()),
    nowMs,
    id,
  );
}

/** List fields of `productSet` replace: a variant that is not named is deleted. */
function replaceVariants(call: Call, product: number, variants: SetVariant[], nowMs: number): void {
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

interface OperationRow {
  __typename: "ProductSetOperation";
  id: number;
  product_id: number;
  errors: string;
  ready_ms: number;
}

function updateProduct(call: Call, input: ProductFields & { id?: string }) {
  const before = input.id === undefined ? undefined : liveProduct(call, input.id);
  if (before === undefined || input.id === undefined) {
    return { product: null, userErrors: [{ field: ["id"], message: "Product does not exist" }] };
  }
  const nowMs = call.shop.clock.now();
  writeFields(call, before.id, input, nowMs);
  const after = liveProduct(call, input.id);
  recordEffect(call.shop, {
    kind: "product",
    root: "productUpdate",
    target: input.id,
    before: summary(before),
    after: summary(after),
    client: call.client,
  });
  emit(call.shop, "PRODUCTS_UPDATE", nowMs, () => productBody(call.shop, before.id));
  return { product: after, userErrors: [] };
}

function removeProduct(call: Call, gid: string) {
  const row = liveProduct(call, gid);
  if (row === undefined) {
    return { deletedProductId: null, userErrors: [{ field: ["id"], message: "Product does not exist" }] };
  }
  deleteProduct(call.shop, row.id, call.shop.clock.now());
  recordEffect(call.shop, {
    kind: "product",
    root: "productDelete",
    target: gid,
    before: summary(row),
    client: call.client,
  });
  return { deletedProductId: gid, userErrors: [] };
}

function publish(call: Call, root: string, gid: string, published: 0 | 1) {
  const row = liveProduct(call, gid);
  if (row === undefined)
    return { publishable: null, userErrors: [{ field: ["id"], message: "Resource does not exist" }] };
  const nowMs = call.shop.clock.now();
  call.shop.database.run("UPDATE product SET published = ?, updated_ms = ? WHERE id = ?", published, nowMs, row.id);
  const states = { before: row.published === 1, after: published === 1 };
  recordEffect(call.shop, { kind: "publication", root, target: gid, ...states, client: call.client });
  emit(call.shop, "PRODUCTS_UPDATE", nowMs, () => productBody(call.shop, row.id));
  return { publishable: liveProduct(call, gid), userErrors: [] };
}

export const catalogueResolvers: Resolvers = {
  QueryRoot: {
    productByIdentifier: (_: unknown, { identifier }: { identifier: Identifier }, call: Call) =>
      byIdentifier(call, identifier) ?? null,
    productOperation: (_: unknown, { id }: { id: string }, { shop }: Call) =>
      shop.database.get(
        "SELECT 'ProductSetOperation' AS __typename, * FROM product_operation WHERE id = ?",
        shop.gids.local(id, "ProductSetOperation"),
      ) ?? null,
  },
  Mutation: {
    productSet: (_: unknown, args: { identifier?: Identifier; input: SetInput; synchronous: boolean }, call: Call) =>
      setProduct(call, args),
    productUpdate: (_: unknown, args: { product?: ProductFields & { id?: string } }, call: Call) =>
      updateProduct(call, args.product ?? {}),
    productDelete: (_: unknown, { input }: { input: { id: string } }, call: Call) => removeProduct(call, input.id),
    publishablePublish: (_: unknown, { id }: { id: string }, call: Call) => publish(call, "publishablePublish", id, 1),
    publishableUnpublish: (_: unknown, { id }: { id: string }, call: Call) =>
      publish(call, "publishableUnpublish", id, 0),
  },
  ProductSetOperation: {
    id: (row: OperationRow, _: unknown, { shop }: Call) => shop.gids.gid("ProductSetOperation", row.id),
    status: (row: OperationRow, _: unknown, { shop }: Call) =>
      row.ready_ms <= shop.clock.now() ? "COMPLETE" : "ACTIVE",
    product: (row: OperationRow, _: unknown, { shop }: Call) =>
      shop.database.get(`${PRODUCT} WHERE product.id = ? AND deleted_ms IS NULL`, row.product_id) ?? null,
    userErrors: (row: OperationRow) => JSON.parse(row.errors) as UserError[],
  },
};
