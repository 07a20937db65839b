import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { killedAt } from "#tests/workers/crash-points.ts";
import { watchFetch } from "#tests/workers/killer.ts";
import { moveClock } from "#tests/workers/kit-harness.ts";
import { action, recover, type Seeded, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { type OrderRig, orderRig } from "#tests/workers/order-rig.ts";
import { supplierDouble } from "#tests/workers/supplier-double.ts";

/**
 * For each kind, killed before and after every n-th outside operation of its applying and of its undoing: exactly one effect
 * where the vendor has a key or can be asked, at most one and a question to a person where it has neither.
 */

const every = inject("crashEvery");
const asked = supplierDouble("asked", { lookup: true });
const mute = supplierDouble("mute", { lookup: false });
let rig: OrderRig;
let sku: string;

interface Subject {
  seed(round: number): Promise<Seeded>;
  /** How often its effect happened since the mark. */
  effects(seed: Seeded, id: string, mark: number): Promise<number>;
  undone?(seed: Seeded, id: string, mark: number): Promise<number>;
  certainty?: "at-most-once";
}

const since = async (mark: number, root: string, target: string) =>
  (await rig.effects()).slice(mark).filter((effect) => effect.root === root && effect.target === target).length;
const orderOf = ({ payload }: Seeded) => (payload as { orderId: string }).orderId;
const returnOf = ({ payload }: Seeded) => (payload as { returnId: string }).returnId;
const fulfilmentOrderOf = (id: string) => id.replace("/Order/56000", "/FulfillmentOrder/65000");

const subjects: Record<string, Subject> = {
  "risk.assess (looked up by its own fact)": {
    seed: async () => {
      const order = await bought();
      const payload = {
        orderId: order,
        level: "MEDIUM",
        facts: [{ description: "Ordered at night", sentiment: "NEGATIVE" }],
      };
      return { kind: "risk.assess", target: order, effect: "delta", payload, before: null, after: { level: "MEDIUM" } };
    },
    effects: (seed, _id, mark) => since(mark, "orderRiskAssessmentCreate", orderOf(seed)),
  },
  "order.hold (absolute, our own handle)": {
    seed: async () => {
      const order = await bought();
      const payload = { orderId: order, reason: "HIGH_RISK_OF_FRAUD", notes: "a test" };
      return {
        kind: "order.hold",
        target: order,
        effect: "absolute",
        payload,
        before: { held: false },
        after: { held: true },
      };
    },
    effects: (seed, _id, mark) => since(mark, "fulfillmentOrderHold", fulfilmentOrderOf(orderOf(seed))),
    undone: (seed, _id, mark) => since(mark, "fulfillmentOrderReleaseHold", fulfilmentOrderOf(orderOf(seed))),
  },
  "supplier.order (looked up by our number)": {
    seed: (round) => supplierSeed("supplier.order", "asked", round),
    effects: async (_seed, id) => asked.placed.get(id)?.length ?? 0,
  },
  "supplier.order-once (nothing to ask)": {
    seed: (round) => supplierSeed("supplier.order-once", "mute", round),
    effects: async (_seed, id) => mute.placed.get(id)?.length ?? 0,
    certainty: "at-most-once",
  },
  "fulfillment.create (looked up by tracking number)": {
    seed: async (round) => {
      const order = await bought();
      const line = await env.DB.prepare("SELECT id, quantity FROM order_lines WHERE order_id = ?1").bind(order).first();
      const lines = [{ lineId: String(line?.id), quantity: Number(line?.quantity) }];
      const shipmentId = `parcel-${round}`;
      await env.DB.prepare(
        `INSERT INTO shipments (id, order_id, supplier, lines, cost_minor, currency, tracking_number, placed_at, updated_at)
         VALUES (?1, ?2, 'asked', ?3, 1, 'GBP', ?4, 1, 1)`,
      )
        .bind(shipmentId, order, JSON.stringify(lines), `T-${round}`)
        .run();
      const payload = { orderId: order, shipmentId, ordinal: 1, lines, notify: true };
      return {
        kind: "fulfillment.create",
        target: `${order} parcel ${shipmentId}`,
        effect: "delta",
        payload,
        before: null,
        after: null,
      };
    },
    effects: (seed, _id, mark) => since(mark, "fulfillmentCreate", orderOf(seed)).then((count) => count / 2),
    undone: async (_seed, _id, mark) =>
      (await rig.effects()).slice(mark).filter(({ root }) => root === "fulfillmentCancel").length,
  },
  "order.refund (keyed)": {
    seed: async () => {
      const order = await bought();
      const line = await env.DB.prepare("SELECT id, unit_price_minor FROM order_lines WHERE order_id = ?1")
        .bind(order)
        .first();
      const amountMinor = Number(line?.unit_price_minor);
      const transactions = [{ gateway: "sandbox-payments", parentId: null, amountMinor }];
      const payload = {
        orderId: order,
        lines: [{ lineId: String(line?.id), quantity: 1 }],
        amountMinor,
        transactions,
        restock: "NO_RESTOCK",
      };
      return { kind: "order.refund", target: order, effect: "delta", payload, before: null, after: { amountMinor } };
    },
    effects: (seed, _id, mark) => since(mark, "refundCreate", orderOf(seed)),
  },
  "return.approve (looked up by the return's status)": {
    seed: () => returnSeed("return.approve", "OPEN"),
    effects: (seed, _id, mark) => since(mark, "returnApproveRequest", returnOf(seed)),
  },
  "return.decline (looked up by the return's status)": {
    seed: () => returnSeed("return.decline", "DECLINED"),
    effects: (seed, _id, mark) => since(mark, "returnDeclineRequest", returnOf(seed)),
  },
};

beforeAll(async () => {
  rig = await orderRig([asked.supplier, mute.supplier]);
  await rig.mode("approve");
  sku = String(await env.DB.prepare("SELECT sku FROM variants ORDER BY id LIMIT 1").first("sku"));
  watchFetch((url) => asked.answer(url) ?? mute.answer(url));
}, 60_000);

describe.each(Object.entries(subjects))("%s", (_name, subject) => {
  it("has its one effect wherever its applying is killed", async () => {
    const points = await throughPoints(async (point, round) => {
      const seed = await subject.seed(round);
      const mark = (await rig.effects()).length;
      const id = await seedAction(rig.desk, seed);
      const died = await killedAt(rig.desk, id, point);
      const row = await recover(rig.desk, id);
      const effects = await subject.effects(seed, id, mark);
      const where = `${point.when} ${point.at}: ${row.status_reason}`;
      if (subject.certainty !== "at-most-once" || !died) expect([row.status, effects], where).toEqual(["applied", 1]);
      else {
        expect(effects, where).toBeLessThanOrEqual(1);
        if (row.status === "applied") expect(effects, where).toBe(1);
        else
          expect(row, where).toMatchObject({
            status: "unknown",
            status_reason: expect.stringContaining("a person must look"),
          });
      }
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(Math.floor(12 / every));
  }, 300_000);
});

const undoable = Object.entries(subjects).filter(([, { undone }]) => undone !== undefined);

describe.each(undoable)("%s", (_name, subject) => {
  it("is undone once wherever its undoing is killed", async () => {
    await throughPoints(async (point, round) => {
      const seed = await subject.seed(10_000 + round);
      const id = await seedAction(rig.desk, seed);
      await work(rig.desk, id);
      expect(await action(id)).toMatchObject({ status: "applied", status_reason: null });
      const mark = (await rig.effects()).length;
      await requestRevert(env.DB, {
        ids: [id],
        actor: "test",
        role: "admin",
        now: await shopNow(),
        requestId: crypto.randomUUID(),
      });
      const died = await killedAt(rig.desk, id, point);
      const row = await recover(rig.desk, id);
      const undone = await subject.undone!(seed, id, mark);
      expect([row.status, undone], `${point.when} ${point.at}: ${row.status_reason}`).toEqual(["reverted", 1]);
      return died;
    });
  }, 300_000);
});

it("pays back once also where the answer was lost and the store no longer knows the key", async () => {
  const subject = subjects["order.refund (keyed)"]!;
  const seed = await subject.seed(1);
  const mark = (await rig.effects()).length;
  const id = await seedAction(rig.desk, seed);
  await work(rig.desk, id);
  const paid = await action(id);
  expect(paid).toMatchObject({ status: "applied", status_reason: null });
  await env.DB.prepare(
    "UPDATE actions SET status = 'unknown', result = NULL, idempotency_key = 'forgotten' WHERE id = ?1",
  )
    .bind(id)
    .run();
  expect(await recover(rig.desk, id)).toMatchObject({ status: "applied", result: paid.result });
  expect(await subject.effects(seed, id, mark)).toBe(1);
});

it("releases its own hold and leaves somebody else's alone", async () => {
  const order = await bought();
  const graphql = (query: string) =>
    fetch(`${rig.origin}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_sandbox" },
      body: JSON.stringify({ query }),
    }).then((reply) => reply.json());
  const target = fulfilmentOrderOf(order);
  await graphql(
    `mutation { fulfillmentOrderHold(id: "${target}", fulfillmentHold: { reason: OTHER, handle: "theirs" }) { userErrors { message } } }`,
  );
  const payload = { orderId: order, reason: "HIGH_RISK_OF_FRAUD", notes: "" };
  const hold = await seedAction(rig.desk, {
    kind: "order.hold",
    target: order,
    effect: "absolute",
    payload,
    before: { held: false },
    after: { held: true },
  });
  await work(rig.desk, hold);
  const release = await seedAction(rig.desk, {
    kind: "order.release",
    target: order,
    effect: "absolute",
    payload,
    before: { held: true },
    after: { held: false },
  });
  await work(rig.desk, release);
  expect([(await action(hold)).status, (await action(release)).status]).toEqual(["applied", "applied"]);
  const left = await graphql(`{ fulfillmentOrder(id: "${target}") { fulfillmentHolds { handle } } }`);
  expect(left).toMatchObject({ data: { fulfillmentOrder: { fulfillmentHolds: [{ handle: "theirs" }] } } });
});

it.each([
  ["was cancelled", { cancel: true }, /cancelled meanwhile/],
  ["lost its lines", { quantities: [{ sku: "", quantity: 0 }] }, /only 0 of 2 units are still open/],
  ["was sent by others", { fulfil: true }, /only 0 of 2 units are still open/],
  ["has no address", { address: "missing" }, /cannot be delivered to: there is none/],
  ["has an address that does not exist", { address: "invalid" }, /does not exist/],
  ["is no longer paid", { financial: "VOIDED" }, /no longer paid/],
])("orders nothing for an order that %s after it was approved", async (_what, change, reason) => {
  const seed = await supplierSeed("supplier.order", "asked", 1);
  const given = "quantities" in change ? { quantities: [{ sku, quantity: 0 }] } : change;
  await rig.edit(orderOf(seed), given);
  const id = await seedAction(rig.desk, seed);
  await work(rig.desk, id);
  expect(await action(id)).toMatchObject({ status: "failed", status_reason: expect.stringMatching(reason) });
  expect(asked.placed.has(id)).toBe(false);
});

it("orders no unit twice when two plans for one order were both approved", async () => {
  const first = await supplierSeed("supplier.order", "asked", 1);
  const second = {
    ...first,
    target: `${orderOf(first)} at mute`,
    kind: "supplier.order-once",
    payload: { ...(first.payload as object), supplier: "mute" },
  };
  const ids = [await seedAction(rig.desk, first), await seedAction(rig.desk, second)];
  for (const id of ids) await work(rig.desk, id);
  expect([(await action(ids[0]!)).status, (await action(ids[1]!)).status]).toEqual(["applied", "failed"]);
  expect((await action(ids[1]!)).status_reason).toMatch(/ordered meanwhile/);
});

it.each([
  ["person", true],
  // Nobody approved it, and the policy has no limit in money: it was placed unpaid.
  ["policy", false],
])("knows of an order whose answer was lost whether it was paid: by a %s", async (decidedBy, paid) => {
  const kinds = { "supplier.order": { rule: "auto" } };
  await env.DB.prepare("INSERT OR IGNORE INTO policies (version, document, author, at) VALUES (1, ?1, 'test', ?2)")
    .bind(JSON.stringify({ kinds }), await shopNow())
    .run();
  const faults = ["reply-lost", null];
  asked.fault = () => (faults.shift() as "reply-lost" | undefined) ?? null;
  const id = await seedAction(rig.desk, { ...(await supplierSeed("supplier.order", "asked", 1)), decidedBy });
  await work(rig.desk, id);
  asked.fault = null;
  expect((await action(id)).status).toBe("unknown");
  const row = await recover(rig.desk, id);
  expect([row.status, JSON.parse(String(row.result))]).toEqual([
    "applied",
    { supplierOrderId: `asked-${id}`, status: "OPEN", paid },
  ]);
});

it("knows of a fulfilment whose answer was lost which units of the parcel it stands for", async () => {
  const seed = await subjects["fulfillment.create (looked up by tracking number)"]!.seed(20_000);
  const { orderId, lines } = seed.payload as { orderId: string; lines: { lineId: string; quantity: number }[] };
  // Of two units only one is left to be sent.
  await rig.edit(orderId, { quantities: [{ sku, quantity: 1 }] });
  await rig.sandbox("POST", "faults", { target: "fulfillmentCreate", kind: "reply-lost", count: 1 });
  const id = await seedAction(rig.desk, seed);
  await work(rig.desk, id);
  expect((await action(id)).status).toBe("unknown");
  const row = await recover(rig.desk, id);
  expect([row.status, JSON.parse(String(row.result))]).toMatchObject([
    "applied",
    { lines: [{ lineId: lines[0]!.lineId, quantity: 1 }] },
  ]);
});

async function bought(): Promise<string> {
  const [order] = await rig.buy({ items: [{ sku, quantity: 2 }] });
  return order!.id;
}

/** A return asked for of a unit that was sent. */
async function returnSeed(kind: string, to: string): Promise<Seeded> {
  const order = await bought();
  const change = { fulfil: true, returnRequest: { items: [{ sku, quantity: 1 }] } };
  const reply = await rig.sandbox("POST", `orders/${encodeURIComponent(order)}`, change);
  const { return: returnId } = reply as { return: string };
  const payload = { orderId: order, returnId, notify: false };
  const [before, after] = [{ status: "REQUESTED" }, { status: to }];
  return { kind, target: `${order} ${returnId}`, effect: "delta", payload, before, after };
}

async function supplierSeed(kind: string, supplier: string, round: number): Promise<Seeded> {
  const order = await bought();
  const line = await env.DB.prepare("SELECT id FROM order_lines WHERE order_id = ?1").bind(order).first("id");
  const payload = {
    orderId: order,
    supplier,
    lines: [{ lineId: String(line), reference: `r-${round}`, quantity: 2, unitCostMinor: 10 }],
    freightMinor: 150,
    service: "Post",
    fromCountry: "GB",
    promisedDays: 8,
    pay: true,
    quotedAt: await shopNow(),
    netMinor: 1_000,
    feeMinor: 10,
    leastMargin: -1,
    rate: 1,
  };
  return {
    kind,
    target: `${order} at ${supplier}`,
    effect: "delta",
    payload,
    before: null,
    after: null,
    moneyMinor: 170,
  };
}

async function shopNow(): Promise<number> {
  await moveClock(0);
  return Date.now() + Number((await env.KV.get("clock:offset")) ?? 0);
}

/** Every n-th operation, before and after it, from the first to the last; answers how many died. */
async function throughPoints(
  attempt: (point: { at: number; when: "before" | "after" }, round: number) => Promise<boolean>,
): Promise<number> {
  let died = 0;
  for (let at = 0; at < 80; at += 1) {
    // The points next to the call itself are the ones that matter most, and where they lie differs from kind to kind.
    const when = at % (2 * every) < every ? (["before", "after"] as const) : (["after", "before"] as const);
    if (at % every !== 0) continue;
    if (!(await attempt({ at, when: when[0] }, 2 * at))) return died;
    died += 1;
    if (every === 1 && (await attempt({ at, when: when[1] }, 2 * at + 1))) died += 1;
  }
  throw new Error("there is no end to its operations");
}
