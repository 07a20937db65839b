import fc from "fast-check";
import { expect, it } from "vitest";
import { historyFeatures } from "./history-features.ts";
import { scoreOrder } from "./score-order.ts";
import { KEY_KINDS, type Sighting } from "./sighting.ts";
import { velocityOf } from "./velocity.ts";

const minute = 60_000;
const day = 1_440 * minute;

function sighting(about: Partial<Omit<Sighting, "keys">> & { keys?: Partial<Sighting["keys"]> }): Sighting {
  const none = { card: null, device: null, ip: null, email: null, address: null };
  const { keys, ...rest } = about;
  return {
    order: "order",
    at: 100 * day,
    account: null,
    failedPayments: 0,
    discounted: false,
    outcome: null,
    ...rest,
    keys: { ...none, ...keys },
  };
}

it("counts a card's orders within ten minutes, an hour, a day and thirty days", () => {
  const order = sighting({ keys: { card: "c" } });
  const past = [5 * minute, 10 * minute, 30 * minute, 20 * 60 * minute, 29 * day, 31 * day].map((ago, i) =>
    sighting({ order: `p${i}`, at: order.at - ago, keys: { card: "c" } }),
  );
  expect(velocityOf(order, past).card).toEqual({ "10min": 2, "1h": 3, "24h": 4, "30d": 5 });
  expect(velocityOf(order, past).ip).toEqual({ "10min": 0, "1h": 0, "24h": 0, "30d": 0 });
});

it("counts other cards and other accounts once each, and not its own", () => {
  const order = sighting({ account: "me", keys: { card: "c", ip: "i", device: "d", email: "e" } });
  const seen = [
    { account: "me", keys: { card: "c", ip: "i", device: "d" } },
    { account: "you", keys: { card: "x", ip: "i", device: "d" } },
    { account: "you", keys: { card: "x", ip: "i", device: "d", email: "e" } },
    { account: "them", keys: { card: "y", ip: "i", device: "other" } },
  ];
  const past = seen.map((each, i) => sighting({ order: `p${i}`, at: order.at - (i + 1) * minute, ...each }));
  expect(historyFeatures(order, past)).toMatchObject({
    ipOtherCards10min: 2,
    deviceOtherAccounts30d: 1,
    emailOtherCards24h: 1,
    cardOrders24h: 1,
    addressOrders24h: null,
  });
});

it("knows a fraud by any shared key, but only once it is known", () => {
  const order = sighting({ keys: { address: "a" } });
  const fraud = (knownAt: number) =>
    sighting({ order: "f", at: order.at - 40 * day, keys: { address: "a" }, outcome: { fraud: true, knownAt } });
  expect(historyFeatures(order, [fraud(order.at - 1)]).linkedFrauds).toBe(1);
  expect(historyFeatures(order, [fraud(order.at)]).linkedFrauds).toBe(0);
});

it("suspects a takeover when an account's card, device and address are all new at once", () => {
  const home = { card: "c", device: "d", address: "a" };
  const past = [1, 2].map((i) => sighting({ order: `p${i}`, at: i * day, account: "me", keys: home }));
  const now = (keys: Partial<Sighting["keys"]>) => sighting({ account: "me", keys });
  const suspects = (keys: Partial<Sighting["keys"]>) => historyFeatures(now(keys), past).establishedAccountAllNew;
  expect(suspects({ card: "x", device: "y", address: "z" })).toBe(true);
  expect(suspects({ card: "x", device: "y", address: "a" })).toBe(false);
  expect(suspects({ card: "x" })).toBeNull();
  expect(historyFeatures(now({ card: "x", device: "y", address: "z" }), past.slice(1)).establishedAccountAllNew).toBe(
    false,
  );
});

it("finds discounts taken again by new accounts at the same address", () => {
  const past = [1, 2, 3].map((i) =>
    sighting({ order: `p${i}`, at: 99 * day + i, account: `a${i}`, discounted: i < 3, keys: { address: "a" } }),
  );
  const order = sighting({ account: "new", discounted: true, keys: { address: "a" } });
  expect(historyFeatures(order, past).sharedDiscountUses30d).toBe(2);
  expect(historyFeatures({ ...order, discounted: false }, past).sharedDiscountUses30d).toBe(0);
});

const key = fc.option(fc.constantFrom("1", "2", "3"), { nil: null });
const anyone = fc.record({
  at: fc.integer({ min: 0, max: 200 * day }),
  keys: fc.record({ card: key, device: key, ip: key, email: key, address: key }),
  account: key,
  failedPayments: fc.nat(3),
  discounted: fc.boolean(),
  outcome: fc.option(fc.record({ fraud: fc.boolean(), knownAt: fc.integer({ min: 0, max: 300 * day }) }), {
    nil: null,
  }),
});
const stream = fc
  .array(anyone, { maxLength: 40 })
  .map((seen): Sighting[] => seen.map((each, i) => ({ ...each, order: `o${i}` })));

it("shuffling, changing or removing later events never changes a score", () => {
  fc.assert(
    fc.property(stream, anyone, stream, fc.infiniteStream(fc.nat()), (past, scored, other, ranks) => {
      const order: Sighting = { ...scored, order: "scored" };
      const before = past.filter(({ at }) => at < order.at);
      // What is learnt at or after the order's time, and everything from then on, is another world's.
      const asKnown = before.map((seen) =>
        seen.outcome && seen.outcome.knownAt >= order.at ? { ...seen, outcome: null } : seen,
      );
      const later = other.map((seen, i) => ({ ...seen, order: `x${i}`, at: order.at + (seen.at % day) }));
      const mixed = [...asKnown, ...later]
        .map((seen) => ({ seen, rank: ranks.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ seen }) => seen);
      const frozen = Object.freeze(mixed);
      expect(historyFeatures(order, frozen)).toEqual(historyFeatures(order, past));
      expect(scoreOrder(historyFeatures(order, frozen))).toEqual(scoreOrder(historyFeatures(order, past)));
    }),
  );
});

it("looks at every kind of key", () => {
  for (const kind of KEY_KINDS) {
    const order = sighting({ keys: { [kind]: "k" } });
    const past = [sighting({ order: "p", at: order.at - minute, keys: { [kind]: "k" } })];
    expect(velocityOf(order, past)[kind]["10min"], kind).toBe(1);
  }
});
