import { describe, expect, it } from "vitest";
import { advance } from "./advance.ts";
import { returnTarget, withReturns } from "./returns.ts";
import { orderFulfillmentSettings } from "./settings.ts";
import { actionOf, now, orderOf, readyOrder, remembered, snapshotOf } from "./snapshot.fixture.ts";
import type { OrderSnapshot, OwnAction, ReturnReading } from "./snapshot.ts";

const day = 86_400_000;
const hour = 3_600_000;
const settings = orderFulfillmentSettings.parse({ returnWindowDays: 30 });
const order = orderOf({ fulfillmentStatus: "FULFILLED" });
const target = returnTarget(order.id, "gid://shopify/Return/1");

function reading(change: Partial<ReturnReading> = {}): ReturnReading {
  return {
    id: "gid://shopify/Return/1",
    name: "#1-R1",
    status: "REQUESTED",
    requestedAt: now,
    lines: [{ lineId: "L1", quantity: 2 }],
    units: 2,
    valueMinor: 2_400,
    reasons: [],
    sentAt: now - 40 * day,
    deliveredAt: now - 10 * day,
    refund: null,
    ...change,
  };
}

function looked(returns: OrderSnapshot["returns"], change: Partial<OrderSnapshot> = {}) {
  const snapshot = readyOrder({ order, remembered: remembered({ state: "fulfilled" }), returns, ...change });
  const { shop, weights, suppliers } = snapshotOf([]);
  const terms = { shop, settings, weights, suppliers, taxesIncluded: true };
  return withReturns(advance(snapshot, terms, now), snapshot, settings, now);
}

const ours = (kind: string, status: string, change: Partial<OwnAction> = {}) =>
  actionOf({ kind, target, status, payload: {}, ...change });

describe("the answer to a request", () => {
  it.each([
    [30, "return.approve", 2_400],
    [31, "return.decline", 0],
  ])("%s whole days after delivery is %s", (days, kind, moneyMinor) => {
    const asked = looked([reading({ deliveredAt: now - days * day - 23 * hour })]);
    expect(asked.decisions).toMatchObject([
      { kind, target, moneyMinor, figures: { daysSinceDelivery: days, windowDays: 30, valueMinor: 2_400, units: 2 } },
    ]);
    expect(asked).toMatchObject({ lookAt: now + 6 * hour, detail: { returns: ["gid://shopify/Return/1"] } });
  });

  it("counts to the day of the request, however late we see it", () => {
    const asked = looked([reading({ deliveredAt: now - 60 * day, requestedAt: now - 31 * day })]);
    expect(asked.decisions).toMatchObject([{ kind: "return.approve", figures: { daysSinceDelivery: 29 } }]);
  });

  it("believes the carrier of the returned goods before the store, and other parcels not at all", () => {
    const parcel = (id: string, lineId: string, deliveredAt: number) => ({
      ...{ id, orderId: order.id, supplier: "cj", supplierOrderId: "S", status: "", costMinor: 1, currency: "GBP" },
      ...{ paid: true, promisedDays: 9, tracked: true, placedAt: 0, trackedAt: 0, movedAt: 0, lookAt: null },
      lines: [{ lineId, quantity: 2 }],
      deliveredAt,
    });
    const shipments = [parcel("a", "L1", now - 35 * day), parcel("b", "L2", now - 2 * day)];
    expect(looked([reading()], { shipments }).decisions).toMatchObject([
      { kind: "return.decline", figures: { daysSinceDelivery: 35 }, provenance: { daysSinceDelivery: "measured" } },
    ]);
  });

  it("takes the promised day where nobody saw it arrive, and says that it is assumed", () => {
    expect(looked([reading({ deliveredAt: null })]).decisions).toMatchObject([
      {
        kind: "return.approve",
        confidence: 0.6,
        figures: { daysSinceDelivery: 40 - settings.promisedDays },
        provenance: { daysSinceDelivery: "assumed" },
      },
    ]);
  });

  it.each(["proposed", "approved", "applying", "unknown"])("is not asked for again while one is %s", (status) => {
    expect(looked([reading()], { actions: [ours("return.approve", status)] })).toMatchObject({
      decisions: [],
      warning: null,
    });
  });

  it("is left to the person who turned it down", () => {
    const answered = looked([reading()], { actions: [ours("return.approve", "rejected")] });
    expect(answered.decisions).toEqual([]);
    expect(answered.warning).toMatch(/turned our proposal down: see to it in the store/);
  });

  it("is another action after one that failed, four times at most", () => {
    const tries = (count: number) => Array.from({ length: count }, () => ours("return.approve", "failed"));
    expect(looked([reading()], { actions: tries(3) }).decisions).toMatchObject([{ basis: "try 3" }]);
    expect(looked([reading()], { actions: tries(4) }).decisions).toEqual([]);
  });
});

describe("what came back", () => {
  const transactions = [{ gateway: "g", parentId: null, amountMinor: 2_400 }];
  const refund = { amountMinor: 2_400, lines: [{ lineId: "L1", quantity: 2 }], transactions };

  it("is proposed to be paid back with the store's amount", () => {
    const [decision] = looked([reading({ status: "CLOSED", refund })]).decisions;
    expect(decision).toMatchObject({ kind: "order.refund", target, group: "returned", moneyMinor: 2_400 });
    expect(decision?.reasons[0]?.text).toBe("2 units of #1 came back (#1-R1). The store would pay back £24.00");
  });

  it("is followed until it is paid back, and no longer when a person will not pay", () => {
    const closed = { status: "CLOSED", refund };
    expect(looked([reading(closed)], { actions: [ours("order.refund", "proposed")] }).detail.returns).toHaveLength(1);
    expect(looked([reading({ status: "CLOSED" })]).detail).not.toHaveProperty("returns");
    expect(looked([reading({ status: "OPEN" })])).toMatchObject({
      decisions: [],
      detail: { returns: [target.split(" ")[1]] },
    });
    const refused = looked([reading(closed)], { actions: [ours("order.refund", "rejected")] });
    expect([refused.decisions, refused.detail.returns, refused.warning]).toEqual([[], undefined, null]);
  });
});

it("looks again soon where the returns could not be read, and loses none of them", () => {
  const before = remembered({ state: "fulfilled", detail: { returns: ["gid://shopify/Return/9"] } });
  expect(looked("unread", { remembered: before })).toMatchObject({
    lookAt: now + hour / 2,
    detail: { returns: ["gid://shopify/Return/9"] },
  });
  expect(looked("unread").detail.returns).toEqual([]);
  expect(looked(null)).toMatchObject({ lookAt: null, decisions: [] });
});
