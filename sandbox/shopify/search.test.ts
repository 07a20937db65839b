import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestSandbox, type TestSandbox } from "../testing.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.close());

async function skus(query: string): Promise<string[]> {
  const reply = await shop.ask("ProductsChangedSince", { first: 50, query });
  const products = reply.at<{ variants: { nodes: { sku: string }[] } }[]>("products.nodes");
  return products.map(({ variants }) => variants.nodes[0]?.sku ?? "").sort();
}

test("joins terms by AND, takes alternatives, negation and parentheses", async () => {
  const all = await skus("");
  const [one = "", two = "", three = ""] = all;
  expect(await skus(`sku:${one}`)).toEqual([one]);
  expect(await skus(`sku:${one} OR sku:${two}`)).toEqual([one, two]);
  expect(await skus(`(sku:${one} OR sku:${two}) AND status:active`)).toEqual([one, two]);
  expect(await skus(`(sku:${one} OR sku:${two}) AND status:draft`)).toEqual([]);
  expect(await skus(`-sku:${one}`)).toEqual(all.filter((sku) => sku !== one));
  expect(await skus(`NOT (sku:${one} OR sku:${three})`)).toEqual(all.filter((sku) => sku !== one && sku !== three));
  expect(await skus("status:active,draft tag:'generated:42'")).toEqual(all);
});

test("compares numbers and times, quoted or not", async () => {
  const stock = await shop.ask("ProductsChangedSince", { first: 50, query: "inventory_total:<=0" });
  const out = stock.at<{ totalInventory: number }[]>("products.nodes");
  expect(out.every(({ totalInventory }) => totalInventory <= 0)).toBe(true);
  const all = await skus("");
  expect(await skus("created_at:<'2001-01-01T00:00:00Z'")).toEqual([]);
  expect(await skus("created_at:>2001-01-01T00:00:00Z")).toEqual(all);
});

test("names a value that makes no sense instead of filtering by it", async () => {
  const reply = await shop.ask("ProductsChangedSince", { first: 50, query: "created_at:yesterdayish" });
  expect(reply.extensions.search).toMatchObject([{ warnings: [{ field: "created_at", code: "invalid_value" }] }]);
});

test("finds a change only after the lag, while reading by id sees it at once", async () => {
  await shop.control("POST", "search", { lagMs: 60_000 });
  const bought = await shop.control("POST", "orders", {});
  const id = bought.at<string>("orders.0.id");
  const find = () => shop.ask("OrderLookup", { query: `name:'${bought.at<string>("orders.0.name")}'` });
  expect((await find()).at<object[]>("orders.nodes")).toEqual([]);
  expect((await shop.ask("OrderById", { id })).at("order.id")).toBe(id);
  await shop.control("POST", "clock", { advanceMs: 61_000 });
  expect((await find()).at("orders.nodes.0.id")).toBe(id);
});
