import { expect, it } from "vitest";
import { matches } from "./match.ts";

it("finds by the beginnings of words, in any order", () => {
  expect(matches("Run Inventory pricing now", "pri run")).toBe(true);
  expect(matches("Run Inventory pricing now", "")).toBe(true);
  expect(matches("Run Inventory pricing now", "ventory")).toBe(false);
});
