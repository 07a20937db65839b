import { deleteProduct } from "../../merchant.ts";
import { recordEffect } from "../../store/effects.ts";
import { PRODUCT } from "../../store/rows.ts";
import { emit } from "../../webhooks/outbox.ts";
import { productBody } from "../../webhooks/payloads.ts";
import type { Call, Resolvers, UserError } from "../resolver.ts";
import {
  byIdentifier,
  type Identifier,
  type OperationRow,
  type ProductFields,
  type SetInput,
  setProduct,
  summary,
  writeFields,
} from "./product-set.ts";
import { liveProduct } from "./products.ts";

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
