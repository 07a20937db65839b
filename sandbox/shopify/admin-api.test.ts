import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bulkText, startTestSandbox, type TestSandbox } from "../testing.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.close());

async function firstVariant() {
  const reply = await shop.ask("ProductsChangedSince", { first: 1 });
  const product = reply.at("products.nodes.0.id");
  const variant = reply.at("products.nodes.0.variants.nodes.0.id");
  const item = reply.at("products.nodes.0.variants.nodes.0.inventoryItem.id");
  const levels = await shop.ask("InventoryNodes", { ids: [item] });
  const location = levels.at("nodes.0.inventoryLevels.nodes.0.location.id");
  const available = levels.at<number>("nodes.0.inventoryLevels.nodes.0.quantities.0.quantity");
  return { product, variant, item, location, available };
}

describe("reading", () => {
  test("lists ten products with their variants, page by page", async () => {
    const first = await shop.ask("ProductsChangedSince", { first: 7 });
    const rest = await shop.ask("ProductsChangedSince", { first: 7, after: first.at("products.pageInfo.endCursor") });
    expect(first.at<object[]>("products.nodes")).toHaveLength(7);
    expect(first.at<boolean>("products.pageInfo.hasNextPage")).toBe(true);
    expect(rest.at<object[]>("products.nodes")).toHaveLength(3);
    const ids = [...first.at<{ id: string }[]>("products.nodes"), ...rest.at<{ id: string }[]>("products.nodes")];
    expect(new Set(ids.map(({ id }) => id)).size).toBe(10);
  });

  test("marks what it invents in the product's own data", async () => {
    const reply = await shop.ask("ProductsChangedSince", { first: 1 });
    expect(reply.at("products.nodes.0.tags.0")).toBe("generated:42");
    expect(reply.at("products.nodes.0.vendor")).toContain("generated:42");
  });

  test("finds orders by the time of their last change", async () => {
    const sinceIso = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const reply = await shop.ask("OrdersChangedSince", { first: 250, query: `updated_at:>='${sinceIso}'` });
    const orders = reply.at<{ updatedAt: string }[]>("orders.nodes");
    expect(orders.length).toBeGreaterThan(10);
    expect(orders.every(({ updatedAt }) => updatedAt >= sinceIso.slice(0, 19))).toBe(true);
    expect(orders.map(({ updatedAt }) => updatedAt)).toEqual(orders.map(({ updatedAt }) => updatedAt).sort());
  });

  test("reads nodes by id, null for what is not there", async () => {
    const { variant } = await firstVariant();
    const reply = await shop.ask("VariantNodes", { ids: [variant, "gid://shopify/ProductVariant/1"] });
    expect(reply.at("nodes.0.id")).toBe(variant);
    expect(reply.at<null>("nodes.1")).toBeNull();
  });

  test("leaves a search unfiltered and warns when it does not know the field", async () => {
    const reply = await shop.ask("ProductsChangedSince", { first: 20, query: "colour:red" });
    expect(reply.at<object[]>("products.nodes")).toHaveLength(10);
    expect(reply.extensions.search).toHaveLength(1);
  });
});

describe("prices", () => {
  test("sets a price, and counts setting it again apart", async () => {
    const { product, variant } = await firstVariant();
    const wanted = { productId: product, variants: [{ id: variant, price: "7.77" }] };
    const reply = await shop.ask("VariantPricesUpdate", wanted);
    expect(reply.at("productVariantsBulkUpdate.productVariants.0.price")).toBe("7.77");
    await shop.ask("VariantPricesUpdate", wanted);
    const state = await shop.control("GET", "state");
    expect(state.at("effects.countByKind.price")).toBe(1);
    expect(state.at<object[]>("effects.repeats")).toHaveLength(1);
    expect(state.at("effects.changes.0.to.price")).toBe("7.77");
  });

  test("refuses a variant of another product and changes nothing", async () => {
    const reply = await shop.ask("ProductsChangedSince", { first: 2 });
    const variant = reply.at("products.nodes.1.variants.nodes.0.id");
    const before = reply.at("products.nodes.1.variants.nodes.0.price");
    const refused = await shop.ask("VariantPricesUpdate", {
      productId: reply.at("products.nodes.0.id"),
      variants: [{ id: variant, price: "1.00" }],
    });
    expect(refused.at("productVariantsBulkUpdate.userErrors.0.code")).toBe("PRODUCT_VARIANT_DOES_NOT_EXIST");
    expect((await shop.ask("VariantById", { id: variant })).at("productVariant.price")).toBe(before);
  });
});

describe("inventory", () => {
  const adjust = (target: Awaited<ReturnType<typeof firstVariant>>, key: string, delta: number, from: object = {}) =>
    shop.ask("InventoryAdjust", {
      key,
      input: {
        name: "available",
        reason: "correction",
        changes: [
          { inventoryItemId: target.item, locationId: target.location, delta, changeFromQuantity: null, ...from },
        ],
      },
    });

  test("answers a repeated key with the first outcome and moves the stock once", async () => {
    const target = await firstVariant();
    const first = await adjust(target, "once", 5);
    const again = await adjust(target, "once", 5);
    expect(again.at("inventoryAdjustQuantities.inventoryAdjustmentGroup.id")).toBe(
      first.at("inventoryAdjustQuantities.inventoryAdjustmentGroup.id"),
    );
    expect((await firstVariant()).available).toBe(target.available + 5);
  });

  test("refuses a known key with other arguments, and a key whose attempt failed", async () => {
    const target = await firstVariant();
    await adjust(target, "taken", 1);
    const other = await adjust(target, "taken", 2);
    expect(other.at("inventoryAdjustQuantities.userErrors.0.code")).toBe("IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    const stale = { changeFromQuantity: -12_345 };
    const failed = await adjust(target, "stale", 1, stale);
    expect(failed.at("inventoryAdjustQuantities.userErrors.0.code")).toBe("CHANGE_FROM_QUANTITY_STALE");
    const retried = await adjust(target, "stale", 1, stale);
    expect(retried.at("inventoryAdjustQuantities.userErrors.0.code")).toBe("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED");
  });

  test("insists on the directive and on changeFromQuantity", async () => {
    const target = await firstVariant();
    const row = { inventoryItemId: target.item, locationId: target.location, delta: 1 };
    const input = { name: "available", reason: "correction", changes: [row] };
    const absent = await shop.ask("InventoryAdjust", { key: "absent", input });
    expect(absent.errors?.[0]?.extensions.code).toBe("INVALID_FIELD_ARGUMENTS");
    const bare = await shop.send(
      "mutation ($input: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(input: $input) { userErrors { code } } }",
      { input: { ...input, changes: [{ ...row, changeFromQuantity: null }] } },
    );
    expect(bare.errors?.[0]?.extensions.code).toBe("BAD_REQUEST");
    expect((await firstVariant()).available).toBe(target.available);
  });

  test("sets an absolute quantity by the difference to the present one", async () => {
    const target = await firstVariant();
    const quantities = [
      { inventoryItemId: target.item, locationId: target.location, quantity: 3, changeFromQuantity: target.available },
    ];
    const input = { name: "available", reason: "correction", quantities };
    const reply = await shop.ask("InventorySet", { key: "set", input });
    expect(reply.at<number>("inventorySetQuantities.inventoryAdjustmentGroup.changes.0.delta")).toBe(
      3 - target.available,
    );
    expect((await firstVariant()).available).toBe(3);
  });
});

describe("what Shopify refuses", () => {
  test("answers 501 with the name of a root field it does not serve", async () => {
    const reply = await shop.send("{ giftCards(first: 1) { nodes { id } } }");
    expect(reply.status).toBe(501);
    expect(reply.errors?.[0]?.message).toContain("giftCards");
  });

  test("shapes an unknown field, a bad variable and an overlong list as Shopify does", async () => {
    const unknown = await shop.send("{ shop { colour } }");
    expect(unknown.errors?.[0]).toMatchObject({
      message: "Field 'colour' doesn't exist on type 'Shop'",
      extensions: { code: "undefinedField", typeName: "Shop", fieldName: "colour" },
    });
    const bad = await shop.ask("VariantPricesUpdate", { productId: "x", variants: [{ price: "a lot" }] });
    expect(bad.errors?.[0]?.extensions.code).toBe("INVALID_VARIABLE");
    const many = await shop.ask("VariantNodes", { ids: Array.from({ length: 251 }, () => "gid://shopify/Product/1") });
    expect(many.errors?.[0]?.extensions.code).toBe("MAX_INPUT_SIZE_EXCEEDED");
  });

  test("answers a wrong token with 401 and names its version in every reply", async () => {
    const reply = await shop.send("{ shop { id } }", {}, { "x-shopify-access-token": "wrong" });
    expect(reply.status).toBe(401);
    expect(reply.headers.get("x-shopify-api-version")).toBe("2026-10");
  });
});

describe("bulk operations", () => {
  test("run to COMPLETED and hold every order and line, children naming their parent", async () => {
    const started = await shop.ask("BulkQueryRun", { query: bulkText("BulkOrders") });
    expect(started.at("bulkOperationRunQuery.bulkOperation.status")).toBe("CREATED");
    const id = started.at("bulkOperationRunQuery.bulkOperation.id");
    const done = await expect
      .poll(async () => (await shop.ask("BulkOperationGet", { id })).at("bulkOperation.status"), { timeout: 30_000 })
      .toBe("COMPLETED")
      .then(() => shop.ask("BulkOperationGet", { id }));
    const text = await (await fetch(done.at("bulkOperation.url"))).text();
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; __parentId?: string });
    const state = await shop.control("GET", "state");
    expect(rows.filter((row) => row.__parentId === undefined)).toHaveLength(state.at("counts.orders"));
    expect(rows.filter((row) => row.__parentId !== undefined)).toHaveLength(state.at("counts.lines"));
    expect(rows.length).toBe(Number(done.at("bulkOperation.objectCount")));
    const part = await fetch(done.at("bulkOperation.url"), { headers: { range: "bytes=10-19" } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe(text.slice(10, 20));
  });

  test("run five at once and refuse the sixth by naming the others", async () => {
    const busy = await startTestSandbox();
    try {
      const query = bulkText("BulkOrders");
      const replies = [];
      for (let started = 0; started < 6; started++) replies.push(await busy.ask("BulkQueryRun", { query }));
      const ids = replies.slice(0, 5).map((reply) => reply.at("bulkOperationRunQuery.bulkOperation.id"));
      expect(ids.every((id) => id.startsWith("gid://shopify/BulkOperation/"))).toBe(true);
      const sixth = replies[5];
      expect(sixth?.at("bulkOperationRunQuery.userErrors.0.code")).toBe("OPERATION_IN_PROGRESS");
      for (const id of ids) expect(sixth?.at("bulkOperationRunQuery.userErrors.0.message")).toContain(id);
      await busy.ask("BulkOperationCancel", { id: ids[4] });
      const status = async () => (await busy.ask("BulkOperationGet", { id: ids[4] })).at("bulkOperation.status");
      await expect.poll(status, { timeout: 30_000 }).toBe("CANCELED");
    } finally {
      await busy.close();
    }
  });

  test.each([
    ["{ shop { id } }", "at least one connection"],
    ["{ products { nodes { id } } }", "edges { node }"],
    ["{ products { edges { node { title variants { edges { node { id } } } } } } }", "must select the 'id' field"],
  ])("refuse %s", async (query, why) => {
    const reply = await shop.ask("BulkQueryRun", { query });
    expect(reply.at("bulkOperationRunQuery.userErrors.0.code")).toBe("INVALID");
    expect(reply.at("bulkOperationRunQuery.userErrors.0.message")).toContain(why);
  });
});
