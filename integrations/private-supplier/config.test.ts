import { expect, it } from "vitest";
import { privateEndpoints } from "#sandbox/vendors/private-supplier/endpoints.ts";
import { readConfig } from "./config.ts";
import { declare } from "./declare.ts";
import { addressOf, bodyOf, rowsAt, valueAt } from "./template.ts";

const supplier = { id: "x-private", name: "X", keyVariable: "X_KEY", configVariable: "X_ENDPOINTS" };
const full = JSON.parse(privateEndpoints("https://x.example/api")) as Record<string, unknown>;
const withOut = (name: string) => JSON.stringify({ ...full, [name]: undefined });

it("can what is set, and says of the rest that it is not", () => {
  expect(declare(supplier, readConfig(JSON.stringify(full), false))).toMatchObject({
    catalogue: "list",
    cannot: { details: expect.any(String) },
    evidence: { source: "X_ENDPOINTS: the sandbox's own double" },
  });
  const { cannot } = declare(supplier, readConfig(withOut("tracking"), false));
  expect(Object.keys(cannot).sort()).toEqual(["details", "tracking"]);
});

it.each([
  ["no JSON", "{", "it is no JSON"],
  ["an order that could not be looked up", withOut("order"), "placeOrder needs order"],
  ["an order without our reference", JSON.stringify(full).replace("{reference}", "x"), "needs {reference}"],
  ["plain http", JSON.stringify({ ...full, baseUrl: "http://x.example" }), "no https"],
  ["another scheme", JSON.stringify({ ...full, baseUrl: "file:///etc" }), "baseUrl"],
  ["a misspelt name", JSON.stringify({ ...full, serach: {} }), "serach"],
])("refuses %s", (_name, text, why) => {
  const read = readConfig(text, false);
  expect(read).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  expect(Object.keys(declare(supplier, read).cannot)).toHaveLength(6);
});

it("puts values into addresses without letting them lead elsewhere", () => {
  const values = { reference: "a/../b?c=d&e", page: 2 };
  expect(addressOf("https://x.example/api/", "/orders?ref={reference}&p={page}&q={none}", values)).toBe(
    "https://x.example/api/orders?ref=a%2F..%2Fb%3Fc%3Dd%26e&p=2&q=",
  );
  expect(() => addressOf("https://x.example", "//evil.example/{page}", values)).toThrow(/leads away/);
  expect(new URL(addressOf("https://x.example/api", "//evil.example/{page}", values)).host).toBe("x.example");
});

it("fills a body, keeping the kind of a value that stands alone", () => {
  const body = { ref: "no {reference}", pay: "{payNow}", lines: "{items}", deep: [{ name: "{name}" }], n: 1 };
  expect(bodyOf(body, { reference: "r", payNow: false, name: null }, [{ id: "v" }])).toEqual({
    ref: "no r",
    pay: false,
    lines: [{ id: "v" }],
    deep: [{ name: null }],
    n: 1,
  });
});

it("finds what stands in an answer, and nothing that only seems to", () => {
  const data = { a: { b: [{ c: 1 }] } };
  expect([valueAt(data, "a.b.0.c"), valueAt(data, "a.x.c"), valueAt(data, "a.constructor")]).toEqual([
    1,
    undefined,
    undefined,
  ]);
  expect([rowsAt(data, "a.b"), rowsAt([1], "."), rowsAt(data, "a")]).toEqual([[{ c: 1 }], [1], null]);
});
