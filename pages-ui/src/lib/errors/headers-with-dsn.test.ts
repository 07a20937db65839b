import { expect, it } from "vitest";
import { headersWithDsn } from "./headers-with-dsn.ts";

const headers = "/*\n  Content-Security-Policy: default-src 'none'; connect-src 'self'; manifest-src 'self'\n";

it("lets calls out to the DSN's origin and to nothing else", () => {
  const built = headersWithDsn(headers, "https://key@o1.ingest.sentry.example/42");
  expect(built).toContain("connect-src 'self' https://o1.ingest.sentry.example; manifest-src 'self'");
  expect(built.replace(" https://o1.ingest.sentry.example", "")).toBe(headers);
  expect(built).not.toContain("key@");
});

it("builds nothing with what is no DSN, or without the policy it opens", () => {
  expect(() => headersWithDsn(headers, "https://sentry.example/42")).toThrow("no DSN");
  expect(() => headersWithDsn("", "https://key@sentry.example/42")).toThrow("connect-src");
});
