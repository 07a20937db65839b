import fc from "fast-check";
import { expect, test } from "vitest";
import { negativeBinomialCdf, negativeBinomialQuantile, poissonCdf, poissonQuantile } from "./count-distributions.ts";

test("the Poisson distribution function sums the textbook probabilities", () => {
  expect(poissonCdf(0, 3)).toBeCloseTo(Math.exp(-3), 14);
  expect(poissonCdf(6, 3)).toBeCloseTo(0.9664914646911588, 12);
  expect(poissonQuantile(0.95, 3)).toBe(6);
});

test("the negative binomial with size 1 is geometric", () => {
  expect(negativeBinomialCdf(3, 1, 0.25)).toBeCloseTo(1 - 0.75 ** 4, 13);
});

test("a negative binomial without over-dispersion is a Poisson", () => {
  expect(negativeBinomialQuantile(0.9, 12, 12)).toBe(poissonQuantile(0.9, 12));
  expect(negativeBinomialQuantile(0.9, 12, 5)).toBe(poissonQuantile(0.9, 12));
});

test("a quantile is the smallest integer that reaches its probability", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      fc.double({ min: 0.01, max: 2000, noNaN: true }),
      fc.double({ min: 1.01, max: 50, noNaN: true }),
      (p, mean, dispersion) => {
        const q = negativeBinomialQuantile(p, mean, mean * dispersion);
        const size = mean / (dispersion - 1);
        expect(negativeBinomialCdf(q, size, 1 / dispersion)).toBeGreaterThanOrEqual(p);
        expect(negativeBinomialCdf(q - 1, size, 1 / dispersion)).toBeLessThan(p);
      },
    ),
    { numRuns: 300 },
  );
});
