import { expect, test } from "vitest";
import { shopDomain, shopifyNeed } from "./need.ts";

test.each([
  ["royal", "royal.myshopify.com"],
  ["Royal.myshopify.com", "royal.myshopify.com"],
  ["https://royal.myshopify.com/admin", "royal.myshopify.com"],
  ["", null],
  [undefined, null],
])("SHOPIFY_STORE %s means %s", (value, domain) => {
  expect(shopDomain({ SHOPIFY_STORE: value })).toBe(domain);
  expect(shopifyNeed().configured({ SHOPIFY_STORE: value })).toBe(domain !== null);
});
