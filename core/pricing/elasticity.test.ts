import { expect, test } from "vitest";
import { olsElasticity } from "./elasticity.ts";
import { dailyPrices, detectQuantityBreaks } from "./quantity-breaks.ts";
import { categoryPrior, META_ANALYSIS_PRIOR, shrinkElasticity } from "./shrink-elasticity.ts";

const row = (price: number, quantity: number, promo?: number) => ({ price, quantity, promo });

test("an exact power law gives its exponent back", () => {
  const rows = [5, 6, 7, 8, 9].map((price) => row(price, 1000 * price ** -2.5));
  const estimate = olsElasticity(rows);
  expect(estimate.ok && estimate.value.elasticity).toBeCloseTo(-2.5, 10);
  expect(estimate.ok && estimate.value.standardError).toBeLessThan(1e-10);
});

test("a promotion's lift is not mistaken for the price's", () => {
  const rows = [5, 6, 7, 8, 9, 10].map((price, i) => row(price, 1000 * price ** -2 * (i % 2 ? 3 : 1), i % 2));
  const estimate = olsElasticity(rows);
  expect(estimate.ok && estimate.value.elasticity).toBeCloseTo(-2, 10);
});

test("says why an elasticity cannot be told", () => {
  expect(olsElasticity([row(5, 10), row(6, 8)])).toMatchObject({ ok: false, error: { kind: "too-few-observations" } });
  expect(olsElasticity([row(5, 9), row(5, 8), row(5, 7), row(5.01, 8)])).toMatchObject({
    error: { kind: "price-hardly-moved" },
  });
  const together = [0, 0, 1, 1, 0].map((promo, i) => row(promo ? 4 : 5, 10 + i, promo));
  expect(olsElasticity(together)).toMatchObject({ error: { kind: "price-moves-only-with-promotion" } });
  expect(olsElasticity([row(5, 0), row(6, -3), row(7, 1)])).toMatchObject({ error: { observations: 1 } });
});

test("a weak measurement stays near the prior, a strong one near itself", () => {
  expect(shrinkElasticity({ elasticity: -1, standardError: 1 }).mean).toBeCloseTo((-1 - 2.62) / 2, 12);
  expect(shrinkElasticity({ elasticity: -1, standardError: 0.01 }).mean).toBeCloseTo(-1, 3);
  expect(shrinkElasticity({ elasticity: 3, standardError: Number.NaN })).toEqual(META_ANALYSIS_PRIOR);
});

test("five measured items make a category prior of their own, four do not", () => {
  const items = [-1.4, -1.5, -1.6, -1.5, -1.5].map((elasticity) => ({ elasticity, standardError: 0.1 }));
  const prior = categoryPrior(items);
  expect(prior.mean).toBeCloseTo(-1.5, 1);
  expect(prior.sd).toBeLessThan(0.2);
  expect(categoryPrior(items.slice(1))).toEqual(META_ANALYSIS_PRIOR);
});

test("a price that falls with the quantity within days is a price list, not a price change", () => {
  const lines = ["d1", "d2", "d3", "d4"].flatMap((day) => [
    { day, unitPriceMinor: 295, quantity: 2 },
    { day, unitPriceMinor: 255, quantity: 48 },
  ]);
  expect(detectQuantityBreaks(lines)).toEqual({ found: true, days: 4, share: 1 });
  const changes = ["d1", "d2", "d3", "d4"].map((day, i) => ({ day, unitPriceMinor: 295 - 10 * i, quantity: 2 + i }));
  expect(detectQuantityBreaks(changes)).toEqual({ found: false, days: 0, share: 0 });
});

test("the day's price is the modal one at comparable quantity, returns aside", () => {
  const lines = [
    { day: "d2", unitPriceMinor: 300, quantity: 1 },
    { day: "d1", unitPriceMinor: 295, quantity: 2 },
    { day: "d1", unitPriceMinor: 295, quantity: 1 },
    { day: "d1", unitPriceMinor: 255, quantity: 96 },
    { day: "d1", unitPriceMinor: 295, quantity: -1 },
  ];
  expect(dailyPrices(lines)).toEqual([
    { day: "d1", priceMinor: 295, units: 99 },
    { day: "d2", priceMinor: 300, units: 1 },
  ]);
});
