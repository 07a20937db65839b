import { expect, test } from "vitest";
import { crostonRate, crostonState, sbaRate, sbjRate } from "./croston.ts";
import { intermittentForecast } from "./intermittent-demand.ts";
import { sesRate } from "./ses.ts";
import { tsbRate } from "./tsb.ts";

// Worked by hand: sizes 4, 6, 2 after intervals 2, 3, 1; mean interval 2.
const DEMAND = Object.freeze([0, 4, 0, 0, 6, 2, 0]);

test("Croston smooths sizes and intervals from the second demand on", () => {
  const state = crostonState(DEMAND, 0.5);
  expect(state).toEqual({ size: (4 + 6) / 4 + 2 / 2, interval: (2 + 3) / 4 + 1 / 2 });
  expect(crostonRate(DEMAND, 0.5)).toBeCloseTo(3.5 / 1.75, 12);
  expect(sbaRate(DEMAND, 0.5)).toBeCloseTo(2 * 0.75, 12);
  expect(sbjRate(DEMAND, 0.5)).toBeCloseTo(2 * (1 - 0.5 / 1.5), 12);
});

test("the bias corrected is that of the interval's weight, not of the size's", () => {
  const croston = crostonRate(DEMAND, 0.5, 0.2);
  expect(sbaRate(DEMAND, 0.5, 0.2)).toBeCloseTo(croston * 0.9, 12);
  expect(sbjRate(DEMAND, 0.5, 0.2)).toBeCloseTo(croston * (1 - 0.2 / 1.8), 12);
});

test("TSB lets the rate of a dying item decay, Croston does not", () => {
  const dying = [...DEMAND, 0, 0, 0, 0, 0, 0];
  expect(tsbRate(dying, 0.2)).toBeLessThan(tsbRate(DEMAND, 0.2) / 2);
  expect(crostonRate(dying, 0.2)).toBe(crostonRate(DEMAND, 0.2));
});

test("TSB counts the first period in its start only", () => {
  expect(tsbRate([2, 0], 0.5)).toBeCloseTo(0.25 * 2, 12);
});

test("smoothing starts at the mean unless told otherwise", () => {
  expect(sesRate([1, 3], 0.5)).toBeCloseTo(2.25, 12);
  expect(sesRate([1, 3], 0.5, 0)).toBeCloseTo(1.75, 12);
});

test("an item that never sold is forecast to sell nothing", () => {
  for (const rate of [crostonRate, sbaRate, sbjRate, tsbRate]) expect(rate([0, 0, 0], 0.1)).toBe(0);
  expect(intermittentForecast([])).toEqual({ method: "ses", rate: 0 });
  expect(intermittentForecast([0, 0])).toEqual({ method: "ses", rate: 0 });
});
