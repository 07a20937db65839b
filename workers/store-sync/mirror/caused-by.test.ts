import { expect, test } from "vitest";
import { causedBy, type OwnAction } from "./caused-by.ts";

const action = (changes: Partial<OwnAction> = {}): OwnAction => ({
  id: "a1",
  agent: "inventory-pricing",
  target: "variant",
  status: "applied",
  before: "500",
  after: '{"priceMinor":520}',
  ...changes,
});

test("a change that shows an action's value on its target is that action's", () => {
  expect(causedBy([{ targets: ["item", "variant"], value: 520 }], [action()])).toBe("a1");
  expect(causedBy([{ targets: ["variant"], value: 520 }], [action({ status: "applying" })])).toBe("a1");
});

test("an action taken back explains the value it began from, and no longer its own", () => {
  const reverted = action({ status: "reverted" });
  expect(causedBy([{ targets: ["variant"], value: 500 }], [reverted])).toBe("a1");
  expect(causedBy([{ targets: ["variant"], value: 520 }], [reverted])).toBeNull();
});

test("another value, another target or one unexplained fact is somebody else's doing", () => {
  expect(causedBy([{ targets: ["variant"], value: 521 }], [action()])).toBeNull();
  expect(causedBy([{ targets: ["other"], value: 520 }], [action()])).toBeNull();
  const facts = [
    { targets: ["variant"], value: 520 },
    { targets: ["product"], value: "New title" },
  ];
  expect(causedBy(facts, [action()])).toBeNull();
});

test("a change without facts has no cause of ours", () => {
  expect(causedBy([], [action()])).toBeNull();
});
