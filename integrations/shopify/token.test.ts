import { beforeEach, describe, expect, test } from "vitest";
import { sealer } from "#agent-kit/secrets/seal.ts";
import type { TokenPort } from "#agent-kit/vendor-token.ts";
import { ask, invalidate, noToken, store } from "#core/resilience/renewed-token.ts";
import { type TokenSourceOptions, tokenSource } from "./token.ts";
import { requestToken } from "./token-request.ts";

const domain = "royal.myshopify.com";
const rule = { aheadMs: 3_600_000, leaseMs: 30_000 };
const hour = 3_600_000;

let now = 0;
let values: Record<string, string | null> = {};
let granted = 0;
let requests: { url: string; body: unknown }[] = [];
let state = noToken;

beforeEach(() => {
  now = 1_800_000_000_000;
  values = { SHOPIFY_CLIENT_ID: "id", SHOPIFY_CLIENT_SECRET: "secret" };
  granted = 0;
  requests = [];
  state = noToken;
});

/** The object's own pure transitions, without the object. */
const keeper: TokenPort = {
  async token() {
    const { token, answer } = ask(state, now, rule);
    state = token;
    return answer;
  },
  async storeToken(leaseId, sealed, expiresAt) {
    const { token, stored } = store(state, leaseId, { sealed, expiresAt }, now);
    state = token;
    return stored;
  },
  async invalidateToken(version) {
    state = invalidate(state, version);
  },
};

const answering = async (url: string, init: RequestInit) => {
  requests.push({ url, body: JSON.parse(String(init.body)) });
  granted += 1;
  return Response.json({ access_token: `token-${granted}`, scope: "read_orders,write_products", expires_in: 86_399 });
};

function source(options: Partial<TokenSourceOptions> = {}) {
  const answer = (name: string) => {
    const value = values[name] ?? null;
    return {
      name,
      status: value === null ? "missing" : "present",
      provider: null,
      ageMs: null,
      tried: [],
      value,
    } as const;
  };
  return tokenSource({
    domain,
    environment: "test",
    secrets: { get: async (name) => answer(name), refresh: async (name) => answer(name) },
    keeper,
    sealer: sealer("0123456789abcdef0123456789abcdef"),
    fetch: answering,
    realNow: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    ...options,
  });
}

test("a static token goes first and nothing is asked", async () => {
  values.SHOPIFY_ACCESS_TOKEN = "shpat_static";
  expect(await source().token()).toBe("shpat_static");
  expect(requests).toEqual([]);
});

test("a rejected static token is replaced when somebody has changed it, else it is an error", async () => {
  values.SHOPIFY_ACCESS_TOKEN = "shpat_new";
  expect(await source().refresh("shpat_old")).toBe("shpat_new");
  await expect(source().refresh("shpat_new")).rejects.toMatchObject({ code: "unauthorised", outcome: "refused" });
});

test("credentials are exchanged once for all Workers, and the keeper never sees the token", async () => {
  const [first, second] = [source(), source()];
  expect(await first.token()).toBe("token-1");
  expect(await second.token()).toBe("token-1");
  expect(await first.token()).toBe("token-1");
  expect(requests).toEqual([
    {
      url: `https://${domain}/admin/oauth/access_token`,
      body: { client_id: "id", client_secret: "secret", grant_type: "client_credentials" },
    },
  ]);
  expect(JSON.stringify(state)).not.toContain("token-1");
});

test("an hour before its end one caller renews while the others go on with the old one", async () => {
  await source().token();
  now += 22.9 * hour;
  expect(await source().token()).toBe("token-1");
  now += 0.2 * hour;
  const lease = await keeper.token();
  expect(lease).toHaveProperty("renew");
  expect(await source().token()).toBe("token-1");
  now += 31_000;
  expect(await source().token()).toBe("token-2");
});

test("a rejected token is renewed once, however many were rejected", async () => {
  const [first, second] = [source(), source()];
  expect([await first.token(), await second.token()]).toEqual(["token-1", "token-1"]);
  expect(await first.refresh("token-1")).toBe("token-2");
  expect(await second.refresh("token-1")).toBe("token-2");
  expect(granted).toBe(2);
});

test("a caller waits for another's renewal, and says so when it takes too long", async () => {
  const busy: TokenPort = { ...keeper, token: async () => ({ waitMs: 500 }) };
  await expect(source({ keeper: busy }).token()).rejects.toMatchObject({ code: "token-wait", outcome: "not-sent" });
});

test("a token sealed with another key is renewed", async () => {
  await source({ sealer: sealer("another key of at least 32 characters") }).token();
  expect(await source().token()).toBe("token-2");
});

test("without keeper or sealing key each source has its own token for its lifetime", async () => {
  const unreachable: TokenPort = {
    ...keeper,
    token: async () => {
      throw new Error("unreachable");
    },
  };
  for (const lonely of [source({ keeper: unreachable }), source({ sealer: undefined })]) {
    const first = await lonely.token();
    expect(await lonely.token()).toBe(first);
  }
  expect(granted).toBe(2);
});

test("a store without any credentials is not configured", async () => {
  values = {};
  await expect(source().token()).rejects.toMatchObject({ code: "not-configured", outcome: "not-sent" });
});

describe("the exchange itself", () => {
  const credentials = { domain, environment: "test", clientId: "id", clientSecret: "secret" };
  const reply = (status: number, body: string) => async () => new Response(body, { status });

  test("tells scopes and the end in real time", async () => {
    const before = Date.now();
    const token = await requestToken({ ...credentials, fetch: answering });
    expect(token).toMatchObject({ token: "token-1", scopes: ["read_orders", "write_products"] });
    expect(token.expiresAt - before).toBeGreaterThanOrEqual(86_399_000);
  });

  test.each([
    [401, '{"error":"invalid_client"}', "unauthorised", false],
    [400, '{"error":"invalid_request"}', "vendor-refused", false],
    [503, "<html>", "vendor-unavailable", true],
    [302, "", "vendor-refused", false],
    [200, "<html>", "unreadable-reply", false],
    [200, '{"access_token":"","expires_in":1}', "unreadable-reply", false],
  ])("status %i with %s: the call that needed the token was not sent", async (status, body, code, retryable) => {
    const failing = requestToken({ ...credentials, fetch: reply(status, body) });
    await expect(failing).rejects.toMatchObject({ code, retryable, outcome: "not-sent" });
  });

  test.each([
    [new DOMException("The operation timed out", "TimeoutError"), "timeout"],
    [new TypeError("fetch failed"), "network"],
  ])("%s may be tried again", async (thrown, code) => {
    const failing = requestToken({ ...credentials, fetch: () => Promise.reject(thrown) });
    await expect(failing).rejects.toMatchObject({ code, retryable: true, outcome: "not-sent" });
  });

  test("in production the secret goes nowhere but to the store", async () => {
    const abroad = { ...credentials, environment: "production", baseUrl: "http://127.0.0.1:8789", fetch: answering };
    await expect(requestToken(abroad)).rejects.toMatchObject({ code: "foreign-base-address" });
    expect(requests).toEqual([]);
  });
});
