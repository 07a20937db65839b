import { expect, it } from "vitest";
import { doorProblems } from "./storefront.ts";

const good = {
  url: "https://shop.example/",
  status: 200,
  plainLeadsTo: "https://shop.example/",
  headers: {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": "frame-ancestors 'none'; upgrade-insecure-requests",
    "x-content-type-options": "nosniff",
  },
};
const subjects = (change: object) => doorProblems({ ...good, ...change }).map(({ subject }) => subject);

it("finds nothing where nothing is missing", () => {
  expect(doorProblems(good)).toEqual([]);
});

it("names each thing that is missing", () => {
  expect(subjects({ headers: {} })).toEqual(["hsts", "csp", "framing", "nosniff"]);
  expect(subjects({ headers: { ...good.headers, "strict-transport-security": "max-age=60" } })).toEqual(["hsts"]);
  for (const plainLeadsTo of [null, "http://shop.example/en", "/en", "//shop.example/"])
    expect(subjects({ plainLeadsTo }), String(plainLeadsTo)).toEqual(["plain-http"]);
  expect(subjects({ url: "http://shop.example/" })).toEqual(["tls"]);
  expect(subjects({ url: "http://127.0.0.1:8789/", plainLeadsTo: undefined })).toEqual([]);
  expect(subjects({ status: 503 })).toEqual(["answers"]);
});

it("takes either way of forbidding frames", () => {
  const headers = { ...good.headers, "content-security-policy": "default-src 'self'", "x-frame-options": "DENY" };
  expect(subjects({ headers })).toEqual([]);
});
