import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockAt } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { logger } from "#agent-kit/log.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { CJ, cjNeed } from "./account.ts";
import { cjClient } from "./client.ts";
import { cjPort, cjSupplier } from "./supplier.ts";
import { requestCjToken } from "./token.ts";

const sandbox = inject("sandboxUrl");
const baseUrl = `${sandbox}/vendors/cj`;
const key = "cj-sandbox-key";

async function control(path: string, body: unknown): Promise<void> {
  await fetch(`${sandbox}/__sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
}

beforeEach(async () => {
  await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
});

/** As an agent has it: budget, breaker and token shared through the objects. */
function shared(over: Partial<AgentEnv> & Record<string, unknown> = {}) {
  return workbench({
    env: { ...env, CJ_API_KEY: key, CJ_BASE_URL: baseUrl, ...over } as unknown as AgentEnv,
    agent: "test",
    needs: [cjNeed],
    clock: clockAt(0),
    log: logger({ level: "error", ids: {}, now: () => 0, sink: () => undefined }),
    signal: new AbortController().signal,
  });
}

/** Without patience: one try, no pace of our own. */
async function impatient(over: { baseUrl?: string; timeoutMs?: number; environment?: string } = {}) {
  const { token } = await requestCjToken(key, baseUrl);
  const held = { get: async () => token, refresh: async () => token };
  return cjPort(
    cjClient({
      connection: connection({
        id: crypto.randomUUID(),
        account: CJ,
        breaker: breaker(env, crypto.randomUUID()),
        clock: clockAt(0),
        random: () => 0,
        policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 }, longestWaitMs: 3_000 },
      }),
      token: held,
      pace: { exchange: async () => ({ bucket: { size: 1, restorePerSecond: 1, level: 1, reserved: 0 } }) },
      priority: "research",
      environment: over.environment ?? "test",
      baseUrl: over.baseUrl ?? baseUrl,
    }),
  );
}

it("finds, looks closer, quotes and counts, with one token for all and within the pace", async () => {
  const port = cjSupplier(shared());
  const { offers, unreadable } = await port.search!({ terms: "heart bag holder", after: null, limit: 20 });
  expect(unreadable).toEqual([]);
  expect(offers.length).toBeGreaterThan(0);
  const [first] = offers;
  expect(first).toMatchObject({ currency: "USD", reference: expect.stringMatching(/^\d{19}$/), shippingMinor: null });
  expect(first!.costMinor).toBeGreaterThan(0);
  const details = await port.details!(first!.reference);
  expect(details?.variants[0]?.costMinor).toBe(first!.costMinor);
  // The stock of all variants comes with them, in one question.
  expect(details?.variants.map(({ stock }) => stock)).toEqual(details?.variants.map(() => first!.stock));
  const variant = details!.variants[0]!.reference;
  const again = cjSupplier(shared());
  const quotes = await again.quoteShipping!({ items: [{ variant, quantity: 1 }], fromCountry: "CN", toCountry: "GB" });
  expect(quotes).toHaveLength(2);
  expect(quotes[1]).toMatchObject({ service: "CJPacket Ordinary", currency: "USD", daysHigh: expect.any(Number) });
  expect(await again.stock!(variant)).toBe(first!.stock);
  expect(await again.details!("9999999999999999999")).toBeNull();
  const { token, bucket } = await budget(env, CJ).dump();
  expect(token?.version).toBe(1);
  expect(bucket).toMatchObject({ size: 25_000 });
  // 50 + 10 + 10 + 10 + 10 points, those of the last call perhaps still under way.
  expect(25_000 - bucket!.level).toBeGreaterThanOrEqual(75);
  expect(25_000 - bucket!.level).toBeLessThanOrEqual(91);
}, 30_000);

it("asks for another token when its own is no longer known, once", async () => {
  const port = cjSupplier(shared());
  await control("faults", { target: "cj", kind: "401", count: 1 });
  expect((await port.search!({ terms: "bag", after: null, limit: 5 })).offers).toBeDefined();
  expect((await budget(env, CJ).dump()).token?.version).toBeGreaterThanOrEqual(1);
}, 30_000);

it("says what is wrong: the key, the quota, the pace, an illness", async () => {
  await expect(requestCjToken("wrong", baseUrl)).rejects.toMatchObject({ code: "unauthorised", outcome: "not-sent" });
  const port = await impatient();
  const search = () => port.search!({ terms: "bag", after: null, limit: 5 });
  await control("faults", { target: "cj", kind: "quota", count: 1 });
  await expect(search()).rejects.toMatchObject({ code: "out-of-points", countsAgainst: false });
  await control("faults", { target: "cj", kind: "throttled", count: 9 });
  await expect(search()).rejects.toMatchObject({ code: "budget-wait" });
  await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
  await control("faults", { target: "cj", kind: "503", count: 1 });
  await expect(search()).rejects.toMatchObject({ code: "vendor-unavailable", countsAgainst: true });
});

it("does not wait for a vendor that does not answer", async () => {
  const port = await impatient();
  await control("faults", { target: "cj", kind: "timeout", count: 1, delayMs: 11_000 });
  await expect(port.search!({ terms: "bag", after: null, limit: 5 })).rejects.toMatchObject({
    code: "timeout",
    countsAgainst: true,
  });
}, 20_000);

it.each(["zero", "negative", "jump"] as const)(
  "hands on a cost of %s as it is, for the judge of offers",
  async (kind) => {
    const port = await impatient();
    const search = () => port.search!({ terms: "", after: null, limit: 5 });
    const before = (await search()).offers[0]!;
    await control("faults", { target: "cj", kind, count: 1 });
    await new Promise((done) => setTimeout(done, 1_000));
    const [offer] = (await search()).offers;
    const times = { zero: 0, negative: -1, jump: 100 }[kind];
    expect(offer!.costMinor).toBe(before.costMinor * times + 0);
  },
);

it("orders once a reference, unpaid unless told, and finds the order by it", async () => {
  const port = await impatient();
  const variant = (await port.details!(
    (
      await port.search!({ terms: "", after: null, limit: 1 })
    ).offers[0]!.reference,
  ))!.variants[0]!.reference;
  await new Promise((done) => setTimeout(done, 1_000));
  const ask = {
    reference: `#${Date.now()}`,
    items: [{ variant, quantity: 2 }],
    address: {
      name: "A",
      phone: "1",
      email: null,
      line1: "1 Road",
      line2: null,
      city: "C",
      province: "P",
      zip: "Z",
      countryCode: "GB",
      country: "United Kingdom",
    },
    service: "CJPacket Ordinary",
    fromCountry: "CN",
    payNow: false,
  };
  expect(await port.order!(ask.reference)).toBeNull();
  const placed = await port.placeOrder!(ask);
  expect(placed).toMatchObject({ reference: ask.reference, status: "CREATED", trackingNumber: null });
  await new Promise((done) => setTimeout(done, 1_000));
  await expect(port.placeOrder!(ask)).rejects.toMatchObject({ code: "vendor-refused", outcome: "refused" });
  expect(await port.order!(ask.reference)).toMatchObject({ id: placed.id });
  const state = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as {
    effects: { changes: { kind: string; target: string; to: unknown }[] };
  };
  const effects = state.effects.changes.filter(
    ({ kind, target }) => kind === "supplier-order" && target === ask.reference,
  );
  expect(effects).toMatchObject([{ to: { payType: 3, orderNumber: ask.reference } }]);
  await expect(port.placeOrder!({ ...ask, reference: "x".repeat(41) })).rejects.toMatchObject({ outcome: "not-sent" });
}, 20_000);

it("writes nothing to a foreign address in production", async () => {
  const port = await impatient({ environment: "production" });
  const address = {
    name: "",
    phone: "",
    email: null,
    line1: "",
    line2: null,
    city: "",
    province: "",
    zip: "",
    countryCode: "GB",
    country: "",
  };
  const ask = {
    reference: "r",
    items: [{ variant: "v", quantity: 1 }],
    address,
    service: "s",
    fromCountry: "CN",
    payNow: false,
  };
  await expect(port.placeOrder!(ask)).rejects.toMatchObject({ code: "foreign-base-address", outcome: "not-sent" });
});
