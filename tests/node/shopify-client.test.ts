import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clockAt } from "#agent-kit/clock.ts";
import { type Call, connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import { createShopifyClient, type ShopifyClientOptions } from "#integrations/shopify/client.ts";
import { hasUserError, ShopifyError } from "#integrations/shopify/errors.ts";
import {
  inventoryAdjust,
  orderCancel,
  ordersChangedSince,
  shopInfo,
  variantPricesUpdate,
} from "#integrations/shopify/operations.generated.ts";

const domain = "royal-equips-test.myshopify.com";
const prices = { productId: "gid://shopify/Product/1", variants: [] };
const page = { first: 50, query: "updated_at:>='2026-01-01'" };
const cost = (available: number, requested = 10, actual: number | null = 4) => ({
  requestedQueryCost: requested,
  actualQueryCost: actual,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable: available, restoreRate: 100 },
});

interface Received {
  url: string;
  token: string | undefined;
  body: { query: string; variables: Record<string, unknown> };
}
type Answer = (response: ServerResponse, received: Received) => void;

let server: Server;
let baseUrl = "";
let received: Received[] = [];
let answers: Answer[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer(async (request: IncomingMessage, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const token = request.headers["x-shopify-access-token"];
    const one = { url: request.url ?? "", token: token?.toString(), body: JSON.parse(text) };
    received.push(one);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response
      .writeHead(status, { "content-type": "application/json", "x-shopify-api-version": "2026-10", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Runs each call once and keeps what it was asked to do, in place of breaker, budget and retries. */
function bare() {
  const calls: Call<unknown>[] = [];
  const readings: unknown[] = [];
  return {
    calls,
    readings,
    async call<T>(call: Call<T>): Promise<T> {
      calls.push(call as Call<unknown>);
      const { value, budget } = await call.run(AbortSignal.timeout(call.timeoutMs ?? 5_000));
      readings.push(budget);
      return value;
    },
  };
}

function client(options: Partial<ShopifyClientOptions> = {}) {
  const token = async () => "first-token";
  return createShopifyClient({ domain, baseUrl, environment: "test", token, connection: bare(), ...options });
}

async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KitError)) throw new Error(`expected a KitError, got ${String(error)}`);
  return error;
}

test("a reply's data comes back typed, its cost reaches the connection, the path keeps the version", async () => {
  answers = [json({ data: { shop: { name: "Royal" } }, extensions: { cost: cost(1990) } })];
  const connection = bare();
  const data = await client({ connection }).run(shopInfo, {});
  expect(data.shop.name).toBe("Royal");
  expect(received[0]).toMatchObject({ url: "/admin/api/2026-10/graphql.json", token: "first-token" });
  expect(connection.readings).toEqual([{ size: 2000, available: 1990, restorePerSecond: 100, actualCost: 4 }]);
});

test("cost and effect are derived from the operation and its page size", async () => {
  answers = [json({ data: { orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } })];
  const connection = bare();
  await client({ connection }).run(ordersChangedSince, page, { priority: "fulfilment" });
  await client({ connection }).run(ordersChangedSince, { ...page, first: 250 });
  const [small, large] = connection.calls;
  expect(small).toMatchObject({ name: "OrdersChangedSince", effect: "read", priority: "fulfilment" });
  expect(large?.cost).toBeGreaterThan(small?.cost ?? Number.POSITIVE_INFINITY);

  answers = [json({ data: { inventoryAdjustQuantities: { userErrors: [], inventoryAdjustmentGroup: null } } })];
  await client({ connection }).run(inventoryAdjust, {
    input: { changes: [], name: "available", reason: "x" },
    key: "k",
  });
  expect(connection.calls.at(-1)?.effect).toBe("keyed-write");
  answers = [json({ data: { productVariantsBulkUpdate: { userErrors: [] } } })];
  await client({ connection }).run(variantPricesUpdate, prices);
  expect(connection.calls.at(-1)).toMatchObject({ effect: "write", cost: 10 });
});

describe("transport", () => {
  test.each([
    [500, "vendor-unavailable", "unknown", true],
    [502, "vendor-unavailable", "unknown", true],
    [429, "rate-limited", "refused", true],
    [430, "rate-limited", "refused", true],
    [404, "vendor-refused", "refused", false],
    [302, "vendor-refused", "refused", false],
  ])("status %i is %s, its effect %s", async (status, code, outcome, retryable) => {
    answers = [json("<html>oops</html>", status, { "content-type": "text/html", "retry-after": "2.0" })];
    const error = await failure(client().run(variantPricesUpdate, prices));
    expect(error).toMatchObject({ code, outcome, retryable, status, internal: "<html>oops</html>" });
    expect(error.retryAfterMs).toBe(2000);
    expect(received).toHaveLength(1);
  });

  test("an HTML page with status 200 leaves a write's effect unknown", async () => {
    answers = [json("<html>maintenance</html>", 200, { "content-type": "text/html" })];
    const error = await failure(client().run(variantPricesUpdate, prices));
    expect(error).toMatchObject({ code: "unreadable-reply", outcome: "unknown" });
    expect(error.internal).toContain("maintenance");
  });

  test("a reply cut off in the middle leaves it unknown", async () => {
    answers = [
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
        response.write('{"data":{');
        setTimeout(() => response.destroy(), 20);
      },
    ];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({ outcome: "unknown" });
  });

  test("a dropped connection leaves it unknown, a refused one never left", async () => {
    answers = [(response) => response.destroy()];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({
      code: "network",
      outcome: "unknown",
      retryable: true,
    });
    const port = Number(new URL(baseUrl).port);
    await new Promise((resolve) => server.close(resolve));
    const closed = client({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await failure(closed.run(variantPricesUpdate, prices))).toMatchObject({
      code: "network",
      outcome: "not-sent",
      retryable: true,
    });
  });

  test("an aborted call ends at once with the caller's reason", async () => {
    answers = [() => undefined];
    const abort = new AbortController();
    const running = client().run(shopInfo, {}, { signal: abort.signal });
    setTimeout(() => abort.abort(new KitError({ code: "aborted", message: "stopped", outcome: "unknown" })), 20);
    expect(await failure(running)).toMatchObject({ code: "aborted", outcome: "unknown" });
  });

  test("a domain the vendor's client refuses was never sent", async () => {
    expect(await failure(client({ domain: "not a domain" }).run(shopInfo, {}))).toMatchObject({
      code: "misconfigured",
      outcome: "not-sent",
    });
  });
});

describe("401", () => {
  const text = '{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}';

  test("keeps the store's words", async () => {
    answers = [json(text, 401)];
    const error = await failure(client().run(shopInfo, {}));
    expect(error).toMatchObject({ code: "unauthorised", outcome: "refused", status: 401, internal: text });
  });

  test("asks once for a new token and repeats with it, writes as well", async () => {
    answers = [json(text, 401), json({ data: { productVariantsBulkUpdate: { userErrors: [] } } })];
    const rejected: string[] = [];
    const renewing = client({
      refreshToken: async (old) => {
        rejected.push(old);
        return "second-token";
      },
    });
    await renewing.run(variantPricesUpdate, prices);
    expect(rejected).toEqual(["first-token"]);
    expect(received.map((one) => one.token)).toEqual(["first-token", "second-token"]);
  });

  test("gives up when the new token is refused too", async () => {
    answers = [json(text, 401)];
    const renewing = client({ refreshToken: async () => "second-token" });
    expect(await failure(renewing.run(shopInfo, {}))).toMatchObject({ code: "unauthorised" });
    expect(received).toHaveLength(2);
  });
});

describe("top-level errors", () => {
  const errors = (code: string, path?: string[]) => [{ message: `about ${code}`, path, extensions: { code } }];

  test("THROTTLED waits as long as the bucket needs and then runs, without counting as an attempt", async () => {
    const slept: number[] = [];
    const through = connection({
      id: "shopify",
      account: domain,
      breaker: {
        verdict: async (at) => ({ at, ttlMs: 5_000, allow: true, state: "closed" }),
        report: async (_, at) => ({ at, ttlMs: 5_000, allow: true, state: "closed" }),
      },
      clock: clockAt(0),
      random: () => 0,
      sleep: async (ms) => void slept.push(ms),
    });
    answers = [
      json({ errors: errors("THROTTLED"), extensions: { cost: cost(100, 321, null) } }),
      json({ data: { shop: { name: "Royal" } } }),
    ];
    await client({ connection: through }).run(shopInfo, {});
    expect(slept).toEqual([2210]);
    expect(received).toHaveLength(2);
  });

  test("THROTTLED carries the bucket", async () => {
    answers = [json({ errors: errors("THROTTLED"), extensions: { cost: cost(100, 321, null) } })];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({
      code: "throttled",
      outcome: "refused",
      countsAgainst: false,
      budget: { size: 2000, available: 100, restorePerSecond: 100 },
      retryAfterMs: 2210,
    });
  });

  test.each([
    ["MAX_COST_EXCEEDED", "max-cost-exceeded"],
    ["BAD_REQUEST", "bad-request"],
    ["INVALID_VARIABLE", "invalid-variable"],
    ["undefinedField", "undefined-field"],
    ["ACCESS_DENIED", "access-denied"],
  ])("%s is a refusal", async (vendorCode, code) => {
    answers = [json({ errors: errors(vendorCode), data: null })];
    const error = await failure(client().run(variantPricesUpdate, prices));
    expect(error).toMatchObject({ code, outcome: "refused", retryable: false });
    expect((error as ShopifyError).graphqlErrors[0]?.extensions?.code).toBe(vendorCode);
  });

  test("an error without code is a refusal too", async () => {
    answers = [json({ errors: [{ message: "syntax error" }] })];
    expect(await failure(client().run(shopInfo, {}))).toMatchObject({ code: "graphql-error", outcome: "refused" });
  });

  test("an internal error may have been carried out", async () => {
    answers = [json({ errors: errors("INTERNAL_SERVER_ERROR"), data: { productVariantsBulkUpdate: null } })];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({
      code: "internal-server-error",
      outcome: "unknown",
      retryable: true,
    });
  });

  test("a mutation answered in part was carried out as far as anyone knows", async () => {
    const data = { productVariantsBulkUpdate: { productVariants: null, userErrors: [] } };
    answers = [json({ errors: errors("ACCESS_DENIED", ["productVariantsBulkUpdate", "productVariants"]), data })];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({ outcome: "unknown" });
  });

  test("a read with denied fields is refused unless the caller takes it as it is", async () => {
    const body = { errors: errors("ACCESS_DENIED", ["shop", "plan"]), data: { shop: { name: "Royal", plan: null } } };
    answers = [json(body)];
    expect(await failure(client().run(shopInfo, {}))).toMatchObject({ code: "access-denied", outcome: "refused" });
    const denied: unknown[] = [];
    const data = await client().run(shopInfo, {}, { onDenied: (list) => void denied.push(...list) });
    expect(data.shop.name).toBe("Royal");
    expect(denied).toMatchObject([{ path: ["shop", "plan"] }]);
  });
});

describe("payloads", () => {
  test("user errors refuse, with their codes", async () => {
    const userErrors = [{ field: ["input"], message: "stale", code: "CHANGE_FROM_QUANTITY_STALE" }];
    answers = [json({ data: { inventoryAdjustQuantities: { inventoryAdjustmentGroup: null, userErrors } } })];
    const variables = { input: { changes: [], name: "available", reason: "correction" }, key: "k" };
    const error = await failure(client().run(inventoryAdjust, variables));
    expect(error).toMatchObject({ code: "change-from-quantity-stale", outcome: "refused", retryable: false });
    expect(hasUserError(error, "CHANGE_FROM_QUANTITY_STALE")).toBe(true);
    expect(hasUserError(error, "OTHER")).toBe(false);
  });

  test("user errors without a code still refuse", async () => {
    const userErrors = [{ field: null, message: "Order is already cancelled" }];
    answers = [json({ data: { orderCancel: { job: null, orderCancelUserErrors: userErrors } } })];
    const variables = { orderId: "gid://shopify/Order/1", reason: "OTHER", restock: false } as const;
    const error = await failure(client().run(orderCancel, variables));
    expect(error).toBeInstanceOf(ShopifyError);
    expect(error).toMatchObject({ code: "user-error", outcome: "refused" });
    expect(error.message).toContain("already cancelled");
  });

  test("what the store says of a person is not repeated, where and why is", async () => {
    const userErrors = [{ field: ["email"], message: "Canarina Birdwell is not known", code: "INVALID" }];
    answers = [json({ data: { orderCancel: { job: null, orderCancelUserErrors: userErrors } } })];
    const variables = { orderId: "gid://shopify/Order/1", reason: "OTHER", restock: false } as const;
    const error = await failure(client().run(orderCancel, variables));
    expect(error.message).toBe("Shopify refused OrderCancel: INVALID at email");
  });

  test("a concurrent request with the same key is tried again later", async () => {
    const userErrors = [{ message: "busy", code: "IDEMPOTENCY_CONCURRENT_REQUEST" }];
    answers = [json({ data: { inventoryAdjustQuantities: { userErrors } } })];
    const variables = { input: { changes: [], name: "available", reason: "correction" }, key: "k" };
    expect(await failure(client().run(inventoryAdjust, variables))).toMatchObject({
      retryable: true,
      outcome: "unknown",
      countsAgainst: false,
    });
  });

  test("no payload and no error leaves the effect unknown", async () => {
    answers = [json({ data: { productVariantsBulkUpdate: null } })];
    expect(await failure(client().run(variantPricesUpdate, prices))).toMatchObject({
      code: "empty-reply",
      outcome: "unknown",
    });
  });

  test("a filter the store did not understand is an error, not a full list", async () => {
    const search = [
      { path: ["orders"], warnings: [{ field: "updatedat", code: "invalid_field", message: "Invalid" }] },
    ];
    answers = [json({ data: { orders: { nodes: [] } }, extensions: { search } })];
    const error = await failure(client().run(ordersChangedSince, page));
    expect(error).toMatchObject({ code: "search-warning", outcome: "refused", report: true });
    expect(error.internal).toContain("updatedat");
  });
});

describe("headers", () => {
  test("another version than the pinned one is told once", async () => {
    answers = [json({ data: { shop: { name: "Royal" } } }, 200, { "x-shopify-api-version": "2027-01" })];
    const drifts: unknown[] = [];
    const watched = client({ onVersionDrift: (drift) => void drifts.push(drift) });
    await watched.run(shopInfo, {});
    await watched.run(shopInfo, {});
    expect(drifts).toEqual([{ pinned: "2026-10", served: "2027-01" }]);
  });

  test("a deprecation is logged once for each operation", async () => {
    const reason = { "x-shopify-api-deprecated-reason": "https://shopify.dev/x" };
    answers = [json({ data: { shop: { name: "Royal" } } }, 200, reason)];
    const lines: unknown[] = [];
    const log = { warn: (_: string, fields?: unknown) => void lines.push(fields), error: () => undefined };
    const watched = client({ log });
    await watched.run(shopInfo, {});
    await watched.run(shopInfo, {});
    expect(lines).toEqual([{ operation: "ShopInfo", reason: "https://shopify.dev/x" }]);
  });
});

describe("in production", () => {
  test("a write to anything but the store's own address is not sent, a read is", async () => {
    answers = [json({ data: { shop: { name: "Royal" } } })];
    const production = client({ environment: "production" });
    expect(await failure(production.run(variantPricesUpdate, prices))).toMatchObject({
      code: "foreign-base-address",
      outcome: "not-sent",
      report: true,
    });
    expect(received).toHaveLength(0);
    await production.run(shopInfo, {});
    expect(received).toHaveLength(1);
  });

  test("a mutation cannot pass itself off as a read", async () => {
    const posing = client({ environment: "production" }).run(variantPricesUpdate, prices, { effect: "read" });
    expect(await failure(posing)).toMatchObject({ code: "misdeclared-effect", outcome: "not-sent" });
    expect(received).toHaveLength(0);
  });
});
