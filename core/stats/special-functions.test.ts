import { expect, test } from "vitest";
import { logGamma, regularisedBeta, regularisedGammaLower } from "./special-functions.ts";

test("log-gamma equals factorials and the half-integer value", () => {
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
  expect(logGamma(1)).toBeCloseTo(0, 13);
});

test("the incomplete functions have their closed forms at whole parameters", () => {
  expect(regularisedGammaLower(1, 2)).toBeCloseTo(1 - Math.exp(-2), 14);
  expect(regularisedBeta(0.3, 2, 1)).toBeCloseTo(0.09, 14);
  expect(regularisedBeta(0.3, 1, 2)).toBeCloseTo(1 - 0.7 ** 2, 14);
});
