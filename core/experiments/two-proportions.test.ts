import fc from "fast-check";
import { expect, test } from "vitest";
import { compareArms, probabilitySecondLarger } from "./two-proportions.ts";

test("equal arms are a toss-up with equal loss", () => {
  const { probabilityBBeatsA, expectedLoss, z, pValue } = compareArms(
    { successes: 30, trials: 100 },
    { successes: 30, trials: 100 },
  );
  expect(probabilityBBeatsA).toBeCloseTo(0.5, 10);
  expect(expectedLoss[0]).toBeCloseTo(expectedLoss[1], 12);
  expect(z).toBe(0);
  expect(pValue).toBe(1);
});

test("small cases equal their integrals", () => {
  // Beta(1,1) against Beta(2,1): P(Y > X) = integral of 2y * y = 2/3; E max(Y - X, 0) = integral of y^2/2 * 2y = 1/4.
  expect(probabilitySecondLarger({ alpha: 1, beta: 1 }, { alpha: 2, beta: 1 })).toBeCloseTo(2 / 3, 12);
  const { expectedLoss } = compareArms({ successes: 0, trials: 0 }, { successes: 1, trials: 1 });
  expect(expectedLoss[0]).toBeCloseTo(1 / 4, 12);
  expect(expectedLoss[1]).toBeCloseTo(1 / 4 - (2 / 3 - 1 / 2), 12);
});

test("counts of any size are answered, and where the sum ends the normal goes on", () => {
  // One standard deviation apart, on either side of the count from which the sum is left.
  for (const half of [998_000, 1_002_000]) {
    const near = compareArms(
      { successes: half, trials: 2 * half },
      { successes: half + Math.round(Math.sqrt(half)), trials: 2 * half },
    );
    expect(near.probabilityBBeatsA).toBeCloseTo(0.8413, 3);
    expect(near.expectedLoss[1] * Math.sqrt(4 * half)).toBeCloseTo(0.0833, 3);
  }
  const many = compareArms({ successes: 1e9, trials: 1e10 }, { successes: 1.0001e9, trials: 1e10 });
  expect(many.probabilityBBeatsA).toBeCloseTo(0.9908, 3);
  expect(many.expectedLoss[0]).toBeCloseTo(1e-5, 6);
  // Nearly everybody: the few who did not decide how long the sum is.
  const rare = compareArms({ successes: 1e9 - 40, trials: 1e9 }, { successes: 1e9 - 20, trials: 1e9 });
  expect(rare.probabilityBBeatsA).toBeCloseTo(
    compareArms({ successes: 20, trials: 1e9 }, { successes: 40, trials: 1e9 }).probabilityBBeatsA,
    9,
  );
});

test("the pooled z test gives a textbook value", () => {
  const { z, pValue } = compareArms({ successes: 40, trials: 200 }, { successes: 60, trials: 200 });
  expect(z).toBeCloseTo(0.1 / Math.sqrt(0.25 * 0.75 * 0.01), 12);
  expect(pValue).toBeCloseTo(0.0209, 4);
});

test("exchanging the arms exchanges the answers, also at large counts", () => {
  const arm = fc
    .integer({ min: 1, max: 20_000 })
    .chain((trials) => fc.record({ trials: fc.constant(trials), successes: fc.integer({ min: 0, max: trials }) }));
  fc.assert(
    fc.property(arm, arm, (a, b) => {
      const ab = compareArms(a, b);
      const ba = compareArms(b, a);
      expect(ab.probabilityBBeatsA + ba.probabilityBBeatsA).toBeCloseTo(1, 7);
      expect(ab.expectedLoss[0]).toBeCloseTo(ba.expectedLoss[1], 7);
      // What B gains on A less what it loses is the difference of the means.
      const difference = (b.successes + 1) / (b.trials + 2) - (a.successes + 1) / (a.trials + 2);
      expect(ab.expectedLoss[0] - ab.expectedLoss[1]).toBeCloseTo(difference, 6);
    }),
    { numRuns: 200 },
  );
});
