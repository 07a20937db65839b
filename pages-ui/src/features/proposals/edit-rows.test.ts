import { expect, it } from "vitest";
import type { Action } from "./api.ts";
import { editableOf, editsOf } from "./edit-rows.ts";

it("edits a price in the units it is kept in", () => {
  const minor = editableOf({ payload: { variantId: "gid://1", priceMinor: 123_450 }, currency: "GBP" });
  expect(minor?.text).toBe("1234.50");
  expect(minor?.withText("5.20")).toEqual({ variantId: "gid://1", priceMinor: 520 });
  const decimal = editableOf({ payload: { price: "4.95" }, currency: "GBP" });
  expect(decimal?.withText("5.2")).toEqual({ price: "5.20" });
});

it("refuses what is no amount, and edits no kind without one figure", () => {
  expect(editableOf({ payload: { priceMinor: 495 }, currency: "GBP" })?.withText("five")).toBeNull();
  expect(editableOf({ payload: { lines: [] }, currency: "GBP" })).toBeNull();
  expect(editableOf({ payload: null, currency: "GBP" })).toBeNull();
});

it("sends only rows that were changed, and nothing while one is no value", () => {
  const rows = [1, 2, 3].map((id) => ({ id: `a${id}`, payload: { priceMinor: 500 }, currency: "GBP" })) as Action[];
  const typed = (...texts: [string, string][]) => editsOf(rows, new Map(texts));
  expect(typed(["a1", "5.00"], ["a2", "5.20"])).toEqual([{ action: "a2", payload: { priceMinor: 520 } }]);
  expect(typed(["a1", "5.00"])).toBeNull();
  expect(typed(["a2", "5.20"], ["a3", "five"])).toBeNull();
});
