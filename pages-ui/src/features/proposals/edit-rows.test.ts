import { expect, it } from "vitest";
import { editableOf } from "./edit-rows.ts";

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
