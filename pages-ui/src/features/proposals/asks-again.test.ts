import { expect, it } from "vitest";
import { asksAgain } from "./asks-again.ts";

const can = { revertible: true };
const cannot = { revertible: false, notRevertibleBecause: "the buyer has the money" };

it("lets a few changes that can be undone go by one press", () => {
  expect(asksAgain({ count: 12, moneyMinor: 50_000 }, 12, can)).toBeNull();
  expect(asksAgain({ count: 12, moneyMinor: 50_000 }, 12, undefined)).toBeNull();
  expect(asksAgain({ count: 2000, moneyMinor: 0 }, 3, can)).toBeNull();
});

it("asks again for many, and for money that does not come back", () => {
  expect(asksAgain({ count: 2083, moneyMinor: 0 }, 2083, can)).toMatch(/^All 2,083 changes at once.* undone as one/);
  expect(asksAgain({ count: 2083, moneyMinor: 0 }, 60, can)).toMatch(/^60 changes/);
  expect(asksAgain({ count: 1, moneyMinor: 900 }, 1, cannot)).toBe("It cannot be undone: the buyer has the money.");
  expect(asksAgain({ count: 60, moneyMinor: 0 }, 60, cannot)).toMatch(/cannot be undone: the buyer/);
});
