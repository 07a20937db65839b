import { expect, it } from "vitest";
import type { Report } from "./api.ts";
import { foundRows, lackingText, storeSentence } from "./sentences.ts";

const report: Report = {
  domain: "royal.myshopify.com",
  import: { status: "done", share: 1, remainingMs: null, startedAt: 1, finishedAt: 2, error: null },
  found: {
    products: 10,
    variants: 12,
    orders: 6_446,
    lines: 10_876,
    customers: 2_327,
    days: 313,
    firstDay: "2026-01-14",
    lastDay: "2026-11-22",
  },
  unknown: [],
  agents: [],
  begin: { readScopes: [], message: "" },
};

it("says what came of the import, and how much stays unknown", () => {
  expect(storeSentence(report)).toBe("royal.myshopify.com is read: 6,446 orders of 313 days.");
  const costs = { code: "costs-missing" as const, count: 1, of: 2, message: "…" };
  expect(storeSentence({ ...report, unknown: [costs] })).toMatch(/ One thing cannot be known\.$/);
  expect(storeSentence({ ...report, unknown: [costs, costs] })).toMatch(/ Two things cannot be known\.$/);
});

it("says how long an import still takes only when that can be told", () => {
  const running = { ...report.import, status: "running" as const };
  expect(storeSentence({ ...report, import: running })).toBe("royal.myshopify.com is being read.");
  expect(storeSentence({ ...report, import: { ...running, remainingMs: 90_000 } })).toMatch(/, about .+ left\.$/);
  expect(storeSentence({ ...report, import: { ...running, status: "failed" } })).toMatch(/could not be read\.$/);
});

it("says so when there is no store", () => {
  expect(storeSentence({ ...report, domain: null })).toBe("No store is connected yet.");
});

it("shows the span of days only when something was sold", () => {
  expect(foundRows(report).at(-1)).toEqual(["Days", "313, 14 Jan 2026 to 22 Nov 2026"]);
  const nothing = { ...report.found, days: 0, firstDay: null, lastDay: null };
  expect(foundRows({ ...report, found: nothing }).at(-1)).toEqual(["Days", "0"]);
});

it("names what an agent lacks", () => {
  expect(lackingText([])).toBe("nothing in the store");
  expect(lackingText([{ scope: "read_orders", granted: true }])).toBe("all it needs");
  expect(lackingText([{ scope: "write_orders", granted: false }])).toBe("lacks write_orders");
});
