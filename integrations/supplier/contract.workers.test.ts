import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockAt } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { isKitError } from "#agent-kit/errors.ts";
import { logger } from "#agent-kit/log.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { supplierVars } from "#sandbox/vendors/doubles.ts";
import { type ContractStep, supplierContract } from "./contract.ts";
import type { SupplierPort } from "./port.ts";
import { suppliers } from "./registry.ts";

/** Every adapter against its double: what it promises, and what it says when the vendor fails. */

const sandbox = inject("sandboxUrl");
const vars = supplierVars(sandbox);

beforeAll(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await seedStore();
});
afterEach(async () => void (await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" })));

const nobody = {
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

const fault = (target: string, kind: string, delayMs?: number) =>
  fetch(`${sandbox}/__sandbox/faults`, { method: "POST", body: JSON.stringify({ target, kind, delayMs }) });

/** As an agent has it; `impatient` tries once and shares no breaker, so that one fault is not felt by the next test. */
function open(id: string, over: Record<string, string> = {}, impatient = false): SupplierPort {
  const supplier = suppliers.find((each) => each.id === id)!;
  const own = connection({
    id: crypto.randomUUID(),
    account: id,
    breaker: breaker(env, crypto.randomUUID()),
    clock: clockAt(0),
    random: () => 0,
    policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 }, longestWaitMs: 3_000 },
  });
  const bench = workbench({
    env: { ...env, SHOPIFY_STORE: "x.myshopify.com", ...vars, ...over } as unknown as AgentEnv,
    agent: "test",
    needs: [supplier.need],
    clock: clockAt(0),
    log: logger({ level: "error", ids: {}, now: () => 0, sink: () => undefined }),
    signal: new AbortController().signal,
  });
  return supplier.open(impatient ? { ...bench, connect: () => own } : bench);
}

/** The double of CJ counts requests by the second, as the vendor does; the others bear a test. */
const pause = (id: string) => async () =>
  id === "cj" ? void (await new Promise((done) => setTimeout(done, 600))) : undefined;

async function kept(id: string, write: boolean): Promise<ContractStep[]> {
  const steps: ContractStep[] = [];
  const options = {
    terms: "",
    fromCountry: "CN",
    toCountry: "GB",
    write,
    reference: crypto.randomUUID(),
    pause: pause(id),
  };
  for await (const step of supplierContract(open(id), options)) steps.push(step);
  return steps;
}

describe.each(suppliers.map(({ id }) => id))("%s", (id) => {
  it("keeps the contract against its double, orders once and is counted", async () => {
    const before = await ordered(id);
    const steps = await kept(id, true);
    expect(steps.filter(({ outcome }) => outcome === "broken")).toEqual([]);
    const can = steps.find(({ name }) => name === "placeOrder")?.outcome === "kept";
    expect((await ordered(id)) - before).toBe(can ? 1 : 0);
  }, 60_000);

  it("is not configured without its variables", () => {
    const { need } = suppliers.find((each) => each.id === id)!;
    expect(need.configured({ ...env, SHOPIFY_STORE: "" } as unknown as AgentEnv)).toBe(false);
    expect(need.configured({ ...env, SHOPIFY_STORE: "x.myshopify.com", ...vars } as unknown as AgentEnv)).toBe(true);
  });
});

/** Those that ask a vendor over the net; how the adapter of CJdropshipping fails is told in its own tests. */
const asked = ["printful", "autods", "autods-private"] as const;

describe.each(asked)("%s, failing", (id) => {
  it.each([
    ["503", "vendor-unavailable", true],
    ["quota", "budget-wait", false],
    ["401", "unauthorised", false],
  ] as const)(
    "says %s as %s",
    async (kind, code, against) => {
      await fault(id, kind);
      const error = await open(id, {}, true).search!({ terms: "", after: null, limit: 3 }).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(isKitError(error) && [error.code, error.outcome === "unknown"]).toEqual([code, against]);
    },
    60_000,
  );

  it.each(["zero", "negative", "jump"] as const)(
    "hands on a cost of %s as it is, for the judge of offers",
    async (kind) => {
      const first = async () =>
        (await open(id, {}, true).search!({ terms: "", after: null, limit: 1 })).offers[0]!.costMinor;
      const before = await first();
      await fault(id, kind);
      const cost = await first();
      if (kind === "zero") expect(cost).toBe(0);
      if (kind === "negative") expect(cost).toBeLessThan(0);
      if (kind === "jump") expect(cost / before).toBeGreaterThan(10);
    },
    30_000,
  );
});

it.each([
  ["printful", 60],
  ["autods", 40],
  ["autods-private", 30],
] as const)("%s is asked within the bucket all Workers share", async (id, size) => {
  await open(id).search!({ terms: "", after: null, limit: 1 });
  const { bucket } = await budget(env, id).dump();
  expect(bucket).toMatchObject({ size });
});

it.each(["printful", "autods-private"])(
  "%s: an order whose reply was lost is found by our reference, once",
  async (id) => {
    const port = open(id, {}, true);
    const [first] = (await port.search!({ terms: "", after: null, limit: 1 })).offers;
    const reference = crypto.randomUUID();
    const order = {
      reference,
      items: [{ variant: first!.variants[0]?.reference ?? first!.reference, quantity: 1 }],
      address: { ...nobody, name: "A", line1: "1 Road", city: "C" },
      service: "STANDARD",
      fromCountry: "CN",
      payNow: true,
    };
    const before = await ordered(id);
    await fault(id, "reply-lost");
    await expect(port.placeOrder!(order)).rejects.toMatchObject({ outcome: "unknown" });
    await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
    expect(await port.order!(reference)).toMatchObject({ reference, trackingNumber: null });
    await expect(port.placeOrder!(order)).rejects.toMatchObject({ outcome: "refused" });
    expect((await ordered(id)) - before).toBe(1);
    expect(await port.order!(crypto.randomUUID())).toBeNull();
  },
);

it("writes nothing to a foreign address in production, but to the one the operator set", async () => {
  const order = {
    reference: "r",
    items: [{ variant: "1", quantity: 1 }],
    address: nobody,
    service: "s",
    fromCountry: "CN",
    payNow: false,
  };
  const production = { ENVIRONMENT: "production" };
  for (const id of ["cj", "printful"])
    await expect(async () => open(id, production).placeOrder!(order)).rejects.toMatchObject({
      code: "foreign-base-address",
      outcome: "not-sent",
    });
  // Plain http is refused as a whole, https is the operator's to name.
  const plain = open("autods-private", production);
  expect(plain.placeOrder).toBeUndefined();
  await expect(plain.search!({ terms: "", after: null, limit: 1 })).rejects.toMatchObject({ code: "misconfigured" });
  const own = vars.AUTO_DS_ENDPOINTS!.replace(sandbox, "https://127.0.0.1:9");
  const secure = open("autods-private", { ...production, AUTO_DS_ENDPOINTS: own });
  await expect(secure.placeOrder!(order)).rejects.toMatchObject({ code: expect.not.stringMatching("foreign") });
}, 30_000);

it("sees in the store what Spocket has there, by vendor, tag and place", async () => {
  const page = await open("spocket").search!({ terms: "", after: null, limit: 10 });
  expect(page.offers.map(({ reference, costMinor }) => [reference, costMinor])).toEqual([
    ["gid://p/tag", 700],
    ["gid://p/vendor", 500],
  ]);
  expect(page.unreadable).toEqual([{ reference: "gid://p/place", why: "the store says no cost of it" }]);
  expect(await open("spocket").stock!("S-place")).toBe(7);
});

async function ordered(id: string): Promise<number> {
  const { effects } = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as {
    effects: { changes: { kind: string; client: string }[] };
  };
  return effects.changes.filter(({ kind, client }) => kind === "supplier-order" && client === id).length;
}

async function seedStore(): Promise<void> {
  const products = [
    ["tag", "Acme", '["Spocket"]', 700],
    ["vendor", "Spocket", "[]", 500],
    ["place", "Acme", "[]", null],
    ["other", "Acme", "[]", 100],
  ] as const;
  const { DB } = env;
  await DB.batch([
    DB.prepare(
      "INSERT INTO shop (id, domain, name, currency, time_zone, updated_at) VALUES ('s', 'x.myshopify.com', 'X', 'GBP', 'UTC', 1)",
    ),
    DB.prepare("INSERT INTO locations (id, name, updated_at) VALUES ('l', 'Spocket Fulfilment', 1), ('m', 'Shop', 1)"),
    ...products.flatMap(([id, vendor, tags, cost]) => [
      DB.prepare(
        "INSERT INTO products (id, title, vendor, tags, status, updated_at) VALUES (?1, ?2, ?3, ?4, 'ACTIVE', 1)",
      ).bind(`gid://p/${id}`, `Thing ${id}`, vendor, tags),
      DB.prepare(
        "INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, inventory_item_id, updated_at) VALUES (?1, ?2, ?3, 'Default', 1000, ?4, ?5, 1)",
      ).bind(`gid://v/${id}`, `gid://p/${id}`, `S-${id}`, cost, `item-${id}`),
      DB.prepare(
        "INSERT INTO inventory_levels (item_id, location_id, available, updated_at) VALUES (?1, ?2, 7, 1)",
      ).bind(`item-${id}`, id === "place" ? "l" : "m"),
    ]),
  ]);
}
