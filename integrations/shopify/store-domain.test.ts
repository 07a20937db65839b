import { expect, test } from "vitest";
import { storeDomain } from "./store-domain.ts";

test.each([
  "royal.myshopify.com",
  "royal",
  " https://Royal.myshopify.com/admin/products?x=1 ",
  "https://admin.shopify.com/store/royal/products",
])("finds the store's domain in %s", (text) => {
  expect(storeDomain(text)).toEqual({ ok: true, value: "royal.myshopify.com" });
});

test.each(["www.royal.com", "royal.myshopify.com.evil.example", "", "royal store"])("takes %s for no store", (text) => {
  expect(storeDomain(text).ok).toBe(false);
});
