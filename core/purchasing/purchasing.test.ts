import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderNumber } from "./order-number.ts";
import { type OrderRow, reachMinimum } from "./reach-minimum.ts";

it("makes a number for paper of a purchase's id", () => {
  expect(orderNumber("a-3f8k2m9xq4tz")).toBe("PO-3F8K2M9X");
});

const row = (over: Partial<OrderRow> = {}): OrderRow => ({
  quantity: 2,
  unitCostMinor: 100,
  packSize: 1,
  weeklyUnits: 7,
  position: 0,
  ...over,
});

describe("a supplier's minimum", () => {
  it("changes nothing when it is met", () => {
    expect(reachMinimum([row({ quantity: 50 })], 5_000, 1)).toEqual([50]);
  });

  it("is reached where cover would end first", () => {
    // 0.3 and 0.6 weeks of cover: the first grows until both last as long.
    expect(
      reachMinimum([row({ quantity: 3, weeklyUnits: 10 }), row({ quantity: 6, weeklyUnits: 10 })], 1_200, 60),
    ).toEqual([6, 6]);
  });

  it("is left to a person when it would take too long to sell", () => {
    expect(reachMinimum([row({ weeklyUnits: 1 })], 10_000, 120)).toBeNull();
    expect(reachMinimum([row({ weeklyUnits: 0 })], 10_000, 120)).toBeNull();
  });

  it("only ever adds whole packs, and no more of them than the minimum needs", () => {
    const rows = fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 40 }),
        unitCostMinor: fc.integer({ min: 1, max: 900 }),
        packSize: fc.integer({ min: 1, max: 12 }),
        weeklyUnits: fc.integer({ min: 0, max: 30 }),
        position: fc.integer({ min: -5, max: 60 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 50_000 }), (order, minimumMinor) => {
        const raised = reachMinimum(order, minimumMinor, 365);
        if (raised === null) return;
        const totalOf = (quantities: number[]) =>
          quantities.reduce((sum, units, at) => sum + units * (order[at]?.unitCostMinor ?? 0), 0);
        expect(totalOf(raised)).toBeGreaterThanOrEqual(minimumMinor);
        const dearest = Math.max(...order.map((each) => each.packSize * each.unitCostMinor));
        const before = totalOf(order.map((each) => each.quantity));
        expect(totalOf(raised)).toBeLessThan(Math.max(before + 1, minimumMinor + dearest));
        for (const [at, each] of order.entries()) {
          const added = (raised[at] ?? 0) - each.quantity;
          expect(added).toBeGreaterThanOrEqual(0);
          expect(added % each.packSize).toBe(0);
        }
      }),
    );
  });
});
