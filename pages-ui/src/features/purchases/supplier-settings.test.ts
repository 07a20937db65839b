import { expect, it } from "vitest";
import { addressOf, withAddress } from "./supplier-settings.ts";

const settings = { reviewDays: 7, suppliers: { Weaver: { leadTimeDays: 21, email: "old@weaver.example" }, Other: {} } };

it("reads a supplier's address, and none where none is", () => {
  expect(addressOf(settings, "Weaver")).toBe("old@weaver.example");
  expect(addressOf(settings, "Other")).toBeNull();
  expect(addressOf(settings, "constructor")).toBeNull();
  expect(addressOf({}, "Weaver")).toBeNull();
});

it("sets an address and leaves everything else as it was", () => {
  expect(withAddress(settings, "Weaver", "new@weaver.example")).toEqual({
    reviewDays: 7,
    suppliers: { Weaver: { leadTimeDays: 21, email: "new@weaver.example" }, Other: {} },
  });
  expect(withAddress({}, "Weaver", "a@b.example")).toEqual({ suppliers: { Weaver: { email: "a@b.example" } } });
});
