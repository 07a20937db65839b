import { expect, test } from "vitest";
import { importStanding } from "./import-standing.ts";

const row = (kind: string, own: object = {}) => ({
  kind,
  status: "loading",
  bytesTotal: null as number | null,
  bytesDone: 0,
  error: null as string | null,
  startedAt: 1_000,
  updatedAt: 1_000,
  finishedAt: null,
  ...own,
});

test("a system that never began has nothing to tell", () => {
  expect(importStanding([], null, 5_000)).toMatchObject({ status: "none", share: null, startedAt: null });
});

test("how long is left follows from the bytes loaded so far", () => {
  const rows = [
    row("shop", { status: "done" }),
    row("products", { bytesTotal: 100, bytesDone: 100 }),
    row("orders", { bytesTotal: 300, bytesDone: 0 }),
  ];
  expect(importStanding(rows, null, 3_000)).toMatchObject({ status: "running", share: 0.25, remainingMs: 6_000 });
});

test("nothing is estimated before every export's size is known", () => {
  const rows = [row("products", { bytesTotal: 100, bytesDone: 50 }), row("orders")];
  expect(importStanding(rows, null, 3_000)).toMatchObject({ status: "running", share: null, remainingMs: null });
});

test("one failed export is the import's failure, with its reason", () => {
  const rows = [row("products"), row("orders", { status: "failed", error: "ACCESS_DENIED" })];
  expect(importStanding(rows, null, 3_000)).toMatchObject({ status: "failed", error: "ACCESS_DENIED" });
});

test("what is imported is done, whatever a later attempt says", () => {
  expect(importStanding([row("orders", { status: "failed" })], 2_000, 3_000)).toMatchObject({
    status: "done",
    finishedAt: 2_000,
  });
});
