import fc from "fast-check";
import { expect, test } from "vitest";
import { allowedCompareAtMinor } from "./compare-at.ts";

test("a crossed-out price is the 30-day low at most and gone when it shows no reduction", () => {
  expect(allowedCompareAtMinor(3000, 2000, 2500)).toBe(2500);
  expect(allowedCompareAtMinor(2400, 2000, 2500)).toBe(2400);
  expect(allowedCompareAtMinor(3000, 2500, 2500)).toBeNull();
  expect(allowedCompareAtMinor(3000, 2000, null)).toBeNull();
  expect(allowedCompareAtMinor(null, 2000, 2500)).toBeNull();
});

test("no shown compare-at price is above the lowest price of the last 30 days", () => {
  const money = fc.option(fc.integer({ min: 1, max: 1_000_000 }));
  fc.assert(
    fc.property(money, fc.integer({ min: 1, max: 1_000_000 }), money, (wanted, price, low) => {
      const shown = allowedCompareAtMinor(wanted, price, low);
      if (shown === null) return;
      expect(shown).toBeLessThanOrEqual(low!);
      expect(shown).toBeLessThanOrEqual(wanted!);
      expect(shown).toBeGreaterThan(price);
    }),
    { numRuns: 10_000 },
  );
});
