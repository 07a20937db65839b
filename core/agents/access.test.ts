import { expect, test } from "vitest";
import { accessOf, readScopes } from "./access.ts";

const pricing = {
  id: "pricing",
  name: "Pricing Agent",
  needs: [{ scopes: ["read_products", "write_products"] }],
  actions: [{ scopes: ["write_inventory"] }],
};
const watching = { id: "watch", name: "Watch Agent", needs: [{ scopes: ["read_orders"] }], actions: [] };

test("an agent that lacks one write scope can only watch", () => {
  expect(accessOf(pricing, ["write_products"])).toEqual({
    agent: "pricing",
    name: "Pricing Agent",
    reads: [{ scope: "read_products", granted: true }],
    writes: [
      { scope: "write_inventory", granted: false },
      { scope: "write_products", granted: true },
    ],
    most: "shadow",
  });
});

test("an agent that writes nothing, or may write all it wants, is not held back", () => {
  expect(accessOf(watching, []).most).toBe("auto");
  expect(accessOf(pricing, ["write_products", "write_inventory"]).most).toBe("auto");
});

test("one begins with what is read, and nothing that changes the store", () => {
  expect(readScopes([pricing, watching], ["read_locations"])).toEqual([
    "read_locations",
    "read_orders",
    "read_products",
  ]);
});
