import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTestSandbox, type TestSandbox } from "../testing.ts";

// Real processes and files: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let shop: TestSandbox;
let receiver: Server;
let received: Received[];
let status: number;
let address: string;

beforeEach(async () => {
  received = [];
  status = 200;
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    received.push({ headers: request.headers, body: Buffer.concat(parts).toString("utf8") });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
});
afterEach(async () => {
  await shop.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const subscribe = (topic: string) =>
  shop.ask("WebhookSubscriptionCreate", { topic, subscription: { uri: address, format: "JSON" } });

const settled = () => shop.control("POST", "deliveries/idle");

test("signs the exact bytes with the client secret and names topic, shop, version and ids", async () => {
  shop = await startTestSandbox({ clientSecret: "very-secret" });
  await subscribe("ORDERS_CREATE");
  await shop.control("POST", "orders", {});
  await settled();
  expect(received).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  expect(headers["x-shopify-hmac-sha256"]).toBe(createHmac("sha256", "very-secret").update(body).digest("base64"));
  expect(headers["x-shopify-topic"]).toBe("orders/create");
  expect(headers["x-shopify-shop-domain"]).toBe(shop.sandbox.domain);
  expect(headers["x-shopify-api-version"]).toBe("2026-10");
  for (const name of ["x-shopify-webhook-id", "x-shopify-event-id", "x-shopify-triggered-at"]) {
    expect(headers[name]).toBeTruthy();
  }
  const order = JSON.parse(body) as { admin_graphql_api_id: string; line_items: object[]; total_price: string };
  expect(
    (await shop.ask("OrderById", { id: order.admin_graphql_api_id })).at("order.totalPriceSet.shopMoney.amount"),
  ).toBe(order.total_price.replace(/0$/, ""));
  expect(order.line_items.length).toBeGreaterThan(0);
});

test("prints ids above 2^53 digit by digit", async () => {
  shop = await startTestSandbox({ bigIds: true });
  await subscribe("ORDERS_CREATE");
  await shop.control("POST", "orders", {});
  await settled();
  const body = received[0]?.body ?? "";
  const gid = (JSON.parse(body) as { admin_graphql_api_id: string }).admin_graphql_api_id;
  const digits = /"id":(\d+)/.exec(body)?.[1] ?? "";
  expect(gid.endsWith(`/${digits}`)).toBe(true);
  expect(BigInt(digits)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  expect((await shop.ask("OrderById", { id: gid })).at("order.id")).toBe(gid);
});

test("tells of sold goods, and of a variant that runs out", async () => {
  shop = await startTestSandbox();
  await subscribe("INVENTORY_LEVELS_UPDATE");
  await subscribe("VARIANTS_OUT_OF_STOCK");
  const reply = await shop.ask("ProductsChangedSince", { first: 10 });
  const variants = reply.at<{ variants: { nodes: { sku: string; inventoryQuantity: number }[] } }[]>("products.nodes");
  const stocked = variants
    .map(({ variants: { nodes } }) => nodes[0])
    .find((each) => (each?.inventoryQuantity ?? 0) > 0);
  await shop.control("POST", "orders", { items: [{ sku: stocked?.sku, quantity: stocked?.inventoryQuantity }] });
  await settled();
  expect(received.map(({ headers }) => headers["x-shopify-topic"]).sort()).toEqual([
    "inventory_levels/update",
    "variants/out_of_stock",
  ]);
  const level = received.find(({ headers }) => headers["x-shopify-topic"] === "inventory_levels/update");
  expect((JSON.parse(level?.body ?? "{}") as { available: number }).available).toBe(0);
});

test("tries eight times with the same webhook id, then deletes the subscription", async () => {
  shop = await startTestSandbox();
  await shop.control("POST", "webhooks", { retryBaseMs: 1 });
  await subscribe("ORDERS_CREATE");
  status = 500;
  await shop.control("POST", "orders", {});
  await expect
    .poll(async () => (await shop.control("GET", "state")).at("webhooks.deliveries.failed"), { timeout: 30_000 })
    .toBe(1);
  expect(received).toHaveLength(8);
  expect(new Set(received.map(({ headers }) => headers["x-shopify-webhook-id"])).size).toBe(1);
  expect((await shop.ask("WebhookSubscriptions")).at<object[]>("webhookSubscriptions.nodes")).toEqual([]);
});

test("duplicates, drops and shuffles on a switch", async () => {
  shop = await startTestSandbox();
  await subscribe("ORDERS_CREATE");
  await shop.control("POST", "webhooks", { duplicate: 1 });
  await shop.control("POST", "orders", {});
  await settled();
  expect(received).toHaveLength(2);
  expect(received[0]?.headers["x-shopify-webhook-id"]).toBe(received[1]?.headers["x-shopify-webhook-id"]);
  await shop.control("POST", "webhooks", { duplicate: 0, drop: 1 });
  await shop.control("POST", "orders", {});
  await settled();
  expect(received).toHaveLength(2);
  expect((await shop.control("GET", "state")).at("webhooks.deliveries.dropped")).toBe(1);
  await shop.control("POST", "webhooks", { drop: 0, reorder: 1, reorderMs: 300 });
  received = [];
  await shop.control("POST", "orders", { count: 20 });
  await expect.poll(() => received.length, { timeout: 30_000 }).toBe(20);
  const numbers = received.map(({ body }) => (JSON.parse(body) as { number: number }).number);
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
});
