import { expect, test } from "vitest";
import { normalCdf, normalLoss, normalQuantile, normalSurvival } from "./normal.ts";

test("the quantile gives the textbook critical values", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(1e-12)).toBeCloseTo(-7.034483825301131, 10);
  expect(normalQuantile(1.5)).toBeNaN();
});

test("distribution function and quantile undo each other over the whole range", () => {
  for (let z = -7; z <= 5; z += 0.1) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
});

test("the far tail keeps its digits", () => {
  expect(normalSurvival(8) / 6.220960574271785e-16).toBeCloseTo(1, 12);
  expect(normalSurvival(10) / 7.619853024160527e-24).toBeCloseTo(1, 12);
});

test("the unit loss at zero is the density there", () => {
  expect(normalLoss(0)).toBeCloseTo(0.3989422804014327, 15);
  expect(normalLoss(1)).toBeCloseTo(0.08331547058768, 12);
});
