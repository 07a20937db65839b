import { expect, it } from "vitest";
import { operations } from "#schemas/api/table.ts";
import { labelOf } from "../../ledger/values.ts";
import { deedWords, detailText, placeOf } from "./deed-words.ts";

it("has words for every operation that writes", () => {
  // A batch is on record as what it did to each.
  const writes = Object.values(operations).filter(({ effect, id }) => effect !== "read" && id !== "actions.batch");
  const unnamed = writes.filter(({ id }) => deedWords(id) === labelOf(id));
  expect(unnamed.map(({ id }) => id)).toEqual([]);
});

it("leads to what it was done to", () => {
  expect(placeOf("actions.approve", "a-zz0ak2")).toBe("/changes/a-zz0ak2");
  expect(placeOf("purchases.mail", "a-zz0ak2")).toBe("/purchases/a-zz0ak2");
  expect(placeOf("agents.mode", "security")).toBe("/agents/security");
  expect(placeOf("emergency.stop", "security")).toBe("/agents/security");
  expect(placeOf("emergency.stop", "everything")).toBeNull();
  expect(placeOf("session.open", "session:88cd")).toBeNull();
});

it("says with what", () => {
  expect(detailText({ mode: "approve", forMs: 3_600_000 })).toBe("mode: approve, for: 1\u00a0h");
});
