import { expect, it } from "vitest";
import { impersonal } from "./impersonal.ts";

it.each([
  [`Unexpected token 'J', "Jane Canary"... is not valid JSON`, "Unexpected token 'J', [removed] is not valid JSON"],
  ["no customer jane.canary+1@mail.example.co.uk here", "no customer [removed] here"],
  ["call +44 (0)20 7946 0958 back", "call [removed] back"],
  ["from 203.0.113.7", "from [removed]"],
])("removes what is about a person from %s", (text, left) => {
  expect(impersonal(text)).toBe(left);
});

it.each([
  "Cannot read properties of undefined (reading 'price')",
  "UNIQUE constraint failed: actions.kind, actions.target",
  "gid://shopify/ProductVariant/45678901234567 is gone",
  "run inventory-pricing-1204 ended after 300000 ms",
])("leaves %s as it is", (text) => {
  expect(impersonal(text)).toBe(text);
});
