import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

it("doubles up to half a minute and never returns at once", () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backoffMs(0, 0)).toBe(250);
  expect(backoffMs(40, 1)).toBe(30_000);
});
