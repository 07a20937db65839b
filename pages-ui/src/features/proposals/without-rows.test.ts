import { expect, it } from "vitest";
import { type Card, withoutRows } from "./api.ts";

const card = (groupKey: string, impacts: number[]): Card =>
  ({
    groupKey,
    count: impacts.length,
    impactMinor: impacts.reduce((a, b) => a + b, 0),
    rows: impacts.map((impactMinor, index) => ({ id: `${groupKey}${index}`, impactMinor })),
  }) as Card;

it("takes the whole group, and leaves the others untouched", () => {
  const [a, b] = [card("a", [5, 3]), card("b", [1])];
  expect(withoutRows([a, b], "a", null)).toEqual([b]);
  expect(withoutRows([a, b], "a", ["a0", "a1"])).toEqual([b]);
});

it("takes single rows with their share of the money", () => {
  const [left] = withoutRows([card("a", [5, 3, 2])], "a", ["a1"]);
  expect(left?.rows.map((row) => row.id)).toEqual(["a0", "a2"]);
  expect([left?.count, left?.impactMinor]).toEqual([2, 7]);
});
