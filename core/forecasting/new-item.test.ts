import { expect, it } from "vitest";
import { newItemDemand, newItemInterval, newItemUnits } from "./new-item.ts";

it("borrows all of its category's speed on its first day and less the more it has of its own", () => {
  expect(newItemDemand(0, 0, 2).unitsPerDay).toBe(2);
  expect(newItemDemand(0, 28, 2).unitsPerDay).toBe(1);
  expect(newItemDemand(84, 28, 2).unitsPerDay).toBeCloseTo(2.5, 12);
});

it("is surer of an item it has seen more of", () => {
  const unseen = newItemInterval(newItemDemand(0, 0, 1), 7, 0.8);
  const seen = newItemInterval(newItemDemand(90, 90, 1), 7, 0.8);
  expect(unseen.upper - unseen.lower).toBeGreaterThanOrEqual(seen.upper - seen.lower);
  expect(newItemUnits(newItemDemand(0, 0, 1), 28).variance).toBe(28 + 28);
});

it("is nothing where the category sells nothing", () => {
  expect(newItemUnits(newItemDemand(0, 10, 0), 7)).toEqual({ mean: 0, variance: 0 });
});
