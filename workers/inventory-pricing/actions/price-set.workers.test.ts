import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { InventoryPricing } from "#tests/workers/all.ts";
import { mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { action, type Desk, seedAction } from "#tests/workers/ledger-harness.ts";
import { priceSet } from "./price-set.ts";

const desk: Desk = { agent: "inventory-pricing", Agent: InventoryPricing, extra: {} };
const now = Date.now();
const payload = {
  productId: "p",
  variantId: "v",
  priceMinor: 900,
  compareAtMinor: 1_000,
  costMinor: 700,
  weeklyUnits: 10,
  marginFloor: 0.1,
  terms: { taxRate: 0, taxIncluded: false },
};

let waiting: string;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop();
  waiting = await seedAction(desk, {
    kind: "price.set",
    target: "v",
    effect: "absolute",
    status: "proposed",
    payload,
    before: { priceMinor: 1_000, compareAtMinor: 1_000 },
    after: { priceMinor: 900, compareAtMinor: 1_000 },
  });
});

const edit = async (change: object) =>
  new InventoryPricing({} as ExecutionContext, env as never).checkEdit({ actionId: waiting, payload: change });

const low = (daysAgo: number, minor: number) =>
  env.DB.prepare("INSERT INTO variant_days (variant_id, day, price_minor, low_minor) VALUES ('v', ?1, ?2, ?2)")
    .bind(new Date(now - daysAgo * 86_400_000).toISOString().slice(0, 10), minor)
    .run();

it("lets a person change the price and what is crossed out, in part or with the payload around it", async () => {
  await low(1, 1_000);
  expect(await edit({ priceMinor: 950 })).toMatchObject({
    ok: true,
    payload: { ...payload, priceMinor: 950 },
    after: { priceMinor: 950, compareAtMinor: 1_000 },
  });
  expect(await edit({ ...payload, compareAtMinor: null })).toMatchObject({
    ok: true,
    after: { priceMinor: 900, compareAtMinor: null },
  });
  expect(await edit({ priceMinor: 1_000 })).toMatchObject({ after: { priceMinor: 1_000, compareAtMinor: null } });
});

it("lets nobody edit what the floor is checked with, nor turn the change to something else", async () => {
  for (const change of [{ costMinor: null }, { marginFloor: -5 }, { variantId: "other" }, { terms: { taxRate: 0 } }])
    expect(await edit({ priceMinor: 100, ...change })).toMatchObject({
      ok: false,
      code: "invalid",
      issues: [{ path: Object.keys(change)[0] }],
    });
});

it("refuses an edit under the floor, or with what may not be crossed out, and says why", async () => {
  await low(1, 1_000);
  expect(await edit({ priceMinor: 770, compareAtMinor: null })).toEqual({
    ok: false,
    code: "invalid",
    message: "7.70 is under the net floor: the floor is 7.78",
  });
  expect(await edit({ priceMinor: 778, compareAtMinor: null })).toMatchObject({ ok: true });
  expect(await edit({ compareAtMinor: 1_200 })).toMatchObject({
    ok: false,
    code: "invalid",
    message: "12.00 may not be crossed out: the lowest price of 30 days is 10.00",
  });
  expect(await action(waiting)).toMatchObject({ status: "proposed", payload: JSON.stringify(payload) });
});

it("asks for the lowest price of the last 30 days again before a crossed-out price is shown", async () => {
  const row = (await action(waiting)) as unknown as Parameters<NonNullable<typeof priceSet.guard>>[1];
  const held = { ...row, target: "v", currency: "GBP", before: {}, after: { priceMinor: 900, compareAtMinor: 1_000 } };
  const ask = (after: object) => priceSet.guard!({ env, now } as never, { ...held, after } as never, payload);
  expect(await ask(held.after)).toMatchObject({ ok: false, reason: expect.stringContaining("is not known") });
  await low(1, 1_000);
  await low(40, 500);
  expect(await ask(held.after)).toEqual({ ok: true });
  await low(3, 960);
  expect(await ask(held.after)).toMatchObject({ ok: false, reason: expect.stringMatching(/10\.00 .* 9\.60/) });
  expect(await ask({ priceMinor: 900, compareAtMinor: 960 })).toEqual({ ok: true });
  expect(await ask({ priceMinor: 900, compareAtMinor: null })).toEqual({ ok: true });
});
