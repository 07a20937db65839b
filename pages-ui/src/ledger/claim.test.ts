import { expect, it } from "vitest";
import { claim, gainPer, kindName } from "./claim.ts";

const prices = { kind: "price.set", title: "Spotty bunting", groupKey: "inventory-pricing/price.set/raise/Party" };

it("lets a single row speak for itself", () => {
  expect(claim({ ...prices, count: 1 })).toBe("Raise Spotty bunting");
  const order = { kind: "purchase.draft", title: "Order from Alder", groupKey: "a/purchase.draft/reorder", count: 1 };
  expect(claim(order)).toBe("Order from Alder");
});

it("says how many, which way, and what they have in common", () => {
  expect(claim({ ...prices, count: 1144 })).toBe("Raise 1,144 prices in Party");
  expect(claim({ ...prices, groupKey: "a/price.set/cut/Party", count: 2 })).toBe("Lower 2 prices in Party");
  expect(claim({ ...prices, groupKey: "elsewhere", count: 2 })).toBe("Change 2 prices");
  expect(claim({ ...prices, count: 50, open: true })).toBe("Raise 50+ prices in Party");
});

it("keeps the title of kinds it has no words for", () => {
  expect(claim({ kind: "order.wrap", title: "Hold #58 and 2 more", count: 3, groupKey: "" })).toBe(
    "Hold #58 and 2 more",
  );
  expect(kindName("order.wrap")).toBe("order wrap");
  expect([gainPer("price.set"), gainPer("order.wrap")]).toEqual([" a week", ""]);
});
