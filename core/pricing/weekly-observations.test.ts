import { expect, it } from "vitest";
import { olsElasticity } from "./elasticity.ts";
import { type PricedDay, weeklyObservations } from "./weekly-observations.ts";

/** Monday of a week long after 1970-01-01, which was a Thursday. */
const monday = 7 * 3_000 + 4;

const days = (price: (at: number) => number, units: (at: number) => number, count: number): PricedDay[] =>
  Array.from({ length: count }, (_, at) => ({ day: monday + at, priceMinor: price(at), units: units(at) })).filter(
    (day) => day.units > 0,
  );

it("is the week's units where the price stands still", () => {
  expect(
    weeklyObservations(
      days(
        () => 500,
        () => 4,
        14,
      ),
    ),
  ).toEqual([
    { price: 500, quantity: 28 },
    { price: 500, quantity: 28 },
  ]);
});

it("takes a week that two prices share at the speed of each, not at its days", () => {
  const shared = days(
    (at) => (at < 4 ? 500 : 400),
    (at) => (at < 4 ? 2 : 3),
    7,
  );
  expect(weeklyObservations(shared)).toEqual([
    { price: 500, quantity: 14 },
    { price: 400, quantity: 21 },
  ]);
});

it("counts days without a sale at the price before them, and days without stock not at all", () => {
  const sparse = days(
    () => 500,
    (at) => (at % 3 === 0 ? 6 : 0),
    7,
  );
  expect(weeklyObservations(sparse)).toEqual([{ price: 500, quantity: 18 }]);
  expect(weeklyObservations(sparse, (day) => day - monday === 1 || day - monday === 2)).toEqual([
    { price: 500, quantity: (7 * 18) / 5 },
  ]);
});

it("leaves out a piece too short to tell a speed", () => {
  const brief = days(
    (at) => (at === 6 ? 300 : 500),
    () => 2,
    7,
  );
  expect(weeklyObservations(brief)).toEqual([{ price: 500, quantity: 14 }]);
});

it("finds the elasticity of buyers whose prices change in the middle of weeks", () => {
  const price = (at: number) => [500, 450, 550, 400][Math.floor((at + 3) / 10) % 4]!;
  const daily = days(price, (at) => 40 * (price(at) / 500) ** -1.5, 200);
  const found = olsElasticity(weeklyObservations(daily));
  expect(found.ok && found.value.elasticity).toBeCloseTo(-1.5, 9);
});
