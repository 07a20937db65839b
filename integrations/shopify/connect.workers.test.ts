import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, test } from "vitest";
import { clockAt } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { connectShopify } from "./connect.ts";
import { shopDomain } from "./need.ts";
import {
  inventoryAdjust,
  locations,
  ordersChangedSince,
  productsChangedSince,
  shopInfo,
} from "./operations.generated.ts";

const sandbox = inject("sandboxUrl");
const shopEnv = { ...env, SHOPIFY_BASE_URL: sandbox };
const renewedEnv = {
  ...shopEnv,
  SHOPIFY_ACCESS_TOKEN: "",
  SHOPIFY_CLIENT_ID: "sandbox-client",
  SHOPIFY_CLIENT_SECRET: "sandbox-secret",
};

let asked: string[] = [];
const counting = async (input: string, init: RequestInit) => {
  asked.push(new URL(input).pathname);
  return fetch(input, init);
};

function connect(from: typeof shopEnv) {
  const account = shopDomain(from) ?? "";
  const shared = connection({
    id: "shopify",
    account,
    breaker: breaker(env, "shopify"),
    budget: budget(env, account),
    clock: clockAt(0),
    random: Math.random,
    policy: { retry: { attempts: 3, minDelayMs: 1, maxDelayMs: 10 } },
  });
  return { shared, client: connectShopify({ env: from, connection: shared, fetch: counting }) };
}

const control = (path: string, body: object) =>
  fetch(`${sandbox}/__sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });

beforeEach(async () => {
  asked = [];
  await control("reset", {});
});

test("every Worker of a deployment shares one renewed token, and a rejected one is replaced", async () => {
  const workers = [connect(renewedEnv), connect(renewedEnv), connect(renewedEnv)];
  const shops = await Promise.all(workers.map(({ client }) => client.run(shopInfo, {})));
  expect(new Set(shops.map(({ shop }) => shop.id)).size).toBe(1);
  expect(asked.filter((path) => path.endsWith("/access_token"))).toHaveLength(1);

  // The reset of the store forgets the tokens it granted.
  await control("reset", {});
  asked = [];
  expect((await connect(renewedEnv).client.run(shopInfo, {})).shop.name).toContain("sandbox");
  expect(asked).toEqual([
    expect.stringContaining("graphql.json"),
    "/admin/oauth/access_token",
    expect.stringContaining("graphql.json"),
  ]);
});

test("the store's own figures reach the shared budget", async () => {
  const { client, shared } = connect(shopEnv);
  await client.run(ordersChangedSince, { first: 250, query: "updated_at:>='2000-01-01'" });
  await shared.flush();
  const { bucket } = await budget(env, shopDomain(shopEnv) ?? "").dump();
  expect(bucket).toMatchObject({ size: 2000, restorePerSecond: 100, reservations: [] });
  expect(bucket?.level).toBeLessThan(2000);
});

test("a keyed write whose reply was lost is repeated with its key and happens once", async () => {
  const { client } = connect(shopEnv);
  const place = (await client.run(locations, {})).locations.nodes[0];
  const product = (await client.run(productsChangedSince, { first: 1 })).products.nodes[0];
  const item = product?.variants.nodes[0]?.inventoryItem.id ?? "";
  const before = product?.variants.nodes[0]?.inventoryQuantity ?? 0;
  await control("faults", { target: "inventoryAdjustQuantities", kind: "reply-lost", count: 1 });
  asked = [];
  const change = { delta: 5, inventoryItemId: item, locationId: place?.id ?? "", changeFromQuantity: null };
  await client.run(inventoryAdjust, {
    input: { name: "available", reason: "correction", changes: [change] },
    key: crypto.randomUUID(),
  });
  expect(asked).toHaveLength(2);
  const after = (await client.run(productsChangedSince, { first: 1, query: `id:${product?.id.split("/").at(-1)}` }))
    .products;
  expect(after.nodes[0]?.variants.nodes[0]?.inventoryQuantity).toBe(before + 5);
});
