import { expect, it } from "vitest";
import { byWeek } from "./store-figures.ts";
import { startOfDay, weekOf } from "./week.ts";

it("begins weeks on Monday", () => {
  expect(weekOf("2026-11-22")).toBe("2026-11-16");
  expect(weekOf("2026-11-23")).toBe("2026-11-23");
  expect(weekOf("2027-01-01")).toBe("2026-12-28");
});

it("finds the shop's midnight, on the days the clock changes too", () => {
  const at = (ms: number) => new Date(ms).toISOString();
  expect(at(startOfDay(Date.parse("2026-11-22T17:30:00Z"), "Europe/London"))).toBe("2026-11-22T00:00:00.000Z");
  expect(at(startOfDay(Date.parse("2026-07-01T23:30:00Z"), "Europe/London"))).toBe("2026-07-01T23:00:00.000Z");
  expect(at(startOfDay(Date.parse("2026-03-29T12:00:00Z"), "Europe/London"))).toBe("2026-03-29T00:00:00.000Z");
  expect(at(startOfDay(Date.parse("2026-10-25T12:00:00Z"), "Europe/London"))).toBe("2026-10-24T23:00:00.000Z");
});

it("sums a SKU's days to its weeks", () => {
  const day = (sku: string, day: string, units: number) => ({ sku, day, units, revenueMinor: units * 10 });
  expect(byWeek([day("B", "2026-11-22", 1), day("A", "2026-11-17", 2), day("A", "2026-11-22", 3)])).toEqual([
    { sku: "A", week: "2026-11-16", units: 5, revenueMinor: 50 },
    { sku: "B", week: "2026-11-16", units: 1, revenueMinor: 10 },
  ]);
});
