import fc from "fast-check";
import { expect, it } from "vitest";
import { gainRange } from "./gain-range.ts";
import { weeklyGain } from "./weekly-gain.ts";

const terms = { taxRate: 0, taxIncluded: false };
const change = { fromMinor: 1_000, toMinor: 1_100, costMinor: 400, weeklyUnits: 10 };

it("is a point where the elasticity is certain", () => {
  const [low, high] = gainRange(change, { mean: -1, sd: 0 }, terms);
  // 10 × (700 / 1.1 − 600)
  expect(low).toBeCloseTo(363.636, 3);
  expect(high).toBeCloseTo(363.636, 3);
});

it("holds four fifths of what elasticities of the belief bring", () => {
  const belief = { mean: -1.5, sd: 0.8 };
  const [low, high] = gainRange(change, belief, terms);
  // 2,000 equally likely elasticities, by a rational approximation of the normal quantile at their midpoints.
  const inside = Array.from({ length: 2_000 }, (_, at) => {
    const p = (at + 0.5) / 2_000;
    const tail = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
    const z =
      tail -
      (2.515517 + 0.802853 * tail + 0.010328 * tail ** 2) /
        (1 + 1.432788 * tail + 0.189269 * tail ** 2 + 0.001308 * tail ** 3);
    const e = belief.mean + belief.sd * (p < 0.5 ? -z : z);
    const gain = 10 * (700 * 1.1 ** e - 600);
    return gain >= low && gain <= high;
  }).filter(Boolean).length;
  expect(inside / 2_000).toBeCloseTo(0.8, 2);
});

it("contains the gain at the mean elasticity, whichever way the price goes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 10_000 }),
      fc.double({ min: 0.8, max: 1.2, noNaN: true }),
      fc.double({ min: -4, max: -0.1, noNaN: true }),
      fc.double({ min: 0, max: 1.5, noNaN: true }),
      (fromMinor, ratio, mean, sd) => {
        const question = { fromMinor, toMinor: fromMinor * ratio, costMinor: fromMinor / 3, weeklyUnits: 5 };
        const [low, high] = gainRange(question, { mean, sd }, terms);
        const { gainMinor } = weeklyGain(question, { mean, sd: 0 }, terms);
        expect(low).toBeLessThanOrEqual(gainMinor + 1e-6);
        expect(high).toBeGreaterThanOrEqual(gainMinor - 1e-6);
      },
    ),
  );
});
