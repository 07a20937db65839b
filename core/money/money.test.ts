import fc from "fast-check";
import { expect, test } from "vitest";
import { allocateByLargestRemainder } from "./allocate.ts";
import { formatMinor, parseMinor } from "./minor-units.ts";
import { netOfTaxMinor } from "./net-of-tax.ts";
import { roundMinor } from "./rounding.ts";

test("decimal strings become minor units of their own currency", () => {
  expect(parseMinor("19.9", "EUR")).toEqual({ ok: true, value: 1990 });
  expect(parseMinor("1500", "JPY")).toEqual({ ok: true, value: 1500 });
  expect(parseMinor("1500.0", "JPY")).toEqual({ ok: true, value: 1500 });
  expect(parseMinor("1.234", "KWD")).toEqual({ ok: true, value: 1234 });
  expect(parseMinor("-0.05", "USD")).toEqual({ ok: true, value: -5 });
});

test("a decimal that does not fit the currency is refused, not rounded", () => {
  expect(parseMinor("1.005", "EUR")).toMatchObject({ ok: false, error: { kind: "too-precise", exponent: 2 } });
  expect(parseMinor("1e3", "EUR")).toMatchObject({ ok: false, error: { kind: "not-a-decimal" } });
  expect(parseMinor("", "EUR")).toMatchObject({ ok: false, error: { kind: "not-a-decimal" } });
  expect(parseMinor("90071992547409930", "EUR")).toMatchObject({ ok: false, error: { kind: "too-large" } });
});

test("formatting and parsing undo each other in every exponent", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom("JPY", "EUR", "KWD", "CLF"), (minor, currency) => {
      expect(parseMinor(formatMinor(minor, currency), currency)).toEqual({ ok: true, value: minor });
    }),
  );
});

test("each rounding does what its name says, binary noise aside", () => {
  expect(roundMinor(1.005 * 100, "half-even")).toBe(100);
  expect(roundMinor(1.005 * 100, "half-away-from-zero")).toBe(101);
  expect(roundMinor(101.5, "half-even")).toBe(102);
  expect(roundMinor(-2.5, "half-away-from-zero")).toBe(-3);
  expect(roundMinor(2.0000000000001, "ceiling")).toBe(2);
  expect(roundMinor(2.1, "ceiling")).toBe(3);
  expect(roundMinor(-2.1, "floor")).toBe(-3);
});

test("tax comes out only of prices that include it", () => {
  expect(netOfTaxMinor(1190, 0.19, true)).toBe(1000);
  expect(netOfTaxMinor(1190, 0.19, false)).toBe(1190);
});

test("allocated parts are whole and add up", () => {
  expect(allocateByLargestRemainder(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(allocateByLargestRemainder(3, [0, 0])).toEqual([2, 1]);
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
      (total, weights) => {
        const parts = allocateByLargestRemainder(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
      },
    ),
  );
});
