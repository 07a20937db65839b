import { recordEffect } from "../../store/effects.ts";
import { PRODUCT, type ProductRow } from "../../store/rows.ts";
import { emit } from "../../webhooks/outbox.ts";
import { productBody } from "../../webhooks/payloads.ts";
import { parseMoney } from "../money.ts";
import type { Call, UserError } from "../resolver.ts";
import { writeMetafield } from "./metafields.ts";
import { replaceVariants, type SetVariant } from "./product-variants.ts";
import { liveProduct } from "./products.ts";

const MEDIA_MS = 2000;

export interface ProductFields {
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

export interface Identifier {
  id?: string;
  handle?: string;
  customId?: CustomId;
}

export interface SetInput extends ProductFields {
  variants?: SetVariant[];
  metafields?: { namespace?: string; key?: string; type?: string; value?: string }[];
  files?: { originalSource?: string }[];
  productOptions?: { name?: string; values?: { name?: string }[] }[];
}

/** The product an id, a handle or a unique metafield names. */
export function byIdentifier(call: Call, identifier: Identifier): ProductRow | undefined {
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

/** Creates or changes a product by its identifier; what is not named in a list field goes. */
export function setProduct(call: Call, args: { identifier?: Identifier; input: SetInput; synchronous: boolean }) {
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

/** What an effect shows of a product. */
export function summary(row: ProductRow | undefined) {
  return row && { title: row.title, status: row.status, vendor: row.vendor, tags: JSON.parse(row.tags) as string[] };
}

export function writeFields(call: Call, id: number, fields: ProductFields, nowMs: number): void {
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

export interface OperationRow {
  __typename: "ProductSetOperation";
  id: number;
  product_id: number;
  errors: string;
  ready_ms: number;
}
