import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideByCost, defaultRiskTerms, RISK_DECISIONS } from "./decide-by-cost.ts";
import { fitLogistic } from "./fit-logistic.ts";
import { probability } from "./log-odds.ts";
import { brierScore, logLoss, measuresOverTime, recallAtFalsePositives, reliability } from "./measures.ts";
import type { OrderFeatures } from "./order-features.ts";
import { calibrate, type LabelledOrder, refitWeights } from "./refit-weights.ts";
import { scoreOrder } from "./score-order.ts";
import { RISK_SIGNALS, SIGNAL_CODES } from "./signals.ts";
import { readWeights, startingWeights } from "./weights.ts";

const counted = fc.option(fc.nat(50), { nil: null });
const flag = fc.option(fc.boolean(), { nil: null });
const someFeatures: fc.Arbitrary<OrderFeatures> = fc.record(
  {
    avs: fc.constantFrom("match", "partial", "mismatch", null),
    cvv: fc.constantFrom("match", "mismatch", null),
    ipCountryDiffersFromBilling: flag,
    accountAgeMinutes: counted,
    amountZ: fc.option(fc.double({ min: -9, max: 9, noNaN: true }), { nil: null }),
    shopHour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: null }),
    deviceOtherAccounts30d: counted,
    ipOtherCards10min: counted,
    priorGoodOrders: counted,
    linkedFrauds: counted,
    establishedAccountAllNew: flag,
  },
  { requiredKeys: [] },
);

describe("scoreOrder", () => {
  it("gives an order of which nothing is known the base rate, without a reason", () => {
    const { score, level, reasons } = scoreOrder({});
    expect(score).toBeCloseTo(0.007, 12);
    expect(level).toBe("low");
    expect(reasons).toEqual([]);
  });

  it("adds log odds: two card checks failed in a proxy's order", () => {
    const { score, reasons } = scoreOrder({ avs: "mismatch", cvv: "mismatch", proxyOrHosting: true });
    expect(score).toBeCloseTo(probability(Math.log(0.007 / 0.993) + 1.2 + 1.6 + 0.9), 12);
    expect(reasons.map(({ code, contribution }) => [code, contribution])).toEqual([
      ["cvv-mismatch", 1.6],
      ["avs-mismatch", 1.2],
      ["proxy", 0.9],
    ]);
  });

  it("counts good orders for an order and says so", () => {
    const { score, reasons } = scoreOrder({ priorGoodOrders: 6 });
    expect(score).toBeLessThan(0.007);
    expect(reasons[0]).toMatchObject({ code: "good-orders", text: "6 earlier orders of this account went well" });
    expect(reasons[0]!.contribution).toBeCloseTo(-0.5 * Math.log(7), 12);
  });

  it("explains every score completely: reasons add up to its log odds", () => {
    const weights = { ...startingWeights, calibration: { slope: 0.8, shift: -0.3 } };
    fc.assert(
      fc.property(someFeatures, (features) => {
        const { score, reasons } = scoreOrder(features, weights);
        const odds = reasons.reduce((sum, { contribution }) => sum + contribution, -0.3 + 0.8 * weights.intercept);
        expect(score).toBeCloseTo(probability(odds), 12);
        expect(reasons.every(({ text, contribution }) => text !== "" && contribution !== 0)).toBe(true);
      }),
    );
  });

  it("has no signal that names a country", () => {
    const [one, other] = ["NG", "GB"].map((country) =>
      scoreOrder({ ...{ country, countryCode: country }, avs: "match" }),
    );
    expect(one).toEqual(other);
    expect(SIGNAL_CODES.filter((code) => /country/.test(code))).toEqual(["ip-country-differs"]);
  });

  it("reads weights stored before a signal existed", () => {
    const read = readWeights({
      version: 3,
      intercept: -4,
      weights: { proxy: 2, gone: 9 },
      calibration: { slope: 1, shift: 0 },
    });
    expect(read.weights.proxy).toBe(2);
    expect(read.weights.takeover).toBe(RISK_SIGNALS.takeover.startingWeight);
    expect(Object.keys(read.weights)).toEqual(SIGNAL_CODES);
  });
});

describe("decideByCost", () => {
  const order = { amountMinor: 10_000, marginMinor: 3_500 };

  it("goes from pass over hold and review to decline as the probability rises", () => {
    const steps = Array.from({ length: 1001 }, (_, i) => decideByCost({ ...order, score: i / 1000 }).decision);
    expect([...new Set(steps)]).toEqual([...RISK_DECISIONS]);
  });

  it("shows its amounts: one in ten of 115.00 against a review", () => {
    expect(decideByCost({ ...order, score: 0.1 })).toEqual({
      decision: "review",
      expectedMinor: { pass: 1_150, hold: 949, review: 638, decline: 3_600 },
      lossIfFraudMinor: 11_500,
      marginLostMinor: 4_000,
      reviewCostMinor: 300,
      chargebackFeeMinor: 1_500,
      savedMinor: 512,
    });
  });

  it("lets a cheap order pass that would cost more to look at than to lose", () => {
    expect(decideByCost({ score: 0.1, amountMinor: 300, marginMinor: 100 }).decision).not.toBe("review");
  });

  it("never chooses what it expects to cost more than another choice", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 2, noNaN: true }),
        fc.integer({ min: -10_000, max: 10_000_000 }),
        fc.integer({ min: -10_000, max: 1_000_000 }),
        (score, amountMinor, marginMinor) => {
          const { decision, expectedMinor, savedMinor } = decideByCost({ score, amountMinor, marginMinor });
          expect(expectedMinor[decision]).toBe(Math.min(...Object.values(expectedMinor)));
          expect(savedMinor).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    expect(defaultRiskTerms.reviewCatches).toBeGreaterThan(defaultRiskTerms.holdCatches);
  });
});

/** Xorshift, so that the sample is the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

describe("refitWeights", () => {
  it("is the textbook fit when nothing draws it: hours of study and passing", () => {
    // Twenty students of the standard worked example: coefficients -4.0777 and 1.5046.
    const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];
    const fit = fitLogistic({
      rows: hours.map((h) => [1, h]),
      outcomes: passed,
      towards: [0, 0],
      precision: [1e-9, 1e-9],
    });
    expect(fit[0]).toBeCloseTo(-4.0777, 3);
    expect(fit[1]).toBeCloseTo(1.5046, 3);
  });

  it("keeps the starting weights where nothing is known", () => {
    expect(refitWeights([], 1)).toEqual({ ...startingWeights, version: 1 });
  });

  it("leaves a signal alone that no order shows", () => {
    const { weights } = refitWeights(sample(400, 7, 2), 1);
    expect(weights["ip-far"]).toBeCloseTo(startingWeights.weights["ip-far"], 9);
  });

  it("learns that a signal means less here, and knows more the more it has seen", () => {
    const truth = 0.2;
    const few = refitWeights(sample(300, 11, truth), 1).weights["cvv-mismatch"];
    const many = refitWeights(sample(20_000, 11, truth), 1).weights["cvv-mismatch"];
    // The standard error of about forty frauds with the signal is 0.2.
    expect(Math.abs(many - truth)).toBeLessThan(0.4);
    expect(Math.abs(many - truth)).toBeLessThan(Math.abs(few - truth));
  });

  it("corrects probabilities that are three times too certain", () => {
    const orders = sample(20_000, 5, 1.6);
    const overdone = {
      intercept: startingWeights.intercept * 3,
      weights: { ...startingWeights.weights, "cvv-mismatch": 4.8 },
    };
    expect(calibrate(overdone, orders).slope).toBeCloseTo(1 / 3, 1);
  });

  /** Orders that are fraud at 0.7 %, and at `weight` more log odds where the code was wrong (every fifth). */
  function sample(count: number, seed: number, weight: number): LabelledOrder[] {
    const random = seeded(seed);
    return Array.from({ length: count }, (_, at) => {
      const wrong = random() < 0.2;
      const fraud = random() < probability(startingWeights.intercept + (wrong ? weight : 0));
      return { at, features: { cvv: wrong ? "mismatch" : "match" }, fraud };
    });
  }
});

describe("measures", () => {
  const judged = [0.9, 0.8, 0.7, 0.2].map((score, at) => ({ at, score, fraud: at === 0 || at === 2 }));

  it("are the textbook's on four orders", () => {
    expect(brierScore(judged)).toBeCloseTo((0.01 + 0.64 + 0.09 + 0.04) / 4, 12);
    expect(logLoss(judged)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.7) + Math.log(0.8)) / 4, 12);
    expect(recallAtFalsePositives(judged, 0.01)).toBe(0.5);
    expect(recallAtFalsePositives(judged, 0.5)).toBe(1);
  });

  it("do not split orders of the same score by luck", () => {
    const tied = [true, false, true, false].map((fraud, at) => ({ at, score: 0.5, fraud }));
    expect(recallAtFalsePositives(tied, 0.01)).toBe(0);
  });

  it("are null where there is nothing to measure", () => {
    expect([brierScore([]), logLoss([]), recallAtFalsePositives(judged.slice(0, 1))]).toEqual([null, null, null]);
  });

  it("compare what was said with what happened", () => {
    const said = Array.from({ length: 100 }, (_, at) => ({ at, score: 0.2, fraud: at < 20 }));
    expect(reliability(said)).toEqual([{ from: 0.1, to: 0.3, orders: 100, said: expect.closeTo(0.2), happened: 0.2 }]);
    expect(reliability([{ at: 0, score: 1, fraud: true }])).toMatchObject([{ from: 0.6, to: 1, orders: 1 }]);
  });

  it("go period by period", () => {
    const periods = measuresOverTime([...judged].reverse(), 2);
    expect(periods.map(({ from, orders, frauds }) => [from, orders, frauds])).toEqual([
      [0, 2, 1],
      [2, 2, 1],
    ]);
  });
});
