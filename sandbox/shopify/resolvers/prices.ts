import { recordEffect } from "../../store/effects.ts";
import { VARIANT, type VariantRow } from "../../store/rows.ts";
import { emit } from "../../webhooks/outbox.ts";
import { productBody } from "../../webhooks/payloads.ts";
import { moneyText, parseMoney } from "../money.ts";
import type { Call, Resolvers, UserError } from "../resolver.ts";
import { liveProduct } from "./products.ts";

interface VariantInput {
  id?: string;
  price?: string;
  compareAtPrice?: string | null;
  barcode?: string | null;
  inventoryPolicy?: string;
  inventoryItem?: { cost?: string; tracked?: boolean; sku?: string };
  inventoryQuantities?: unknown[];
}

interface Arguments {
  productId: string;
  variants: VariantInput[];
  allowPartialUpdates: boolean;
}

interface Checked {
  row: VariantRow;
  input: VariantInput;
}

function updateVariants(call: Call, args: Arguments) {
  const product = liveProduct(call, args.productId);
  if (product === undefined) {
    const error = { field: ["productId"], message: "Product does not exist", code: "PRODUCT_DOES_NOT_EXIST" };
    return { product: null, productVariants: null, userErrors: [error] };
  }
  const good: Checked[] = [];
  const userErrors: UserError[] = [];
  args.variants.forEach((input, index) => {
    const checked = checkVariant(call, product.id, input, index);
    if ("row" in checked) good.push(checked);
    else userErrors.push(checked);
  });
  if (userErrors.length > 0 && (!args.allowPartialUpdates || good.length === 0)) {
    return { product, productVariants: null, userErrors };
  }
  const nowMs = call.shop.clock.now();
  const { database } = call.shop;
  for (const { row, input } of good) writeVariant(call, row, input, nowMs);
  database.run("UPDATE product SET updated_ms = MAX(updated_ms, ?) WHERE id = ?", nowMs, product.id);
  emit(call.shop, "PRODUCTS_UPDATE", nowMs, () => productBody(call.shop, product.id));
  const productVariants = good.map(({ row }) => database.get<VariantRow>(`${VARIANT} WHERE variant.id = ?`, row.id));
  return { product, productVariants, userErrors };
}

function checkVariant(call: Call, product: number, input: VariantInput, index: number): Checked | UserError {
  const fail = (field: string, message: string, code: string) => ({
    field: ["variants", `${index}`, field],
    message,
    code,
  });
  if (input.id === undefined)
    return fail("id", "Product variant is missing ID attribute", "PRODUCT_VARIANT_ID_MISSING");
  const row = call.shop.database.get<VariantRow>(
    `${VARIANT} WHERE variant.id = ? AND product_id = ? AND deleted_ms IS NULL`,
    call.shop.gids.local(input.id, "ProductVariant"),
    product,
  );
  if (row === undefined) return fail("id", "Product variant does not exist", "PRODUCT_VARIANT_DOES_NOT_EXIST");
  if (input.inventoryQuantities !== undefined) {
    const message = "Inventory quantities can only be provided during create.";
    return fail("inventoryQuantities", message, "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE");
  }
  if (input.price !== undefined && (parseMoney(input.price) ?? -1) < 0) {
    return fail("price", "Price must be greater than or equal to 0", "GREATER_THAN_OR_EQUAL_TO");
  }
  return { row, input };
}

function writeVariant(call: Call, row: VariantRow, input: VariantInput, nowMs: number): void {
  const { database, gids } = call.shop;
  const priceMinor = input.price === undefined ? row.price_minor : (parseMoney(input.price) ?? row.price_minor);
  const compareMinor =
    input.compareAtPrice === undefined
      ? row.compare_at_minor
      : input.compareAtPrice === null
        ? null
        : (parseMoney(input.compareAtPrice) ?? row.compare_at_minor);
  database.run(
    `UPDATE variant SET price_minor = ?, compare_at_minor = ?, barcode = ?, inventory_policy = ?, updated_ms = ?
     WHERE id = ?`,
    priceMinor,
    compareMinor,
    input.barcode === undefined ? row.barcode : input.barcode,
    input.inventoryPolicy ?? row.inventory_policy,
    nowMs,
    row.id,
  );
  const target = gids.gid("ProductVariant", row.id);
  const root = "productVariantsBulkUpdate";
  if (input.price !== undefined || input.compareAtPrice !== undefined) {
    recordEffect(call.shop, {
      kind: "price",
      root,
      target,
      before: { price: moneyText(row.price_minor), compareAtPrice: optionalMoney(row.compare_at_minor) },
      after: { price: moneyText(priceMinor), compareAtPrice: optionalMoney(compareMinor) },
      client: call.client,
    });
  }
  if (input.inventoryItem?.cost !== undefined) setCost(call, row.id, input.inventoryItem.cost, root);
}

function optionalMoney(minor: number | null): string | null {
  return minor === null ? null : moneyText(minor);
}

/** The unit cost a merchant or an app states; recorded as an effect of `root`. */
export function setCost(call: Call, item: number, cost: string, root: string): void {
  const { database, gids, clock } = call.shop;
  const before = database.get<{ cost_minor: number | null }>(
    "SELECT cost_minor FROM inventory_item WHERE id = ?",
    item,
  );
  const costMinor = Math.round(Number(cost) * 100);
  database.run("UPDATE inventory_item SET cost_minor = ?, updated_ms = ? WHERE id = ?", costMinor, clock.now(), item);
  recordEffect(call.shop, {
    kind: "cost",
    root,
    target: gids.gid("InventoryItem", item),
    before: optionalMoney(before?.cost_minor ?? null),
    after: moneyText(costMinor),
    client: call.client,
  });
}

export const priceResolvers: Resolvers = {
  Mutation: {
    productVariantsBulkUpdate: (_: unknown, args: Arguments, call: Call) => updateVariants(call, args),
  },
};
