import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type * as z from "zod/mini";
import { breaker } from "#durable-objects/client.ts";
import { supplierVars } from "#sandbox/vendors/doubles.ts";
import { listConnections, testConnection } from "#schemas/api/connections.ts";
import { InventoryPricing, OrderFulfillment, ProductResearch, Security } from "#tests/workers/all.ts";
import { door, fakeAgent } from "./door.fixture.ts";

const sandbox = inject("sandboxUrl");
const everything: Record<string, string> = {
  ...supplierVars(sandbox),
  SECRET_ENCRYPTION_KEY: "k".repeat(40),
  SHOPIFY_STORE: "royal-sandbox.myshopify.com",
  SHOPIFY_BASE_URL: sandbox,
  CHANNEL_FEED_URL: `${sandbox}/vendors/channel/inventory.csv`,
  CHANNEL_FEED_TOKEN: "channel-sandbox-token",
  OSV_BASE_URL: `${sandbox}/vendors/osv`,
  SLACK_WEBHOOK_URL: `${sandbox}/vendors/slack/services/T000/B000/sandbox-hook`,
  PAGERDUTY_ROUTING_KEY: "R0UT1NG",
};

const sandboxControl = (path: string, body: unknown) =>
  fetch(`${sandbox}/__sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await sandboxControl("reset", {});
});

/** Control and the four agents, with these settings. */
function system(vars: Record<string, string> = everything) {
  const made = (Agent: typeof InventoryPricing | typeof OrderFulfillment | typeof ProductResearch | typeof Security) =>
    new Agent({ waitUntil: () => undefined } as unknown as ExecutionContext, { ...env, ...vars } as never);
  return door({
    ...vars,
    AGENT_INVENTORY_PRICING: made(InventoryPricing),
    AGENT_ORDER_FULFILLMENT: made(OrderFulfillment),
    AGENT_PRODUCT_RESEARCH: made(ProductResearch),
    AGENT_SECURITY: made(Security),
  });
}

async function ask(connection: string, vars = everything, body: object = {}) {
  const reply = await system(vars).call("POST", `/v1/connections/${connection}/test`, { body });
  return { status: reply.status, said: (await reply.json()) as Record<string, unknown> };
}

async function test(connection: string, vars = everything): Promise<z.infer<typeof testConnection.output>> {
  const { status, said } = await ask(connection, vars);
  expect(status, JSON.stringify(said)).toBe(200);
  return testConnection.output.parse(said);
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(everything).filter(([name]) => !names.includes(name)));

it("says of every connection that it can be tried, or in one sentence why not", async () => {
  const { items } = listConnections.output.parse(await (await system().call("GET", "/v1/connections")).json());
  const told = Object.fromEntries(
    items.map(({ id, testable, untestableBecause }) => [id, testable || untestableBecause]),
  );
  expect(told).toEqual({
    autods: true,
    "autods-private": true,
    cj: true,
    "csv-channel": true,
    feed: true,
    osv: true,
    pagerduty: expect.stringMatching(/page somebody\.$/),
    printful: true,
    resend: true,
    shopify: true,
    slack: expect.stringMatching(/in the channel\.$/),
    spocket: expect.stringMatching(/read in the store\.$/),
    "spocket-private": true,
    storefront: true,
  });
});

it.each([
  "autods",
  "autods-private",
  "cj",
  "csv-channel",
  "feed",
  "osv",
  "printful",
  "resend",
  "spocket-private",
  "storefront",
])("tries %s with a real call, and leaves nothing behind there", async (connection) => {
  const effects = async () => {
    const { counts } = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as { counts: object };
    return counts;
  };
  const before = await effects();
  expect(await test(connection)).toMatchObject({ ok: true, code: null, store: null, agents: [] });
  expect(await effects()).toEqual(before);
  const { breaker: held } = await breaker(env, connection).dump(Date.now());
  expect(held.lifetime.ok).toBeGreaterThan(0);
  const { results } = await env.DB.prepare(
    "SELECT subject, detail FROM audit WHERE operation = 'connections.test'",
  ).all();
  expect(results).toEqual([{ subject: connection, detail: JSON.stringify({ ok: true, given: false }) }]);
});

it.each([
  ["printful", { PRINTFUL_API_KEY: "mistyped" }, "unauthorised", /PRINTFUL_API_KEY again/],
  ["cj", { CJ_API_KEY: "mistyped" }, "unauthorised", /CJ_API_KEY.* again/],
  ["autods", { AUTO_DS_REFRESH_TOKEN: "mistyped" }, "unauthorised", /AUTO_DS_REFRESH_TOKEN.* again/],
  ["autods-private", { AUTO_DS_API_KEY: "mistyped" }, "unauthorised", /AUTO_DS_API_KEY.* again/],
  ["spocket-private", { SPOCKET_ENDPOINTS: "{" }, "misconfigured", /no JSON: check SPOCKET_API_KEY, SPOCKET_ENDPOINTS/],
  ["resend", { RESEND_API_KEY: "re_mistyped" }, "unauthorised", /RESEND_API_KEY.* again/],
  ["resend", { MAIL_FROM: "orders@unverified.example" }, "sender-not-verified", /unverified\.example.*under Domains/],
  ["csv-channel", { CHANNEL_FEED_TOKEN: "mistyped" }, "unauthorised", /CHANNEL_FEED_TOKEN again/],
  ["feed", { SUPPLIER_FEED_URL: `${sandbox}/nothing-here.csv` }, "vendor-refused", /404.*SUPPLIER_FEED_URL/],
] as const)("says what is wrong with %s and what to do: %o", async (connection, wrong, code, sentence) => {
  const tried = await test(connection, { ...everything, ...wrong });
  expect(tried).toMatchObject({ ok: false, code, store: null });
  expect(tried.detail).toMatch(sentence);
  for (const secret of Object.values(wrong)) if (!secret.includes(".")) expect(tried.detail).not.toContain(secret);
});

it("takes a mail key that may only send for one that works", async () => {
  expect(await test("resend", { ...everything, RESEND_API_KEY: "re_sandbox_sending" })).toMatchObject({ ok: true });
});

it("looks up an order where a private interface has no search, and says so where it has neither", async () => {
  const config = JSON.parse(everything.AUTO_DS_ENDPOINTS ?? "") as Record<string, unknown>;
  const only = (...names: string[]) => ({
    ...everything,
    AUTO_DS_ENDPOINTS: JSON.stringify(Object.fromEntries(names.map((name) => [name, config[name]]))),
  });
  expect(await test("autods-private", only("baseUrl", "headers", "currency", "order"))).toMatchObject({ ok: true });
  expect(await test("autods-private", only("baseUrl", "headers", "currency"))).toMatchObject({
    ok: false,
    code: "no-harmless-call",
  });
});

it("is an ordinary call: a breaker that is open turns it away and says when and how it goes on", async () => {
  await breaker(env, "printful").force({ to: "open", by: "test", why: "maintenance", at: Date.now(), until: null });
  const tried = await test("printful");
  expect(tried).toMatchObject({ ok: false, code: "breaker-open" });
  expect(tried.detail).toMatch(/resting .*reset its breaker\.$/);
});

it("refuses what is not configured, what no call can try and what nobody uses, each with its reason", async () => {
  expect(await ask("cj", without("CJ_API_KEY"))).toMatchObject({
    status: 409,
    said: { code: "not-configured", detail: expect.stringContaining("Set CJ_API_KEY") },
  });
  for (const id of ["slack", "pagerduty", "spocket"])
    expect(await ask(id), id).toMatchObject({ status: 409, said: { code: "not-testable" } });
  expect(await ask("nobody")).toMatchObject({ status: 404 });
  expect(await ask("cj", everything, { store: "a.myshopify.com", accessToken: "t" })).toMatchObject({ status: 400 });
});

it("asks the first agent that knows how, and names it when it does not answer", async () => {
  const need = (untestable: string | null) => ({ connection: "heard", required: false, untestable });
  const agent = async (untestable: string | null) => {
    const fake = fakeAgent();
    fake.describe = async () => ({ ...(await fakeAgent().describe()), needs: [need(untestable)] });
    return fake;
  };
  const [one, two, three] = await Promise.all([agent("It cannot."), agent(null), agent(null)]);
  const { call } = door({ AGENT_H_ONE: one, AGENT_H_TWO: two, AGENT_H_WIDE: three });
  const reply = await call("POST", "/v1/connections/heard/test", { body: {} });
  expect(await reply.json()).toMatchObject({ ok: true });
  expect([one, two, three].map(({ asked }) => asked.length)).toEqual([0, 1, 0]);
  two.tryConnection = async () => Promise.reject(new Error("secret internals"));
  const failed = await (await call("POST", "/v1/connections/heard/test", { body: {} })).json();
  expect(failed).toMatchObject({ ok: false, code: "agent-unreachable", detail: expect.stringContaining("h-two") });
  expect(JSON.stringify(failed)).not.toContain("internals");
});
