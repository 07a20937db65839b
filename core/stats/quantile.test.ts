import { expect, test } from "vitest";
import { median, quantile } from "./quantile.ts";

test("quantiles interpolate between order statistics and leave the input alone", () => {
  const values = Object.freeze([4, 1, 3, 2]);
  expect(quantile(values, 0.5)).toBe(2.5);
  expect(quantile(values, 0.25)).toBe(1.75);
  expect(median([7])).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});
