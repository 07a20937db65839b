import { expect, test } from "vitest";
import { lackingScopes, scopesOf } from "./scopes.ts";

test("a right to write includes the right to read, not the other way round", () => {
  expect(lackingScopes(["read_products", "write_products"], ["write_products"])).toEqual([]);
  expect(lackingScopes(["read_products", "write_products"], ["read_products"])).toEqual(["write_products"]);
});

test("what an agent names in its needs and in its kinds of action counts once", () => {
  const agent = {
    needs: [{ scopes: ["read_orders", "write_orders"] }, {}],
    actions: [{ scopes: ["write_orders", "write_discounts"] }, {}],
  };
  expect(scopesOf(agent)).toEqual({ reads: ["read_orders"], writes: ["write_discounts", "write_orders"] });
});
