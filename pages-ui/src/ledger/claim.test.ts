import { expect, it } from "vitest";
import { claim, kindName } from "./claim.ts";

const rows = (...moves: (number | null)[]) => moves.map((movePercent) => ({ movePercent }));

it("lets a single row speak for itself", () => {
  expect(claim({ kind: "price.set", title: "Raise Spotty bunting", count: 1, rows: rows(5) })).toBe(
    "Raise Spotty bunting",
  );
});

it("names the direction only when every row was seen to go that way", () => {
  expect(claim({ kind: "price.set", title: "x", count: 2, rows: rows(5, 3) })).toBe("Raise 2 prices");
  expect(claim({ kind: "price.set", title: "x", count: 2, rows: rows(-5, -3) })).toBe("Lower 2 prices");
  expect(claim({ kind: "price.set", title: "x", count: 2, rows: rows(5, -3) })).toBe("Change 2 prices");
  expect(claim({ kind: "price.set", title: "x", count: 40, rows: rows(5, 3) })).toBe("Change 40 prices");
});

it("keeps the title of kinds it has no words for", () => {
  expect(claim({ kind: "order.hold", title: "Hold #58 and 2 more", count: 3, rows: [] })).toBe("Hold #58 and 2 more");
  expect(kindName("purchase.draft")).toBe("purchase draft");
});
