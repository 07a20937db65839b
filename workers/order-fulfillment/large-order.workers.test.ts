import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { KitError } from "#agent-kit/errors.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";
import type { Supplier } from "#integrations/supplier/registry.ts";
import { killedAt, throughAllPoints } from "#tests/workers/crash-points.ts";
import { watchFetch } from "#tests/workers/killer.ts";
import { action, recover, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";
import { supplierDouble } from "#tests/workers/supplier-double.ts";

/**
 * An order of 500 different goods at a supplier that bears one question a second, as CJdropshipping's lowest level does. Time
 * is virtual: each question moves the clock by what it takes, and one beyond a run's or an action's time is refused.
 */

const minute = 60_000;
const runMs = 300_000;
const actionMs = 90_000;
const double = supplierDouble("slow", { lookup: true });
const pace = { questionMs: 1_000, perWork: [] as number[], fails: null as ((reference: string) => boolean) | null };
const stock = new Map<string, number>();
let skewMs = 0;
let began = 0;
let limitMs = runMs;
let rig: OrderRig;
let sku = "";

beforeAll(async () => {
  const real = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => real() + skewMs);
  rig = await orderRig([slow(double.supplier)]);
  watchFetch((url) => double.answer(url));
  await rig.settings({ cancelWindowMinutes: 0, leastMargin: -1, writeAssessment: false });
  await rig.mode("auto");
  const kinds = { "supplier.order": { rule: "auto", largestMoneyMinor: 10_000_000 } };
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'test', 1)")
    .bind(JSON.stringify({ kinds }))
    .run();
  sku = String(
    await env.DB.prepare("SELECT sku FROM variants WHERE price_minor > 0 ORDER BY price_minor, id").first("sku"),
  );
}, 120_000);

afterEach(() => {
  pace.questionMs = 1_000;
  pace.fails = null;
  stock.clear();
});

it("orders ordinary orders in the first run beside one of 500 different goods, and that one after a few, each unit once", async () => {
  const [large = "", ...ordinary] = await weighed(500, 2, 2);
  await run();
  for (const id of ordinary) expect(ordered(id), await said(id)).toHaveLength(2);
  expect(ordered(large)).toEqual([]);
  expect(await rig.row(large)).toMatchObject({
    state: "routing",
    waits_for: "supplier",
    reason: "asking slow about 500 goods, 116 answered",
    look_at: expect.any(Number),
  });
  let runs = 1;
  while ((await rig.row(large))?.state === "routing" && runs < 10) {
    await rig.advance(5 * minute);
    await run();
    runs += 1;
  }
  // 116 beside the others, then 120 a run.
  expect([runs, (await rig.row(large))?.state]).toEqual([5, "ordering"]);
  const sweeps = await swept(large);
  const units = ordered(large);
  expect([units.length, new Set(units).size], await said(large)).toEqual([500, 500]);
  const [placed] = (await rig.actions()).filter(({ target }) => target === `${large} at slow`);
  expect(placed).toMatchObject({ status: "applied", attempts: 1 });
  expect(Math.max(...pace.perWork)).toBeLessThanOrEqual(120);
  console.info(`500 goods: ${runs} runs and ${sweeps} tries, at most ${Math.max(...pace.perWork)} questions in one`);
}, 240_000);

it("asks again what is too old before money moves, over tries that are waits, and sees that the last unit is gone", async () => {
  await env.DB.prepare("DELETE FROM supplier_answers").run();
  for (const gone of [false, true]) {
    const { id, order, references } = await seeded(100);
    if (gone) stock.set(references[99]!, 0);
    pace.perWork.length = 0;
    await applied(id);
    expect(await action(id)).toMatchObject({
      status: "approved",
      attempts: 0,
      status_reason: "asking slow about 100 goods again, 36 answered.",
    });
    await swept(order);
    expect(pace.perWork.filter((questions) => questions > 0)).toEqual([36, 36, 28]);
    expect(double.placed.get(id)?.length).toBe(gone ? undefined : 1);
    expect(await action(id)).toMatchObject(
      gone
        ? { status: "failed", status_reason: expect.stringMatching(/has 0 of 1 of/) }
        : { status: "applied", attempts: 1 },
    );
  }
}, 120_000);

it("ends a run in time, and gets on, where each question takes ten times as long as the vendor declares", async () => {
  await env.DB.prepare("DELETE FROM supplier_answers").run();
  await env.DB.prepare("UPDATE orders SET fulfillment_status = 'FULFILLED'").run();
  pace.questionMs = 10_000;
  const [order = ""] = await weighed(130);
  const answered: (string | undefined)[] = [];
  for (let at = 0; at < 2; at += 1) {
    await run();
    answered.push(/(\d+) answered/.exec(String((await rig.row(order))?.reason))?.[1]);
    await rig.advance(5 * minute);
  }
  expect(answered).toEqual(["12", "24"]);
}, 120_000);

it("keeps what was answered when one of the goods cannot be asked about, and says why", async () => {
  await env.DB.prepare("DELETE FROM supplier_answers").run();
  const [good = "", order = ""] = await weighed(1, 4);
  const { references } = await linesOf(order);
  pace.fails = (reference) => reference === references[2];
  await run();
  expect(ordered(good)).toHaveLength(1);
  expect(await rig.row(order)).toMatchObject({ state: "routing", reason: expect.stringMatching(/slow: it is ill/) });
}, 60_000);

it("has its one effect wherever an order whose quote is old is killed while it asks again", async () => {
  await throughAllPoints(async (point) => {
    await env.DB.prepare("DELETE FROM supplier_answers").run();
    const { id } = await seeded(2);
    limitMs = Number.POSITIVE_INFINITY;
    const died = await killedAt(rig.desk, id, point);
    const row = await recover(rig.desk, id);
    expect([row.status, double.placed.get(id)?.length], `${point.when} ${point.at}: ${row.status_reason}`).toEqual([
      "applied",
      1,
    ]);
    return died;
  });
}, 240_000);

/** One cron and what it let through, in virtual time. */
async function run(): Promise<void> {
  pace.perWork.push(0);
  began = Date.now();
  limitMs = runMs + actionMs;
  await rig.run();
}

async function applied(id: string): Promise<void> {
  pace.perWork.push(0);
  began = Date.now();
  limitMs = actionMs;
  await work(rig.desk, id);
}

/** The watchdog's minutes until nothing of the order is to be done; how many there were. */
async function swept(order: string): Promise<number> {
  const open = async () =>
    (await rig.actions()).some(
      ({ target, status }) => target === `${order} at slow` && /approved|unknown/.test(String(status)),
    );
  let minutes = 0;
  for (; minutes < 60 && (await open()); minutes += 1) {
    await rig.advance(minute);
    pace.perWork.push(0);
    began = Date.now();
    limitMs = actionMs;
    await rig.sweep();
  }
  return minutes;
}

/** Buys so many different goods, each with a supplier's number of its own: every line is of a variant that no other is of. */
async function buy(count: number): Promise<string> {
  const [order] = await rig.buy({ items: Array.from({ length: count }, () => ({ sku, quantity: 1 })) });
  await env.DB.batch([
    env.DB.prepare("UPDATE order_lines SET variant_id = id WHERE order_id = ?1").bind(order!.id),
    env.DB.prepare(
      `INSERT INTO supplier_sources (variant_id, supplier, reference, cost_minor, currency, set_by, updated_at)
       SELECT id, 'slow', 'r-' || id, 1, 'GBP', 'person', 1 FROM order_lines WHERE order_id = ?1`,
    ).bind(order!.id),
  ]);
  return order!.id;
}

/** Orders of so many goods whose risk is behind them: suppliers are asked with the next run. */
async function weighed(...counts: number[]): Promise<string[]> {
  const orders: string[] = [];
  for (const count of counts) orders.push(await buy(count));
  await run();
  for (const order of orders)
    expect(await rig.row(order)).toMatchObject({ state: "routing", reason: "suppliers are asked with the next run" });
  await rig.advance(2 * minute);
  return orders;
}

async function linesOf(order: string) {
  const { results } = await env.DB.prepare("SELECT id FROM order_lines WHERE order_id = ?1 ORDER BY id")
    .bind(order)
    .all<{ id: string }>();
  return { lines: results.map(({ id }) => id), references: results.map(({ id }) => `r-${id}`) };
}

/** The goods that were ordered for an order, once for each time they were. */
function ordered(order: string): string[] {
  return [...double.placed].flatMap(([id, times]) =>
    ids.get(id) === order ? times.flat().map(({ variant }) => variant) : [],
  );
}

const ids = new Map<string, string>();

async function said(order: string): Promise<string> {
  return JSON.stringify([
    await rig.row(order),
    (await rig.actions()).filter(({ target }) => String(target).startsWith(order)),
  ]).slice(0, 2_000);
}

/** An order at the supplier that was approved long after it was quoted. */
async function seeded(count: number): Promise<{ id: string; order: string; references: string[] }> {
  const order = await buy(count);
  const { lines, references } = await linesOf(order);
  const payload = {
    orderId: order,
    supplier: "slow",
    lines: lines.map((lineId) => ({ lineId, reference: `r-${lineId}`, quantity: 1, unitCostMinor: 1 })),
    freightMinor: 2,
    service: "Post",
    fromCountry: "CN",
    promisedDays: 8,
    pay: true,
    quotedAt: 1,
    netMinor: 1_000,
    feeMinor: 10,
    leastMargin: -1,
    rate: 1,
  };
  const seed = {
    kind: "supplier.order",
    target: `${order} at slow`,
    effect: "delta",
    payload,
    before: null,
    after: null,
  } as const;
  return { id: await seedAction(rig.desk, seed), order, references };
}

function slow(supplier: Supplier): Supplier {
  return {
    ...supplier,
    open: (...given) => {
      const port: SupplierPort = supplier.open(...given);
      return {
        ...port,
        stock: async (reference) => {
          skewMs += pace.questionMs;
          pace.perWork.push((pace.perWork.pop() ?? 0) + 1);
          if (Date.now() - began > limitMs) throw new Error("the time of its run is up");
          if (pace.fails?.(reference)) throw new KitError({ code: "ill", message: "it is ill.", retryable: true });
          return stock.get(reference) ?? 10;
        },
        placeOrder: async (ask) => {
          const { results } = await env.DB.prepare("SELECT target FROM actions WHERE id = ?1")
            .bind(ask.reference)
            .all();
          ids.set(ask.reference, String(results[0]?.target).split(" ")[0] ?? "");
          return port.placeOrder!(ask);
        },
      };
    },
  };
}
