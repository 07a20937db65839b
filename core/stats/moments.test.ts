import { expect, test } from "vitest";
import { sampleVariance } from "./moments.ts";

test("a sample variance divides by n - 1", () => {
  expect(sampleVariance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 12);
});
