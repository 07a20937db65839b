import { expect, test } from "vitest";
import { bgNbdLogLikelihood, expectedPurchases, fitBgNbd, probabilityAlive } from "./bg-nbd.ts";
import { expectedSpend, fitGammaGamma, gammaGammaLogLikelihood } from "./gamma-gamma.ts";
import { rfmScores } from "./rfm.ts";

// Parameters and values published with the models: Fader, Hardie & Lee 2005 (table 2), Hardie's spreadsheets.
const CDNOW = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const SPEND = { p: 6.25, q: 3.74, gamma: 15.44 };

test("expected purchases equal the published example", () => {
  const customer = { repeats: 2, lastAt: 30.43, observed: 38.86 };
  expect(expectedPurchases(customer, 39, CDNOW)).toBeCloseTo(1.226, 3);
  expect(expectedPurchases(customer, 0, CDNOW)).toBeCloseTo(0, 12);
});

test("a customer silent for long is probably gone, one without repeats cannot be told", () => {
  const silent = probabilityAlive({ repeats: 10, lastAt: 10, observed: 50 }, CDNOW);
  const recent = probabilityAlive({ repeats: 10, lastAt: 49, observed: 50 }, CDNOW);
  expect(silent).toBeLessThan(0.01);
  expect(recent).toBeGreaterThan(0.9);
  expect(probabilityAlive({ repeats: 0, lastAt: 0, observed: 50 }, CDNOW)).toBe(1);
});

test("expected spend equals the published examples", () => {
  expect(expectedSpend({ purchases: 2, meanValue: 22.35 }, SPEND)).toBeCloseTo(24.65, 1);
  expect(expectedSpend({ purchases: 0, meanValue: 0 }, SPEND)).toBeCloseTo(35.22, 1);
});

// A small deterministic shop: what matters is that the fit is a maximum, not where it lies.
const SHOP = Array.from({ length: 120 }, (_, i) => {
  const repeats = (i * 7) % 5;
  return { repeats, lastAt: repeats === 0 ? 0 : 5 + ((i * 13) % 30), observed: 36 + (i % 4) };
});

test("no small change of a fitted parameter raises the likelihood", () => {
  const fit = fitBgNbd(SHOP)!;
  expect(bgNbdLogLikelihood(SHOP, fit)).toBeCloseTo(fit.logLikelihood, 9);
  for (const key of ["r", "alpha", "a", "b"] as const) {
    for (const factor of [0.98, 1.02]) {
      expect(bgNbdLogLikelihood(SHOP, { ...fit, [key]: fit[key] * factor })).toBeLessThanOrEqual(fit.logLikelihood);
    }
  }
  expect(fitBgNbd([])).toBeNull();
});

test("no small change of the spending model raises its likelihood either", () => {
  const spending = SHOP.map(({ repeats }, i) => ({ purchases: repeats, meanValue: 10 + ((i * 17) % 40) })).filter(
    ({ purchases }) => purchases > 0,
  );
  const fit = fitGammaGamma(spending)!;
  const best = gammaGammaLogLikelihood(spending, fit);
  for (const key of ["p", "q", "gamma"] as const) {
    for (const factor of [0.98, 1.02]) {
      expect(gammaGammaLogLikelihood(spending, { ...fit, [key]: fit[key] * factor })).toBeLessThanOrEqual(best);
    }
  }
  expect(fitGammaGamma([{ purchases: 0, meanValue: 0 }])).toBeNull();
});

test("segments follow recency, frequency and money", () => {
  const customers = [
    { daysSinceLastOrder: 1, orders: 20, spentMinor: 90_000 },
    { daysSinceLastOrder: 2, orders: 1, spentMinor: 1_000 },
    { daysSinceLastOrder: 40, orders: 4, spentMinor: 30_000 },
    { daysSinceLastOrder: 300, orders: 9, spentMinor: 50_000 },
    { daysSinceLastOrder: 400, orders: 1, spentMinor: 900 },
  ];
  expect(rfmScores(customers).map(({ segment }) => segment)).toEqual([
    "champions",
    "new",
    "potential",
    "at-risk",
    "hibernating",
  ]);
  expect(rfmScores([])).toEqual([]);
});
