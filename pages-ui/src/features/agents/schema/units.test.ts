import { expect, it } from "vitest";
import type { Field } from "./json-schema.ts";
import { isShare, labelAndUnit, percentAsShare, shareAsPercent } from "./units.ts";

const number = (most: number | null, whole = false): Field => ({ type: "number", whole, least: 0, most });

it("takes a unit out of a setting's name", () => {
  expect(labelAndUnit("coolDownHours", number(8760), "GBP")).toEqual(["Cool down", "hours"]);
  expect(labelAndUnit("orderCostMinor", number(null, true), "GBP")).toEqual(["Order cost", "GBP"]);
  expect(labelAndUnit("marginFloor", number(1), "GBP")).toEqual(["Margin floor", "%"]);
  expect(labelAndUnit("leastScore", number(100), "GBP")).toEqual(["Least score", null]);
  expect(labelAndUnit("slaHours", { type: "group", fields: [] }, "GBP")).toEqual(["SLA hours", null]);
});

it("knows a share by its bounds", () => {
  expect([isShare(number(0.5)), isShare(number(1, true)), isShare(number(90)), isShare(number(null))]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it("turns shares into percent and back without losing any", () => {
  for (const share of [0.15, 0.015, 0.925, 0.001, 1, 0, -0.07]) {
    expect(percentAsShare(shareAsPercent(share))).toBe(share);
  }
  expect(shareAsPercent(0.07)).toBe("7");
});
