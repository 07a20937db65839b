import { expect, test } from "vitest";
import { assertMayWrite, isVendorAddress, rebased } from "./base-address.ts";

const domain = "royal.myshopify.com";

test.each([
  [undefined, true],
  ["", true],
  ["https://royal.myshopify.com", true],
  ["https://royal.myshopify.com/", true],
  ["http://royal.myshopify.com", false],
  ["https://other.myshopify.com", false],
  ["https://royal.myshopify.com.evil.example", false],
  ["https://royal.myshopify.com@evil.example", false],
  ["https://user@royal.myshopify.com", false],
  ["https://royal.myshopify.com:8443", false],
  ["http://127.0.0.1:8789", false],
  ["nonsense", false],
])("base address %s is the vendor's: %s", (baseUrl, expected) => {
  expect(isVendorAddress(domain, baseUrl)).toBe(expected);
  const write = () => assertMayWrite("X", "production", domain, baseUrl);
  if (expected) expect(write).not.toThrow();
  else expect(write).toThrow(/only the store's own address/);
});

test("a domain that is not a store of the vendor's may not be written to in production", () => {
  expect(() => assertMayWrite("X", "production", "127.0.0.1", undefined)).toThrow();
  expect(() => assertMayWrite("X", "production", "royal.myshopify.com.evil.example", undefined)).toThrow();
});

test("outside production a sandbox may be written to", () => {
  for (const environment of ["local", "test", "staging"])
    expect(() => assertMayWrite("X", environment, domain, "http://127.0.0.1:8789")).not.toThrow();
});

test("rebasing keeps path and query", () => {
  const url = "https://royal.myshopify.com/admin/api/2026-10/graphql.json?x=1";
  expect(rebased(url, "http://127.0.0.1:8789")).toBe("http://127.0.0.1:8789/admin/api/2026-10/graphql.json?x=1");
  expect(rebased(url, undefined)).toBe(url);
});
