import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, it } from "vitest";
import { watchFetch } from "#tests/workers/killer.ts";
import { accountForOrders, type OrderAccount, standingsOf } from "#tests/workers/order-account.ts";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";
import { delayedMs, type Fault, supplierDouble } from "#tests/workers/supplier-double.ts";
import { door } from "#workers/control/door.fixture.ts";

/**
 * Orders through two suppliers and a store of which each fails a fifth of the time: the reply lost after it was carried out,
 * carried out after the reply, 5xx. One supplier can be asked for an order, the other cannot; neither tells two orders apart.
 */

const count = inject("faultyOrders");
const seed = inject("faultySeed");
const asked = supplierDouble("asked", { lookup: true });
const mute = supplierDouble("mute", { lookup: false });
const doubles = [asked, mute];
const minute = 60_000;
/** Come when the first lost answer of the supplier that cannot be asked has made its kind ask a person again. */
const late = Math.ceil(count / 10);
const orders: string[] = [];
const skus: string[] = [];
let rig: OrderRig;

beforeAll(async () => {
  rig = await orderRig([asked.supplier, mute.supplier], {}, { seed, pointsPerSecond: 1_000 });
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
  skus.push(...results.map(({ sku }) => sku));
  for (const [at, sku] of skus.entries()) await rig.source(sku, at % 5 === 4 ? "mute" : "asked", `r-${sku}`, 1);
  watchFetch((url) => asked.answer(url) ?? mute.answer(url));
  const chance = generator(seed);
  const faults: Fault[] = ["reply-lost", "commit-delayed", "502"];
  for (const double of doubles) double.fault = () => (chance() < 0.2 ? faults[Math.floor(3 * chance())]! : null);
  for (const kind of faults)
    await rig.sandbox("POST", "faults", { target: "fulfillmentCreate", kind, rate: 0.07, delayMs: delayedMs });
  await buy({ count: count - late });
}, 600_000);

it(`sends each of ${count} orders once, or says what is open and to whom`, async () => {
  for (let round = 0; round < 2; round += 1) await pass(6 * minute);
  const items = [3, 4].map((at) => ({ sku: skus[at]!, quantity: 2 }));
  await buy({ count: late, items });
  for (let round = 0; round < 3; round += 1) await pass(6 * minute);
  for (const double of doubles) double.shipped = true;
  const account = await rested(({ wrong, moving }) => wrong.length === 0 && moving === 0);
  expect(account.wrong).toEqual([]);
  expect(account.moving).toBe(0);
  const { once, question, proposal, told } = account.units;
  const { marked, withPerson } = account.parcels;
  const again = (await rig.actions()).filter(({ attempts }) => Number(attempts) > 1).length;
  console.info(
    `${count} orders, seed ${seed}: ${once} units ordered once, ${question} in questions to a person, ${proposal} in proposals, ${told} told; ${marked} parcels marked as sent once, ${withPerson} for a person to mark; ${again} actions tried again`,
  );
}, 4_000_000);

it("has ordered every unit once when a person has answered what was open", async () => {
  const { once, question, proposal, told } = (await accountForOrders(rig, orders, doubles)).units;
  const bought = once + question + proposal + told;
  let answers = 0;
  const account = await rested(async ({ units, moving, wrong }) => {
    if (units.once === bought && moving === 0 && wrong.length === 0) return true;
    answers += await answerAll();
    return false;
  });
  expect(account).toMatchObject({ units: { once: bought, question: 0, proposal: 0, told: 0 }, wrong: [] });
  console.info(`${bought} units ordered once after ${answers} answers; parcels ${JSON.stringify(account.parcels)}`);
}, 4_000_000);

async function buy(purchase: object): Promise<void> {
  orders.push(...(await rig.buy(purchase)).map(({ id }) => id));
}

/** Shop time with everything that happens in it: a cron, the watchdog, what was answered too early, the webhooks. */
async function pass(ms: number): Promise<void> {
  await rig.run();
  // Carried out before anybody asks again.
  await new Promise((done) => setTimeout(done, 2 * delayedMs));
  await rig.advance(ms);
  await rig.sweep();
  await rig.mirror(orders);
}

/** Hours pass until it is as wanted; given up when nothing has moved for half a day. */
async function rested(wanted: (account: OrderAccount) => boolean | Promise<boolean>): Promise<OrderAccount> {
  let account = await accountForOrders(rig, orders, doubles);
  let before = "";
  for (let still = 0; still < 12 && !(await wanted(account)); ) {
    await pass(60 * minute);
    account = await accountForOrders(rig, orders, doubles);
    const now = JSON.stringify({ ...account, wrong: account.wrong.length });
    still = now === before ? still + 1 : 0;
    before = now;
  }
  return account;
}

/** A person looks at what waits for them, finds out about doubtful orders at the supplier, and approves the rest. */
async function answerAll(): Promise<number> {
  const { call } = door();
  const waiting = (await standingsOf("all")).flatMap((each) => each.waiting.map(({ id }) => id));
  for (const id of waiting) {
    const { status } = (await (await call("GET", `/v1/actions/${id}`)).json()) as { status: string };
    const happened = doubles.some(({ placed }) => placed.has(id));
    const answer = status === "proposed" ? "approve" : happened ? "confirm" : "retry";
    const response = await call("POST", `/v1/actions/${id}/${answer}`, { body: {} });
    expect(await response.json()).toMatchObject({ ok: true });
  }
  return waiting.length;
}

/** The same chances every time (mulberry32). */
function generator(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
