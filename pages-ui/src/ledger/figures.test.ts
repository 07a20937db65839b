import { expect, it } from "vitest";
import { figuresOf, originOf, otherOrigins, rangeText } from "./figures.ts";

const row = (costMinor: number, elasticity: number) => ({
  figures: { priceMinor: 500, costMinor, elasticity },
  before: { priceMinor: 500 },
  after: { priceMinor: 520 },
  provenance: { cost: "generated:42", price: "measured" },
});

it("shows ranges over the rows, without what the rows show themselves", () => {
  const figures = figuresOf([row(200, -1.2), row(310, -1.2)]);
  expect(figures.map(({ name }) => name)).toEqual(["costMinor", "elasticity"]);
  expect(figures.map((figure) => rangeText(figure, "GBP"))).toEqual(["£2.00 to £3.10", "−1.2"]);
});

it("names what rows rest on beside their figures, by origin", () => {
  const provenance = { cost: "generated:42", demand: "estimated", leadTime: "assumed", stock: "measured" };
  const rows = [
    { figures: { totalMinor: 1 }, provenance },
    { figures: { costMinor: 1 }, provenance: { demand: "estimated" } },
  ];
  expect(otherOrigins(rows.slice(0, 1))).toEqual([
    ["generated", ["cost"]],
    ["estimated", ["demand"]],
    ["assumed", ["leadTime"]],
  ]);
  expect(otherOrigins(rows).map(([origin]) => origin)).toEqual(["estimated", "assumed"]);
});

it("finds an origin by the figure's name without its unit, and leaves measured unsaid", () => {
  expect(originOf("costMinor", { cost: "generated:42" })).toBe("generated:42");
  expect(originOf("stock", { stock: "measured" })).toBeNull();
  expect(originOf("stock", {})).toBeNull();
});
