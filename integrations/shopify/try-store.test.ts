import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "#sandbox/testing.ts";
import { mirrorScopes } from "./mirror-scopes.ts";
import { type StoreCredentials, tryStore } from "./try-store.ts";

const domain = "royal-sandbox.myshopify.com";
const right: StoreCredentials = { kind: "client", clientId: "sandbox-client", clientSecret: "sandbox-secret" };

let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.close());
beforeEach(() => {
  grant([...mirrorScopes, "write_products"]);
});

function grant(scopes: readonly string[], withholdPersonal = false): void {
  shop.sandbox.credentials.scopes = [...scopes];
  shop.sandbox.shop.options.withholdPersonal = withholdPersonal;
}

const at = () => ({ domain, baseUrl: shop.sandbox.origin, environment: "test" });

/** The problem's code, after checking that it is one sentence: one full stop at its end, and something to do in it. */
async function problem(tried: ReturnType<typeof tryStore>): Promise<string> {
  const result = await tried;
  if (result.ok) throw new Error("expected a problem");
  expect(result.problem.message).toMatch(/^[^.].*[^.]\.$/s);
  expect(result.problem.message).not.toMatch(/\.\s+[A-Z]|\n/);
  expect(result.problem.message).toMatch(/\b(give|copy|add|look up|create|check|settle)\b/);
  return `${result.problem.code}: ${result.problem.message}`;
}

test.each([
  ["a static token", { kind: "token", token: "shpat_sandbox" } satisfies StoreCredentials],
  ["an app's own credentials", right],
])("%s: says which store it is and what it grants", async (_name, credentials) => {
  expect(await tryStore({ ...at(), credentials })).toMatchObject({
    ok: true,
    facts: {
      domain,
      currency: "GBP",
      timeZone: "Europe/London",
      scopes: [...mirrorScopes, "write_products"],
      customerData: "granted",
    },
  });
});

test("wrong domain: credentials of another store", async () => {
  const tried = tryStore({ ...at(), domain: "royal.myshopify.com", credentials: right });
  expect(await problem(tried)).toMatch(/^wrong-domain: .* belong to royal-sandbox.myshopify.com, not to royal.my/);
});

test.each([
  ["a domain nobody has", 404, "", /^wrong-domain: There is no store at royal-sandbox.myshopify.com/],
  ["a store that was renamed", 301, "", /^wrong-domain/],
  ["an app of another organisation", 400, '{"error":"shop_not_permitted"}', /^not-permitted: .*organisation/],
  ["a frozen store", 402, "", /^store-locked/],
  ["a vendor that is down", 503, "", /^unreachable: .*try again/],
])("%s", async (_name, status, body, expected) => {
  const server = createServer((_request, response) => response.writeHead(status, { location: "/x" }).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials: StoreCredentials[] = [right, { kind: "token", token: "shpat_x" }];
  // Only the grant's endpoint knows of organisations.
  for (const each of status === 400 ? credentials.slice(0, 1) : credentials)
    expect(await problem(tryStore({ domain, baseUrl, environment: "test", credentials: each }))).toMatch(expected);
  server.close();
});

test("nothing answers at all", async () => {
  const tried = tryStore({ domain, baseUrl: "http://127.0.0.1:1", environment: "test", credentials: right });
  expect(await problem(tried)).toMatch(/^unreachable/);
});

test("wrong secret, and wrong token", async () => {
  const credentials: StoreCredentials = { ...right, clientSecret: "guessed" };
  expect(await problem(tryStore({ ...at(), credentials }))).toMatch(/^wrong-secret: .*client secret.*Settings/);
  const token: StoreCredentials = { kind: "token", token: "shpat_guessed" };
  expect(await problem(tryStore({ ...at(), credentials: token }))).toMatch(/^wrong-token/);
});

test("expired token: one of a day, used the day after", async () => {
  const reply = await fetch(`${shop.sandbox.origin}/admin/oauth/access_token`, {
    method: "POST",
    body: JSON.stringify({
      client_id: right.clientId,
      client_secret: right.clientSecret,
      grant_type: "client_credentials",
    }),
  });
  const { access_token: token } = (await reply.json()) as { access_token: string };
  const credentials: StoreCredentials = { kind: "token", token };
  expect(await tryStore({ ...at(), credentials })).toMatchObject({ ok: true });
  shop.sandbox.shop.database.run("UPDATE access_token SET expires_real_ms = ?", Date.now() - 1);
  expect(await problem(tryStore({ ...at(), credentials }))).toMatch(/^wrong-token: .*expired.*client id/);
});

test.each(mirrorScopes)("missing scope: %s is named", async (scope) => {
  grant(mirrorScopes.filter((each) => each !== scope));
  const tried = problem(tryStore({ ...at(), credentials: right }));
  expect(await tried).toMatch(new RegExp(`^missing-scope: The app lacks ${scope}, .* add it `));
});

test("level-2 customer data refused is noticed, and no obstacle", async () => {
  grant(mirrorScopes, true);
  const tried = await tryStore({ ...at(), credentials: right });
  expect(tried).toMatchObject({ ok: true, facts: { customerData: "withheld" } });
});

test("a shop without customers leaves it open whether their data would be shown", async () => {
  shop.sandbox.shop.database.run("UPDATE customer SET deleted_ms = 1");
  expect(await tryStore({ ...at(), credentials: right })).toMatchObject({ facts: { customerData: "unknown" } });
});
