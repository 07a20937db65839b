import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, it } from "vitest";
import { watchFetch } from "#tests/workers/killer.ts";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";
import { delayedMs, type Fault, type SupplierDouble, supplierDouble } from "#tests/workers/supplier-double.ts";

/**
 * Orders through two suppliers and a store of which each fails a fifth of the time: the reply lost after it was carried out,
 * carried out after the reply, 5xx. One supplier can be asked for an order, the other cannot; neither tells two orders apart.
 */

const count = inject("faultyOrders");
const asked = supplierDouble("asked", { lookup: true });
const mute = supplierDouble("mute", { lookup: false });
const minute = 60_000;
let rig: OrderRig;

beforeAll(async () => {
  rig = await orderRig([asked.supplier, mute.supplier]);
  await rig.settings({ cancelWindowMinutes: 0, leastMargin: -1, lookupsAtOnce: 200, writeAssessment: false });
  await rig.mode("auto");
  const auto = { rule: "auto", largestMoneyMinor: 10_000_000 };
  const kinds = { "supplier.order": auto, "supplier.order-once": auto, "fulfillment.create": { rule: "auto" } };
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'test', 1)")
    .bind(JSON.stringify({ kinds }))
    .run();
  const { results } = await env.DB.prepare("SELECT sku FROM variants WHERE deleted_at IS NULL ORDER BY id").all<{
    sku: string;
  }>();
  for (const [at, { sku }] of results.entries()) await rig.source(sku, at % 5 === 4 ? "mute" : "asked", `r-${sku}`, 1);
  watchFetch((url) => asked.answer(url) ?? mute.answer(url));
}, 60_000);

it(`sends each of ${count} orders once, or says what is open and to whom`, async () => {
  const chance = generator(7);
  const faults: Fault[] = ["reply-lost", "commit-delayed", "502"];
  for (const double of [asked, mute]) double.fault = () => (chance() < 0.2 ? faults[Math.floor(3 * chance())]! : null);
  for (const kind of ["reply-lost", "commit-delayed", "502"])
    await rig.sandbox("POST", "faults", { target: "fulfillmentCreate", kind, rate: 0.07, delayMs: delayedMs });
  const orders = (await rig.buy({ count })).map(({ id }) => id);

  const settled = async () => {
    const rows = await states();
    const still = (await rig.actions()).some(
      ({ status, status_reason }) =>
        ["approved", "applying"].includes(String(status)) ||
        (status === "unknown" && !/a person must look/.test(String(status_reason))),
    );
    return (
      !still &&
      rows.length === count &&
      rows.every(({ state, waits_for }) => state === "sent" || waits_for === "person")
    );
  };
  // The store's budget lets about one order a second through: rounds in which nothing moves are part of it.
  const end = Date.now() + 60_000 + count * 6_000;
  for (let round = 0; Date.now() < end && !(await settled()); round += 1) {
    if (round === 4) for (const double of [asked, mute]) double.shipped = true;
    await rig.run();
    // What was answered too early is carried out before anybody asks again.
    await new Promise((done) => setTimeout(done, 2 * delayedMs));
    await rig.advance(round > 4 ? 60 * minute : 6 * minute);
    await rig.sweep();
    await rig.mirror(orders);
  }

  const rows = await states();
  expect(rows).toHaveLength(count);
  expect(rows.filter(({ state, waits_for }) => state !== "sent" && waits_for !== "person")).toEqual([]);
  const actions = await rig.actions();
  const lines = (
    await env.DB.prepare(
      "SELECT id, order_id, quantity, sku FROM order_lines WHERE order_id IN (SELECT value FROM json_each(?1))",
    )
      .bind(JSON.stringify(orders))
      .all<{ id: string; order_id: string; quantity: number; sku: string }>()
  ).results;
  const doubtful = actions.filter(({ status }) => status === "unknown");
  expect(
    doubtful.every(
      ({ kind, status_reason }) => kind === "supplier.order-once" && /a person must look/.test(String(status_reason)),
    ),
  ).toBe(true);

  // Units carried out, by order line: what a supplier got under each of our numbers, as often as it got it.
  const got = new Map<string, number>();
  for (const row of actions.filter(({ kind }) => String(kind).startsWith("supplier.order"))) {
    const payload = JSON.parse(String(row.payload)) as {
      supplier: string;
      lines: { lineId: string; quantity: number }[];
    };
    const times = double(payload.supplier).placed.get(String(row.id))?.length ?? 0;
    expect(times, `${row.kind} ${row.status}`).toBeLessThanOrEqual(1);
    for (const { lineId, quantity } of payload.lines) got.set(lineId, (got.get(lineId) ?? 0) + times * quantity);
  }
  const open = new Set(doubtful.map(({ target }) => String(target).split(" ")[0]));
  for (const line of lines) {
    const units = got.get(line.id) ?? 0;
    expect(units, line.sku).toBeLessThanOrEqual(line.quantity);
    // Exactly once wherever the supplier can be asked; where it cannot, exactly once or an open question.
    if (!open.has(line.order_id)) expect(units, line.sku).toBe(line.quantity);
  }

  // One fulfilment and one mail for each parcel, none for what was never ordered.
  const effects = await rig.effects();
  const numbers = effects
    .filter(({ kind }) => kind === "fulfillment")
    .map(({ to }) => (to as { tracking: { number: string }[] }).tracking[0]!.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  // Of the supplier nobody can ask there is no number to fulfil with: that is for a person too.
  const parcels = actions.filter(({ kind, status }) => kind === "supplier.order" && status === "applied");
  expect(numbers.toSorted()).toEqual(parcels.map(({ id }) => `T-${id}`).toSorted());
  expect(effects.filter(({ kind }) => kind === "notification")).toHaveLength(numbers.length);

  // Nothing is missing without a word: every order is sent, or waits for a person who is told.
  for (const row of rows)
    if (row.state !== "sent") {
      const why = open.has(row.order_id) ? "is not known" : "cannot be asked";
      expect(row).toMatchObject({ waits_for: "person", reason: expect.stringContaining(why) });
    }
  console.info(
    `${count} orders, ${numbers.length} parcels, ${doubtful.length} questions to a person, ${actions.filter(({ attempts }) => Number(attempts) > 1).length} sent again`,
  );
}, 8_000_000);

interface Standing {
  order_id: string;
  state: string;
  waits_for: string;
  reason: string;
}

async function states(): Promise<Standing[]> {
  return (
    await env.DB.prepare("SELECT order_id, state, waits_for, reason FROM fulfilments").all<
      Standing & Record<string, unknown>
    >()
  ).results;
}

function double(id: string): SupplierDouble {
  return id === "asked" ? asked : mute;
}

/** The same chances every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
