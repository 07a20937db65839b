import { expect, test } from "vitest";
import { historyFeatures } from "#core/risk/history-features.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { orderStream } from "#sandbox/risk/order-stream.ts";
import { seeded } from "#sandbox/store/seeded.ts";
import { savedBy, sightingOf, walkRisk, withFeatures } from "./risk-walk.ts";

/** RISK_SEEDS=1,2,…: as many as wanted. */
const seeds = (process.env.RISK_SEEDS ?? "1,2,3,4,5").split(",").map(Number);

// Ten seconds on a quiet machine, over the usual half minute beside other work.
test.each(seeds)(
  "seed %i: the learning score saves more than rules tuned on the same past",
  { timeout: 180_000 },
  (seed) => {
    const { savedMinor, recallOfHidden } = walkRisk(seed);
    expect(savedMinor.learning).toBeGreaterThan(savedMinor.rules);
    expect(savedMinor.learning).toBeGreaterThan(savedMinor.starting);
    expect(savedMinor.learning).toBeLessThan(savedMinor.perfect);
    // What it has no signal for it does not find: the stream was not drawn from the scorer.
    expect(recallOfHidden).toBeLessThan(0.2);
  },
);

test("shuffling a stream's later orders changes no earlier score", () => {
  const orders = orderStream({ seed: 9, days: 90, shoppers: 120 });
  const sightings = orders.map(sightingOf);
  const random = seeded(9, "shuffle");
  const scores = withFeatures(orders).map(({ features }) => scoreOrder(features).score);
  for (const at of [0, 0.25, 0.5, 0.75].map((share) => Math.floor(share * orders.length))) {
    const later = sightings.slice(at + 1).map((each) => ({ each, rank: random() }));
    const shuffled = later.sort((a, b) => a.rank - b.rank).map(({ each }) => each);
    const own = withFeatures(orders)[at]!.features;
    const history = historyFeatures(sightings[at]!, [...shuffled, ...sightings.slice(0, at)]);
    expect(scoreOrder({ ...own, ...history }).score).toBe(scores[at]);
  }
});

test("a decision brings what it really would: a fraud let go costs its amount and the fee", () => {
  const order = { amountMinor: 10_000, marginMinor: 3_500 };
  expect(savedBy("pass", { ...order, fraud: true })).toBe(0);
  expect(savedBy("decline", { ...order, fraud: true })).toBe(11_500);
  expect(savedBy("decline", { ...order, fraud: false })).toBe(-4_000);
  expect(savedBy("review", { ...order, fraud: false })).toBe(-420);
});
