import fc from "fast-check";
import { expect, test } from "vitest";
import { classicScore } from "./classic-score.ts";
import { type CandidateEvidence, type Evidence, opportunityScores } from "./opportunity-score.ts";
import { bayesianRating, wilsonLowerBound } from "./rating.ts";

const CLASSIC = {
  supplierPrice: 10,
  retailPrice: 25,
  trend: 80,
  category: "electronics",
  rating: 4.6,
  shipDaysLow: 3,
  shipDaysHigh: 5,
};

test("the preset score gives its golden value", () => {
  expect(classicScore(CLASSIC)).toEqual({
    score: 91.25,
    parts: { margin: 100, trend: 80, viability: 90, reliability: 95, shipping: 90 },
  });
});

test("the preset steps down and refuses a price of nothing", () => {
  expect(classicScore({ ...CLASSIC, supplierPrice: 20, category: "toys", rating: 3, shipDaysHigh: 20 })!.parts).toEqual(
    {
      margin: 20,
      trend: 80,
      viability: 70,
      reliability: 40,
      shipping: 40,
    },
  );
  expect(classicScore({ ...CLASSIC, retailPrice: 0 })).toBeNull();
});

test("few votes count less than many", () => {
  expect(bayesianRating(5, 1, 4)).toBeCloseTo((5 + 80) / 21, 12);
  expect(wilsonLowerBound(9, 10)).toBeCloseTo(0.5958, 4);
  expect(wilsonLowerBound(900, 1000)).toBeGreaterThan(wilsonLowerBound(9, 10));
  expect(wilsonLowerBound(0, 0)).toBe(0);
});

const evidence = (value: number): Evidence => ({ value, source: "orders", ageDays: 1, quality: "measured" });
const candidate = (values: Partial<Record<keyof CandidateEvidence, number>>): CandidateEvidence => {
  const of = (part: keyof CandidateEvidence) => (values[part] === undefined ? null : evidence(values[part]));
  return {
    netMargin: of("netMargin"),
    trend: of("trend"),
    demand: of("demand"),
    competition: of("competition"),
    supplierReliability: of("supplierReliability"),
    shipDays: of("shipDays"),
    rating: of("rating"),
  };
};

test("a failed source leaves a gap, and margin or trend unknown leaves no score", () => {
  const full = {
    netMargin: 0.3,
    trend: 0.2,
    demand: 2,
    competition: 1,
    supplierReliability: 0.9,
    shipDays: 5,
    rating: 4,
  };
  const [whole, gap, blind] = opportunityScores([
    candidate(full),
    candidate({ ...full, rating: undefined }),
    candidate({ ...full, netMargin: undefined }),
  ]);
  expect(whole).toMatchObject({ score: 50, missing: [] });
  expect(whole!.coverage).toBeCloseTo(1, 12);
  expect(gap).toMatchObject({ missing: ["rating"] });
  expect(gap!.score).not.toBeNull();
  expect(gap!.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(blind!.score).toBeNull();
  expect(opportunityScores([])).toEqual([]);
});

test("of two candidates alike but for one part the better never scores lower", () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const values = fc.record({ netMargin: number, trend: number, demand: number, competition: number, shipDays: number });
  const part = fc.constantFrom("netMargin", "trend", "demand", "competition", "shipDays");
  fc.assert(
    fc.property(fc.array(values, { maxLength: 12 }), values, part, number, (rivals, one, changed, other) => {
      const twin = { ...one, [changed]: other };
      const scores = opportunityScores([...rivals, one, twin].map(candidate));
      const higherIsBetter = changed !== "competition" && changed !== "shipDays";
      const twinIsBetter = higherIsBetter ? other >= one[changed] : other <= one[changed];
      const difference = scores.at(-1)!.score! - scores.at(-2)!.score!;
      if (twinIsBetter) expect(difference).toBeGreaterThanOrEqual(-1e-9);
      else expect(difference).toBeLessThanOrEqual(1e-9);
    }),
    { numRuns: 500 },
  );
});
