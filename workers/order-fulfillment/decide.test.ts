import { expect, it } from "vitest";
import type { SupplierOrderPayload } from "./actions/supplier-order-payload.ts";
import { decide } from "./decide.ts";
import { type OrderFulfillmentSettings, orderFulfillmentSettings } from "./settings.ts";
import { actionOf, now, orderOf, quoteOf, readyOrder, remembered, snapshotOf } from "./snapshot.fixture.ts";
import type { OrderSnapshot } from "./snapshot.ts";
import { finalStates, states } from "./states.ts";

const settings = orderFulfillmentSettings.parse({});
const hour = 3_600_000;
const day = 24 * hour;

function look(order: OrderSnapshot, over: Partial<OrderFulfillmentSettings> = {}, more = {}) {
  const made = decide(snapshotOf([order], more), { ...settings, ...over }, now);
  const moved = made.knowledge!.moved[0]!;
  return { ...moved.advanced, attention: moved.clocked.attention, dueAt: moved.clocked.dueAt };
}
const kinds = ({ decisions }: { decisions: { kind: string }[] }) => decisions.map(({ kind }) => kind);

const odd: [string, Partial<OrderSnapshot>, string, RegExp][] = [
  ["no lines", { order: orderOf({ lines: [] }) }, "closed", /no lines/],
  [
    "lines edited down to none",
    { order: orderOf({ lines: [{ ...orderOf().lines[0]!, quantity: 0 }] }) },
    "closed",
    /no lines/,
  ],
  [
    "lines edited down to none after ordering",
    { order: orderOf({ lines: [] }), actions: [actionOf({})] },
    "stopped",
    /ask cj to stop it/,
  ],
  ["nothing paid", { order: orderOf({ totalMinor: 0 }) }, "stopped", /worth nothing/],
  ["a negative total", { order: orderOf({ totalMinor: -500 }) }, "stopped", /-£5.00 cannot be right/],
  [
    "a negative price",
    { order: orderOf({ lines: [{ ...orderOf().lines[0]!, unitPriceMinor: -1 }] }) },
    "stopped",
    /the price of MUG of -£0.01 cannot be right/,
  ],
  ["an unknown currency", { order: orderOf({ currency: "QQQ" }) }, "stopped", /QQQ is no currency/],
  ["no currency", { order: orderOf({ currency: "" }) }, "stopped", /no currency is no currency/],
  ["another currency", { order: orderOf({ currency: "JPY" }) }, "stopped", /the shop counts in GBP/],
  ["no payment yet", { order: orderOf({ financialStatus: "AUTHORIZED" }) }, "unpaid", /authorized/],
  ["a voided payment", { order: orderOf({ financialStatus: "VOIDED" }) }, "closed", /voided/],
  ["a cancellation", { order: orderOf({ cancelledAt: now }) }, "cancelled", /before anything was ordered/],
  [
    "a cancellation after ordering",
    { order: orderOf({ cancelledAt: now }), actions: [actionOf({})] },
    "stopped",
    /ask cj to stop it/,
  ],
  ["a test", { order: orderOf({ test: true }) }, "closed", /test order/],
  ["a deletion", { order: orderOf({ deletedAt: now }) }, "closed", /no longer has/],
  ["fulfilment elsewhere", { order: orderOf({ fulfillmentStatus: "FULFILLED" }) }, "fulfilled", /somebody else/],
  ["nothing open in the store", { store: { ...readyOrder().store!, open: [] } }, "stopped", /nothing open/],
  ["nobody who sends it", { unsourced: ["L1", "L2"] }, "stopped", /nobody is named who sends MUG, LAMP/],
  [
    "no address",
    { store: { ...readyOrder().store!, addressProblem: "there is none" } },
    "held",
    /address cannot be delivered to/,
  ],
  [
    "somebody else's hold",
    { store: { ...readyOrder().store!, holds: [{ handle: "x", ours: false, reason: "OTHER" }] } },
    "held",
    /somebody else/,
  ],
  [
    "a store that cannot be read",
    { store: null, quotes: null, unread: "the store could not be read: down" },
    "routing",
    /could not be read/,
  ],
  [
    "a risk that cannot be read",
    { remembered: null, unread: "the risk could not be read: down" },
    "risk",
    /could not be read/,
  ],
];

/** What a supplier says of a parcel on its way. */
const news = {
  id: "a-1",
  supplierOrderId: "S1",
  status: "SHIPPED",
  trackingNumber: "T1",
  carrier: "Post",
  delivered: false,
  eventAt: null,
};

it.each(odd)("an order with %s ends in a clear state with a reason", (_what, change, state, reason) => {
  const order = change.order ?? orderOf();
  const seen = look(readyOrder({ ...change, order }));
  expect(seen).toMatchObject({ state, reason: expect.stringMatching(reason) });
  expect(kinds(seen).filter((kind) => kind.startsWith("supplier."))).toEqual([]);
});

it("an order of 500 lines is one order at its supplier", () => {
  const lines = Array.from({ length: 500 }, (_, at) => ({
    id: `L${at}`,
    variantId: `V${at}`,
    sku: `S${at}`,
    quantity: 1 + (at % 3),
    unitPriceMinor: 500,
    costMinor: 100,
  }));
  const order = orderOf({ lines, totalMinor: 500_000, taxMinor: 83_333 });
  const offered = lines.map(({ id }) => ({ lineId: id, reference: `r-${id}`, unitCost: 100, stock: 9 }));
  const seen = look(readyOrder({ order, quotes: [quoteOf("cj", { lines: offered })] }));
  expect(kinds(seen)).toEqual(["supplier.order"]);
  const payload = seen.decisions[0]!.payload as unknown as SupplierOrderPayload;
  expect(payload.lines.map(({ lineId, quantity }) => [lineId, quantity])).toEqual(
    lines.map(({ id, quantity }) => [id, quantity]),
  );
  expect(JSON.stringify(seen.decisions[0]).length).toBeLessThan(100_000);
});

it("waits for the cancel window, and orders when it is over", () => {
  const order = orderOf({ processedAt: now - 10 * 60_000 });
  expect(look(readyOrder({ order, store: null, quotes: null }))).toMatchObject({
    state: "window",
    waitsFor: "time",
    lookAt: now + 20 * 60_000,
    dueAt: now + 20 * 60_000,
    attention: null,
    decisions: [],
  });
  expect(look(readyOrder())).toMatchObject({ state: "ordering", reason: expect.stringContaining("cj") });
});

it("weighs the risk first, waits for the store's own verdict, and shows ours", () => {
  const fresh = { remembered: null, store: null, quotes: null };
  const order = orderOf({ processedAt: now - 60_000 });
  expect(look(readyOrder({ ...fresh, order, risk: { platform: "pending", features: {} } }))).toMatchObject({
    state: "risk",
    waitsFor: "store",
  });
  const good = look(readyOrder({ ...fresh, order, risk: { platform: "low", features: { priorGoodOrders: 3 } } }));
  expect(good).toMatchObject({ state: "window", risk: { level: "low", decision: "pass" } });
  expect(kinds(good)).toEqual(["risk.assess"]);
});

const bad = {
  platform: "high" as const,
  features: { platformRisk: "high" as const, cvv: "mismatch" as const, avs: "mismatch" as const, linkedFrauds: 2 },
};

it("holds a dangerous order with the amounts, and never cancels it", () => {
  const order = orderOf({ totalMinor: 90_000 });
  const seen = look(readyOrder({ order, remembered: null, risk: bad }));
  expect(seen.state).toBe("held");
  expect(seen.reason).toMatch(/£915.00 would be lost/);
  expect(kinds(seen)).toEqual(["risk.assess", "order.hold"]);
  expect(seen.decisions[1]).toMatchObject({
    payload: { reason: "HIGH_RISK_OF_FRAUD" },
    before: { held: false },
    after: { held: true },
  });
});

it("holds an order in its window after all when the store thinks worse of it by then", () => {
  const order = orderOf({ totalMinor: 90_000, processedAt: now - 10 * 60_000 });
  const seen = look(readyOrder({ order, remembered: remembered({ state: "window" }), risk: bad }));
  expect(seen).toMatchObject({ state: "held", risk: { level: "high" } });
  expect(kinds(seen)).toEqual(["risk.assess", "order.hold"]);
});

it("lets an order go once a person said no to holding it, undid the hold or released it in the store", () => {
  const held = remembered({ state: "held", riskScore: 0.6, riskLevel: "high", riskDecision: "decline" });
  const hold = (status: string) =>
    actionOf({
      id: "h",
      kind: "order.hold",
      target: orderOf().id,
      status,
      payload: { orderId: orderOf().id, reason: "HIGH_RISK_OF_FRAUD", notes: "" },
      result: null,
    });
  const ours = [{ handle: "royal-equips", ours: true, reason: "HIGH_RISK_OF_FRAUD" }];
  const at = (status: string, holds: typeof ours) =>
    look(readyOrder({ remembered: held, actions: [hold(status)], store: { ...readyOrder().store!, holds } }));
  expect(at("applied", ours)).toMatchObject({ state: "held", decisions: [] });
  expect(at("proposed", [])).toMatchObject({ state: "held", decisions: [] });
  for (const [status, holds] of [
    ["rejected", []],
    ["reverted", []],
    ["applied", []],
  ] as const)
    expect(at(status, [...holds]), status).toMatchObject({ state: "ordering" });
});

it("holds for a day where only waiting is worth it, then releases its own hold and goes on", () => {
  const since = now - 25 * hour;
  const held = remembered({ state: "held", since, riskScore: 0.05, riskLevel: "medium", riskDecision: "hold" });
  const hold = actionOf({
    id: "h",
    kind: "order.hold",
    target: orderOf().id,
    payload: { orderId: orderOf().id, reason: "HIGH_RISK_OF_FRAUD", notes: "" },
    result: null,
  });
  const ours = [{ handle: "royal-equips", ours: true, reason: "HIGH_RISK_OF_FRAUD" }];
  const after = look(readyOrder({ remembered: held, actions: [hold], store: { ...readyOrder().store!, holds: ours } }));
  expect(kinds(after)).toEqual(["order.release"]);
  const before = look(
    readyOrder({
      remembered: { ...held, since: now - hour },
      actions: [hold],
      store: { ...readyOrder().store!, holds: ours },
    }),
  );
  expect(before).toMatchObject({ state: "held", decisions: [] });
});

it("does not take an order back once it was let go: what is on its way is followed", () => {
  const hold = actionOf({
    id: "h",
    kind: "order.hold",
    target: orderOf().id,
    payload: { orderId: orderOf().id, reason: "HIGH_RISK_OF_FRAUD", notes: "" },
    result: null,
  });
  // Nothing is left to be asked for, so the store was not read.
  for (const riskDecision of ["hold", "review", "decline"])
    for (const state of ["ordering", "ordered", "sending"] as const)
      expect(
        look(
          readyOrder({
            remembered: remembered({ state, riskScore: 0.4, riskLevel: "high", riskDecision }),
            actions: [hold, actionOf({})],
            store: null,
            quotes: null,
          }),
        ),
        `${riskDecision} ${state}`,
      ).toMatchObject({ state: "ordered", decisions: [] });
});

it("splits an order where no supplier has all of it, one action a supplier, no unit twice", () => {
  const one = quoteOf("cj", {
    lines: [
      { lineId: "L1", reference: "m", unitCost: 300, stock: 1 },
      { lineId: "L2", reference: "l", unitCost: 400, stock: 9 },
    ],
  });
  const two = quoteOf("printful", { lines: [{ lineId: "L1", reference: "pm", unitCost: 500, stock: 9 }] });
  const seen = look(readyOrder({ quotes: [one, two] }));
  expect(kinds(seen)).toEqual(["supplier.order", "supplier.order"]);
  const lines = seen.decisions.flatMap(({ payload }) => (payload as unknown as SupplierOrderPayload).lines);
  const of = (id: string) =>
    lines.filter(({ lineId }) => lineId === id).reduce((sum, { quantity }) => sum + quantity, 0);
  expect([of("L1"), of("L2")]).toEqual([2, 1]);
  expect(new Set(seen.decisions.map(({ target }) => target)).size).toBe(2);
  expect(seen.decisions[0]!.reasons.some(({ text }) => /one of 2 parcels/.test(text))).toBe(true);
});

it("takes another supplier when one refused, was declined or is down, and says why", () => {
  const refused = actionOf({ status: "failed", failedAtVendor: true, statusReason: "out of range" });
  const seen = look(readyOrder({ actions: [refused], quotes: [quoteOf("cj"), quoteOf("printful", { freight: 600 })] }));
  expect(seen.decisions).toMatchObject([{ kind: "supplier.order", target: "gid://shopify/Order/1 at printful" }]);
  expect(seen.decisions[0]!.reasons).toContainEqual({
    code: "instead",
    text: "cj: it did not take the order: out of range",
  });
  const declined = look(readyOrder({ actions: [actionOf({ status: "rejected" })] }));
  expect(declined).toMatchObject({ state: "routing", reason: expect.stringContaining("a person declined") });
  const down = look(readyOrder({ quotes: [quoteOf("cj", { problem: "is down", lines: [] }), quoteOf("printful")] }));
  expect(down.decisions[0]!.reasons).toContainEqual({ code: "instead", text: "cj: is down" });
});

it("asks a supplier that was ill again after an hour, under another number", () => {
  const dead = (updatedAt: number) => actionOf({ status: "dead", statusReason: "not done after 5 tries", updatedAt });
  expect(look(readyOrder({ actions: [dead(now - 1)] }))).toMatchObject({ state: "routing", decisions: [] });
  expect(look(readyOrder({ actions: [dead(now - 2 * hour)] })).decisions).toMatchObject([{ basis: "try 1" }]);
});

it("orders again at the same supplier under another number when the guard turned an order back", () => {
  const turned = actionOf({ status: "failed", failedAtVendor: false, statusReason: "the order is on hold" });
  expect(look(readyOrder({ actions: [turned] })).decisions).toMatchObject([{ basis: "try 1" }]);
});

it("never has two plans for one order open", () => {
  for (const status of ["proposed", "approved", "scheduled", "applying"])
    expect(look(readyOrder({ actions: [actionOf({ status })] })), status).toMatchObject({
      state: "ordering",
      decisions: [],
    });
  const unknown = look(
    readyOrder({
      actions: [actionOf({ status: "unknown", statusReason: "it may or may not have happened: a person must look" })],
    }),
  );
  expect(unknown).toMatchObject({ state: "ordering", waitsFor: "person", decisions: [] });
});

it("sends a supplier without a look-up one order only, and says so", () => {
  const seen = look(readyOrder({ quotes: [quoteOf("old", { lookup: false })] }));
  expect(kinds(seen)).toEqual(["supplier.order-once"]);
  expect(seen.decisions[0]!.reasons.map(({ code }) => code)).toContain("once");
});

it("orders nothing below the least margin", () => {
  const dear = quoteOf("cj", { freight: 3_000 });
  expect(look(readyOrder({ quotes: [dear] }))).toMatchObject({
    state: "stopped",
    reason: expect.stringMatching(/would leave -£10.54/),
    decisions: [],
  });
  expect(look(readyOrder({ quotes: [dear] }), { leastMargin: -1 })).toMatchObject({ state: "ordering" });
});

it("waits for what nobody has, then sends the rest, then proposes to pay it back", () => {
  const short = quoteOf("cj", {
    lines: [
      { lineId: "L1", reference: "m", unitCost: 300, stock: 0 },
      { lineId: "L2", reference: "l", unitCost: 300, stock: 9 },
    ],
  });
  const since = (ms: number) =>
    remembered({ state: "routing", detail: { shortSince: now - ms, short: [{ lineId: "L1", quantity: 2 }] } });
  const first = look(readyOrder({ quotes: [short] }));
  expect(first).toMatchObject({
    state: "routing",
    reason: expect.stringContaining("0 of 2 of MUG"),
    detail: { shortSince: now },
    decisions: [],
  });
  const later = look(readyOrder({ quotes: [short], remembered: since(30 * hour) }));
  expect(later.decisions).toMatchObject([{ kind: "supplier.order", payload: { lines: [{ lineId: "L2" }] } }]);
  const refund = {
    amountMinor: 2_400,
    lines: [{ lineId: "L1", quantity: 2 }],
    transactions: [{ gateway: "g", parentId: null, amountMinor: 2_400 }],
  };
  const ordered = actionOf({
    payload: {
      ...(actionOf({}).payload as object),
      lines: [{ lineId: "L2", reference: "l", quantity: 1, unitCostMinor: 300 }],
    },
  });
  const last = look(
    readyOrder({
      quotes: [short],
      remembered: since(4 * day),
      actions: [ordered],
      store: { ...readyOrder().store!, refund },
    }),
  );
  expect(last.decisions).toMatchObject([{ kind: "order.refund", moneyMinor: 2_400 }]);
});

it("follows a parcel: a number, a fulfilment in the store, the door", () => {
  const placed = actionOf({});
  expect(look(readyOrder({ actions: [placed] }))).toMatchObject({
    state: "ordered",
    waitsFor: "supplier",
    shipments: [{ id: "a-1", supplierOrderId: "S1", tracked: false }],
  });
  const tracked = look(readyOrder({ actions: [placed], news: [news] }));
  expect(tracked).toMatchObject({ state: "sending", shipments: [{ tracked: true, trackedAt: now }] });
  expect(tracked.decisions).toMatchObject([
    { kind: "fulfillment.create", target: "gid://shopify/Order/1 parcel a-1", payload: { ordinal: 1, notify: true } },
  ]);
  expect(JSON.stringify(tracked.decisions)).not.toContain("T1");
  const done = actionOf({
    id: "f",
    kind: "fulfillment.create",
    target: "gid://shopify/Order/1 parcel a-1",
    payload: tracked.decisions[0]!.payload,
    result: {
      lines: [
        { lineId: "L1", quantity: 2 },
        { lineId: "L2", quantity: 1 },
      ],
    },
  });
  const order = orderOf({ fulfillmentStatus: "FULFILLED" });
  const sent = look(readyOrder({ order, actions: [placed, done], shipments: tracked.shipments }));
  expect(sent).toMatchObject({ state: "sent", waitsFor: "carrier", decisions: [] });
  const arrived = look(
    readyOrder({ order, actions: [placed, done], shipments: tracked.shipments, news: [{ ...news, delivered: true }] }),
  );
  expect(arrived).toMatchObject({ state: "delivered", lookAt: null });
});

it("fulfils the rest of a parcel whose units lie at another of the shop's locations", () => {
  const shipments = look(
    readyOrder({
      actions: [actionOf({})],
      news: [
        {
          id: "a-1",
          supplierOrderId: null,
          status: "x",
          trackingNumber: "T",
          carrier: null,
          delivered: false,
          eventAt: null,
        },
      ],
    }),
  ).shipments;
  const half = actionOf({
    id: "f",
    kind: "fulfillment.create",
    target: "gid://shopify/Order/1 parcel a-1",
    payload: {
      shipmentId: "a-1",
      lines: [
        { lineId: "L1", quantity: 2 },
        { lineId: "L2", quantity: 1 },
      ],
    },
    result: { lines: [{ lineId: "L1", quantity: 2 }] },
  });
  const seen = look(readyOrder({ actions: [actionOf({}), half], shipments }));
  expect(seen.decisions).toMatchObject([{ payload: { ordinal: 2, lines: [{ lineId: "L2", quantity: 1 }] } }]);
});

it("says what needs attention: no number a week after payment, two days of silence, time up, slower than the lane", () => {
  const placed = actionOf({ appliedAt: now - 8 * day });
  const week = look(
    readyOrder({
      actions: [placed],
      remembered: remembered({ state: "ordered", since: now - hour, paidAt: now - 8 * day }),
    }),
  );
  expect(week.attention).toMatch(/no tracking number 8 days after payment/);
  expect(week.attention).toMatch(/no news of a parcel of cj for more than 48 hours/);
  const slow = look(
    readyOrder({ unsourced: ["L1", "L2"], remembered: remembered({ state: "stopped", since: now - 30 * hour }) }),
  );
  expect(slow).toMatchObject({
    attention: expect.stringMatching(/stopped for 30 hours, it should take 24 hours at most/),
    dueAt: now - 6 * hour,
  });
  const lane = look(
    readyOrder({ actions: [actionOf({})], remembered: remembered({ state: "ordered", since: now - 20 * hour }) }),
    {},
    { laneP95: { "ordered cj": 10 * hour } },
  );
  expect(lane.attention).toMatch(/nineteen of twenty orders with cj take less than 10 hours/);
  expect(look(readyOrder()).attention).toBeNull();
});

it("has a clock for every state an order can stay in", () => {
  const ends: readonly string[] = finalStates;
  for (const state of states.filter((each) => !ends.includes(each) && each !== "window"))
    expect(Object.keys(settings.slaHours), state).toContain(state);
});

it("sees an order edited after it was ordered", () => {
  const order = orderOf({ lines: [orderOf().lines[0]!, { ...orderOf().lines[1]!, quantity: 0 }] });
  expect(look(readyOrder({ order, actions: [actionOf({})] })).attention).toMatch(/edited after it was ordered: LAMP/);
  const more = orderOf({ lines: [{ ...orderOf().lines[0]!, quantity: 5 }, orderOf().lines[1]!] });
  const store = {
    ...readyOrder().store!,
    open: [
      { fulfillmentOrderId: "f", locationId: "l", lineId: "L1", remaining: 5 },
      { fulfillmentOrderId: "f", locationId: "l", lineId: "L2", remaining: 1 },
    ],
  };
  const added = look(readyOrder({ order: more, store, actions: [actionOf({})] }));
  expect(added.decisions).toMatchObject([{ basis: "try 1", payload: { lines: [{ lineId: "L1", quantity: 3 }] } }]);
});

it("tells a person where a supplier waits for its money", () => {
  const unpaid = actionOf({ result: { supplierOrderId: "S1", paid: false } });
  expect(look(readyOrder({ actions: [unpaid] }))).toMatchObject({
    waitsFor: "person",
    attention: expect.stringContaining("waits for its money"),
  });
});

it("prefers the supplier that kept its word lately", () => {
  const late = Array.from({ length: 20 }, () => ({ onTime: false, ageDays: 1 }));
  const good = Array.from({ length: 20 }, () => ({ onTime: true, ageDays: 1 }));
  const quotes = [quoteOf("cj", { freight: 200 }), quoteOf("printful", { freight: 300 })];
  const choose = (suppliers: object) => look(readyOrder({ quotes }), {}, { suppliers }).decisions[0]!.target;
  expect(choose({})).toMatch(/cj$/);
  expect(choose({ cj: { outcomes: late, leadDays: [] }, printful: { outcomes: good, leadDays: [] } })).toMatch(
    /printful$/,
  );
});

it("looks again at an order that is over while a call for it is under way", () => {
  const calling = actionOf({ status: "applying" });
  const ends: [Partial<OrderSnapshot["order"]>, string][] = [
    [{ cancelledAt: now }, "cancelled"],
    [{ deletedAt: now }, "closed"],
    [{ fulfillmentStatus: "FULFILLED" }, "fulfilled"],
    [{ financialStatus: "VOIDED" }, "closed"],
    [{ lines: [] }, "closed"],
  ];
  for (const [change, state] of ends) {
    const order = orderOf(change);
    expect(look(readyOrder({ order, actions: [calling] })), state).toMatchObject({ state, lookAt: now + 60_000 });
    expect(look(readyOrder({ order, actions: [actionOf({ status: "failed" })] })), state).toMatchObject({
      lookAt: null,
    });
  }
});

it("leaves no order that was placed behind when the store's is deleted or edited down to nothing", () => {
  for (const change of [{ deletedAt: now }, { lines: [] }])
    expect(look(readyOrder({ order: orderOf(change), actions: [actionOf({})] }))).toMatchObject({
      state: "stopped",
      waitsFor: "person",
      reason: expect.stringMatching(/after it was ordered: ask cj to stop it/),
    });
});

it("keeps telling a person what nobody is named for when the rest is on its way", () => {
  const lamp = { reference: "l", quantity: 1, unitCostMinor: 400 };
  const rest = { ...(actionOf({}).payload as SupplierOrderPayload), lines: [{ lineId: "L2", ...lamp }] };
  for (const status of ["applying", "unknown", "applied"]) {
    const seen = look(readyOrder({ unsourced: ["L1"], actions: [actionOf({ status, payload: rest })] }));
    expect(seen.attention, status).toMatch(/nobody is named who sends MUG/);
    expect(seen.decisions).toEqual([]);
  }
});

it("takes a fulfilment of its own whose answer was lost for nobody else's", () => {
  const order = orderOf({ fulfillmentStatus: "FULFILLED" });
  const mark = (status: string) =>
    actionOf({ id: "f", kind: "fulfillment.create", status, payload: { shipmentId: "a-1", lines: [] }, result: null });
  for (const status of ["applying", "unknown", "reverting"])
    expect(look(readyOrder({ order, actions: [actionOf({}), mark(status)] })), status).toMatchObject({
      state: "sent",
      attention: null,
    });
  expect(look(readyOrder({ order, actions: [actionOf({}), mark("failed")] })).attention).toMatch(/fulfilled elsewhere/);
});

it("is done with an order of a supplier that cannot be asked when a person has marked it as sent", () => {
  const mute = actionOf({ id: "m", kind: "supplier.order-once", appliedAt: now - 9 * day });
  const order = orderOf({ fulfillmentStatus: "FULFILLED" });
  const seen = { order, remembered: remembered({ paidAt: now - 9 * day }) };
  expect(look(readyOrder({ ...seen, actions: [mute] }))).toMatchObject({ state: "fulfilled", attention: null });
  expect(look(readyOrder({ ...seen, actions: [{ ...mute, status: "unknown" }] }))).toMatchObject({
    state: "sent",
    attention: expect.stringContaining("ask cj to stop it"),
  });
  // With a parcel that can be followed beside it, that one decides.
  const marked = actionOf({ id: "f", kind: "fulfillment.create", payload: { shipmentId: "a-1", lines: [] } });
  const both = { ...seen, actions: [actionOf({}), mute, marked] };
  expect(look(readyOrder({ ...both, news: [news] }))).toMatchObject({ state: "sent", attention: null });
  expect(look(readyOrder({ ...both, news: [{ ...news, delivered: true }] })).state).toBe("delivered");
});

it("looks again within a minute at an order it places anew, and seldom where nothing comes of it", () => {
  const ordering = remembered({ state: "ordering" });
  const failed = actionOf({ status: "failed", statusReason: "the order is on hold" });
  expect(look(readyOrder({ remembered: ordering, actions: [failed] })).lookAt).toBe(now + 60_000);
  expect(look(readyOrder({ remembered: ordering })).lookAt).toBe(now + 6 * hour);
});
