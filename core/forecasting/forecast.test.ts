import fc from "fast-check";
import { expect, test } from "vitest";
import { coverage, mase, pinballLoss, relativeBias, rmsse, smape, wape } from "./accuracy.ts";
import { forecastDemand } from "./demand-forecast.ts";
import { forecast } from "./forecast.ts";
import { borrowedVelocity } from "./new-item.ts";
import { chooseByRollingOrigin } from "./rolling-origin.ts";
import { isSeasonal, seasonalIndices } from "./seasonality.ts";
import { correctedVelocity, fillStockOuts } from "./velocity.ts";

function made(values: readonly number[], seasonLength: number, horizon: number) {
  const result = forecast({ values: Object.freeze([...values]), seasonLength, horizon });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

const MONTHS = Array.from({ length: 60 }, (_, t) => (100 + t) * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12)));

test("a trend with a season is carried on with its season", () => {
  const { method, mean } = made(MONTHS, 12, 12);
  expect(method).toContain("multiplicative season");
  const truth = Array.from({ length: 12 }, (_, h) => (160 + h) * (1 + 0.3 * Math.sin((2 * Math.PI * h) / 12)));
  expect(smape(truth, mean)).toBeLessThan(6);
});

test("a constant series is forecast exactly and with certainty", () => {
  const { mean, interval95 } = made(new Array(20).fill(7), 1, 3);
  for (let h = 0; h < 3; h += 1) {
    expect(mean[h]).toBeCloseTo(7, 6);
    expect(interval95.upper[h]! - interval95.lower[h]!).toBeLessThan(1e-6);
  }
});

test("what sells now and then goes to an intermittent method, short weekly items to roots and Theta", () => {
  expect(made([0, 0, 3, 0, 0, 0, 2, 0, 0, 4], 1, 2).method).toMatch(/^(ses|tsb|sba)$/);
  expect(
    made(
      Array.from({ length: 40 }, (_, t) => 20 + (t % 3)),
      52,
      4,
    ).method,
  ).toBe("root-ses+theta");
});

test("what cannot be forecast is said, not guessed", () => {
  expect(forecast({ values: [], seasonLength: 1, horizon: 1 })).toMatchObject({ error: { kind: "empty-series" } });
  expect(forecast({ values: [1, Number.NaN], seasonLength: 1, horizon: 1 })).toMatchObject({ error: { index: 1 } });
  expect(forecast({ values: [1], seasonLength: 1, horizon: 0 })).toMatchObject({ error: { kind: "bad-horizon" } });
  expect(forecast({ values: [1], seasonLength: 0, horizon: 1 })).toMatchObject({ error: { kind: "bad-season" } });
});

test("every forecast is finite, non-negative and inside nested intervals", () => {
  const series = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(
      series,
      fc.constantFrom(1, 4, 7, 12, 52),
      fc.integer({ min: 1, max: 20 }),
      (values, season, horizon) => {
        const { mean, interval80, interval95 } = made(values, season, horizon);
        for (let h = 0; h < horizon; h += 1) {
          expect(Number.isFinite(mean[h]) && Number.isFinite(interval95.upper[h])).toBe(true);
          expect(interval95.lower[h]).toBeGreaterThanOrEqual(0);
          expect(interval80.lower[h]).toBeGreaterThanOrEqual(interval95.lower[h]!);
          expect(interval80.upper[h]).toBeLessThanOrEqual(interval95.upper[h]!);
          expect(mean[h]).toBeLessThanOrEqual(interval95.upper[h]! + 1e-9);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("forecasts follow the unit of measure", () => {
  const once = made(MONTHS, 12, 6);
  const thousandfold = made(
    MONTHS.map((value) => value * 1000),
    12,
    6,
  );
  for (let h = 0; h < 6; h += 1) expect(thousandfold.mean[h]! / 1000).toBeCloseTo(once.mean[h]!, 6);
});

test("the season's test finds a season and leaves noise alone", () => {
  expect(isSeasonal(MONTHS, 12)).toBe(true);
  expect(isSeasonal(MONTHS.slice(0, 30), 12)).toBe(false);
  expect(isSeasonal(new Array(48).fill(3), 12)).toBe(false);
});

test("a clean season keeps its indices, a noisy one is drawn to none", () => {
  const clean = seasonalIndices(
    [1, 3, 1, 3, 1, 3, 1, 3].flatMap((v) => [v, v]),
    4,
  );
  expect(clean).toMatchObject({ kind: "multiplicative" });
  expect(clean!.indices.map((index) => Number(index.toFixed(6)))).toEqual([0.5, 0.5, 1.5, 1.5]);
  const noise = [5, -3, 4, -6, 2, 7, -5, 1, -2, 3, 6, -4, 1, -7, 2, 5];
  const raw = seasonalIndices(noise, 4)!;
  expect(raw.kind).toBe("additive");
  expect(Math.max(...raw.indices.map(Math.abs))).toBeLessThan(3);
  expect(seasonalIndices([1, 2, 3], 2)).toBeNull();
});

test("a lead time's demand has the class's rate and at least Poisson's variance", () => {
  const steady = forecastDemand(new Array(30).fill(10), 3);
  expect(steady).toMatchObject({ kind: "smooth" });
  expect(steady.rate).toBeCloseTo(10, 6);
  expect(steady.leadTime.variance).toBeCloseTo(30, 5);
  expect(forecastDemand([], 3)).toMatchObject({ rate: 0, leadTime: { mean: 0, variance: 0 } });
});

test("days without stock neither slow the velocity nor teach the forecast", () => {
  const days = { units: [4, 0, 0, 6, 2], inStock: [true, false, false, null, true] };
  expect(correctedVelocity(days)).toMatchObject({ unitsPerDay: 4, daysCounted: 3, daysOutOfStock: 2 });
  expect(fillStockOuts(days)).toEqual([4, 4, 4, 6, 2]);
  expect(correctedVelocity({ units: [3], inStock: [false] })).toMatchObject({ unitsPerDay: 3, daysOutOfStock: 0 });
  expect(correctedVelocity({ units: [], inStock: [] })).toMatchObject({ unitsPerDay: 0, daysCounted: 0 });
});

test("a new item begins at its category's speed and ends at its own", () => {
  expect(borrowedVelocity(0, 0, 2)).toBe(2);
  expect(borrowedVelocity(28, 28, 3)).toBe(2);
  expect(borrowedVelocity(3650, 3650, 3)).toBeCloseTo(1, 1);
});

test("rolling origin picks what forecast the past best and looks at nothing later", () => {
  const values = Array.from({ length: 20 }, (_, t) => t);
  const seen: number[] = [];
  const last = (history: readonly number[], horizon: number) => {
    seen.push(history.length);
    return new Array<number>(horizon).fill(history.at(-1)!);
  };
  const zero = (_: readonly number[], horizon: number) => new Array<number>(horizon).fill(0);
  const choice = chooseByRollingOrigin(values, [
    { name: "zero", forecast: zero },
    { name: "last", forecast: last },
  ]);
  expect(choice!.best).toBe("last");
  expect(choice!.scores[1]!.rmsse).toBeCloseTo(1, 12);
  expect(seen).toEqual([19, 18, 17, 16]);
  expect(chooseByRollingOrigin([1, 2], [{ name: "zero", forecast: zero }])).toBeNull();
});

test("accuracy measures give worked values", () => {
  expect(smape([100, 0], [50, 0])).toBeCloseTo(200 / 3 / 2, 12);
  expect(mase([1, 2, 4], 1, [5], [8])).toBeCloseTo(2, 12);
  expect(rmsse([1, 2, 4], [5], [8])).toBeCloseTo(3 / Math.sqrt(2.5), 12);
  expect(mase([3, 3, 3], 1, [5], [8])).toBeNaN();
  expect(wape([10, 10], [12, 7])).toBeCloseTo(0.25, 12);
  expect(relativeBias([10, 10], [12, 7])).toBeCloseTo(-0.05, 12);
  expect(coverage([1, 5], [0, 6], [2, 7])).toBe(0.5);
  expect(pinballLoss(10, 8, 0.9)).toBeCloseTo(1.8, 12);
  expect(pinballLoss(8, 10, 0.9)).toBeCloseTo(0.2, 12);
});
