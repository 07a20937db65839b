import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type * as z from "zod/mini";
import { mirrorScopes } from "#integrations/shopify/mirror-scopes.ts";
import { connectReport } from "#schemas/api/connect.ts";
import { testConnection } from "#schemas/api/connections.ts";
import { getShop } from "#schemas/api/shop.ts";
import { door, fakeAgent } from "./door.fixture.ts";

const domain = "royal-sandbox.myshopify.com";
const secret = "sandbox-secret";
const sandbox = { SHOPIFY_STORE: domain, SHOPIFY_BASE_URL: inject("sandboxUrl") };
const byClient = { ...sandbox, SHOPIFY_CLIENT_ID: "sandbox-client", SHOPIFY_CLIENT_SECRET: secret };
const pricing = fakeAgent();
pricing.describe = async () => ({
  ...(await fakeAgent().describe()),
  needs: [{ connection: "shopify", required: true, scopes: ["read_products", "write_products"] }],
});

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
});

async function test(own: object, body: object = {}): Promise<z.infer<typeof testConnection.output>> {
  const reply = await door({ AGENT_PRICING: pricing, ...own }).call("POST", "/v1/connections/shopify/test", { body });
  const text = await reply.text();
  expect(reply.status, text).toBe(200);
  expect(text).not.toContain(secret);
  return testConnection.output.parse(JSON.parse(text));
}

async function report(own: object): Promise<z.infer<typeof connectReport.output>> {
  const reply = await door({ AGENT_PRICING: pricing, ...own }).call("GET", "/v1/connect/report");
  return connectReport.output.parse(await reply.json());
}

async function seed(scopes: readonly string[], held = { id: "gid://shopify/Shop/60000000001", domain }) {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO shop (id, domain, name, currency, time_zone, plan, sandbox, scopes, imported_at, updated_at)
       VALUES (?3, ?1, 'Royal', 'GBP', 'Europe/London', 'Basic', 0, ?2, 1, 1)`,
    ).bind(held.domain, JSON.stringify(scopes), held.id),
    env.DB.prepare("INSERT INTO products (id, title, status, updated_at) VALUES ('p1', 'Mug', 'ACTIVE', 1)"),
    env.DB.prepare(
      `INSERT INTO variants (id, product_id, title, price_minor, cost_minor, updated_at)
       VALUES ('v1', 'p1', 'Blue', 500, 200, 1), ('v2', 'p1', 'Red', 500, NULL, 1)`,
    ),
    env.DB.prepare(
      `INSERT INTO orders (id, name, customer_id, currency, total_minor, created_at, processed_at, updated_at)
       VALUES ('o1', '#1', 'c1', 'GBP', 500, 1, 1, 1), ('o2', '#2', 'c1', 'GBP', 500, 1, 1, 1)`,
    ),
  ]);
}

async function sell(...days: string[]) {
  for (const [at, day] of days.entries())
    await env.DB.prepare(
      `INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor)
       VALUES (?1, 'o1', 'v1', ?2, 1, 1, 500)`,
    )
      .bind(`l${at}`, day)
      .run();
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

it.each([
  ["a static token", { ...sandbox, SHOPIFY_ACCESS_TOKEN: "shpat_sandbox" }],
  ["an app's id and secret", byClient],
])("tests what is configured, with %s, and sets its scopes against what agents need", async (_name, own) => {
  const tested = await test(own);
  expect(tested).toMatchObject({ ok: true, code: null, store: { domain, currency: "GBP", customerData: "granted" } });
  expect(tested.agents).toEqual([
    {
      agent: "probe",
      name: "Probe Agent",
      reads: [{ scope: "read_products", granted: true }],
      writes: [{ scope: "write_products", granted: true }],
      most: "auto",
    },
  ]);
});

it("tests credentials that are given, and keeps nothing of them", async () => {
  const tested = await test(sandbox, { store: domain, clientId: "sandbox-client", clientSecret: secret });
  expect(tested).toMatchObject({ ok: true, store: { domain } });
  expect(await test(sandbox, { store: domain, accessToken: "shpat_guessed" })).toMatchObject({
    ok: false,
    code: "wrong-token",
    store: null,
  });
  const { results } = await env.DB.prepare("SELECT detail FROM audit WHERE operation = 'connections.test'").all();
  expect(results).toEqual([{ detail: '{"ok":true,"given":true}' }, { detail: '{"ok":false,"given":true}' }]);
  expect(JSON.stringify(await env.KV.list())).not.toContain("customer-data");
});

it.each([
  ["wrong-domain", { ...byClient, SHOPIFY_STORE: "royal.myshopify.com" }, /belong to royal-sandbox/],
  ["wrong-secret", { ...byClient, SHOPIFY_CLIENT_SECRET: "guessed" }, /copy both again/],
  ["wrong-token", { ...sandbox, SHOPIFY_ACCESS_TOKEN: "shpat_expired" }, /client id and secret/],
  ["not-configured", sandbox, /npm run connect/],
])("says %s and what to do", async (code, own, sentence) => {
  expect(await test(own)).toMatchObject({ ok: false, code, detail: expect.stringMatching(sentence) });
});

const shopWith = async (query: string) => (await fetch(`${inject("sandboxHub")}?${query}`)).text();

it("names the read scopes that are missing and where to add them", async () => {
  const origin = await shopWith("scopes=read_products,read_inventory,read_locations");
  expect(await test({ ...byClient, SHOPIFY_BASE_URL: origin })).toMatchObject({
    ok: false,
    code: "missing-scope",
    detail: expect.stringMatching(/^The app lacks read_customers, read_orders, [^.]*: add them [^.]*connect again\.$/),
  });
});

it("connects a store that shows no customers, and the report says what follows and what to do", async () => {
  const origin = await shopWith("withhold-personal");
  await seed([...mirrorScopes, "read_all_orders"]);
  const own = { ...byClient, SHOPIFY_BASE_URL: origin };
  expect(await test(own)).toMatchObject({ ok: true, store: { customerData: "withheld" } });
  expect((await report(own)).unknown).toContainEqual({
    code: "customer-data",
    count: null,
    of: null,
    message: expect.stringMatching(/^Shopify withholds the names[^.]*: use an app made in the Dev Dashboard[^.]*\.$/),
  });
});

it("refuses a second store in one database", async () => {
  await seed([], { id: "gid://shopify/Shop/2", domain: "first.myshopify.com" });
  expect(await test(byClient)).toMatchObject({
    ok: false,
    code: "other-store",
    detail: expect.stringMatching(/holds first.myshopify.com, so royal-sandbox.* second checkout/),
  });
});

it("refuses half a credential, and what is not a store", async () => {
  const { call } = door(sandbox);
  const half = await call("POST", "/v1/connections/shopify/test", { body: { store: domain, clientId: "x" } });
  expect(half.status).toBe(400);
  const body = { store: "www.royal.example", accessToken: "shpat_x" };
  expect(await test(sandbox, body)).toMatchObject({ ok: false, code: "wrong-domain" });
});

it("shows the granted scopes with the shop", async () => {
  await seed(mirrorScopes);
  const reply = await door(byClient).call("GET", "/v1/shop");
  expect(getShop.output.parse(await reply.json()).shop?.scopes).toEqual(mirrorScopes);
});

it("takes up at once what a test of the configured store finds granted", async () => {
  await seed(mirrorScopes);
  const granted = async () =>
    JSON.parse((await env.DB.prepare("SELECT scopes FROM shop").first<string>("scopes")) ?? "");
  await test(sandbox, { store: domain, clientId: "sandbox-client", clientSecret: secret });
  expect(await granted()).toEqual(mirrorScopes);
  await test(byClient);
  expect(await granted()).toContain("write_products");
});

it("reports what was found and what cannot be known", async () => {
  await seed(mirrorScopes);
  await sell(daysAgo(40), daysAgo(1));
  await env.KV.put("connect:customer-data", JSON.stringify({ domain, customerData: "withheld" }));
  const told = await report(byClient);
  expect(told.found).toMatchObject({ products: 1, variants: 2, orders: 2, lines: 2, customers: 1, days: 40 });
  expect(told.import.status).toBe("done");
  expect(told.unknown.map(({ code, count, of }) => [code, count, of])).toEqual([
    ["costs-missing", 1, 2],
    ["order-history", null, null],
    ["customer-data", null, null],
  ]);
  for (const { message } of told.unknown) expect(message).toMatch(/: (fill in|request|use) .*\.$/);
  expect(told.agents[0]).toMatchObject({ most: "shadow", writes: [{ scope: "write_products", granted: false }] });
  expect(told.begin).toMatchObject({ readScopes: mirrorScopes, message: expect.stringMatching(/^Only read scopes/) });
});

it("asks the store itself whether it shows customers, once", async () => {
  await seed([...mirrorScopes, "write_products", "read_all_orders"]);
  expect((await report(byClient)).unknown.map(({ code }) => code)).toEqual(["costs-missing"]);
  expect(await env.KV.get("connect:customer-data", "json")).toEqual({ domain, customerData: "granted" });
  expect((await report(byClient)).begin.message).toMatch(/take write_products out/);
});

it("does not speak of a limit where older orders came in all the same", async () => {
  await seed(mirrorScopes);
  await sell(daysAgo(200));
  expect((await report(byClient)).unknown.map(({ code }) => code)).not.toContain("order-history");
});

it("answers before anything is connected", async () => {
  const told = await report({});
  expect(told).toMatchObject({ domain: null, import: { status: "none" }, found: { orders: 0, days: 0 }, unknown: [] });
  expect(told.begin.message).toMatch(/npm run connect/);
});
