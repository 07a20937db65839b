import { expect, test } from "vitest";
import { bulkProgress, findBulk, startBulk } from "./bulk.ts";
import { readBulkRow } from "./bulk-lines.ts";
import { bulkText, changedSince } from "./bulk-text.ts";
import type { ShopifyClient } from "./client.ts";
import { ShopifyError } from "./errors.ts";
import { type BulkOperationCoreFragment, bulkOrders, bulkProducts } from "./operations.generated.ts";

const created = Date.parse("2026-11-22T10:00:00Z");
const operation: BulkOperationCoreFragment = {
  id: "gid://shopify/BulkOperation/1",
  status: "CREATED",
  type: "QUERY",
  errorCode: null,
  createdAt: "2026-11-22T10:00:00Z",
  completedAt: null,
  objectCount: "0",
  rootObjectCount: "0",
  fileSize: null,
  url: null,
  partialDataUrl: null,
};
const done = { ...operation, status: "COMPLETED", completedAt: "2026-11-22T10:05:00Z", objectCount: "12" } as const;

test("is asked after more rarely the longer it runs", () => {
  const running = { ...operation, status: "RUNNING", objectCount: "500" } as const;
  expect(bulkProgress(operation, created)).toEqual({ kind: "running", objects: 0, pollAfterMs: 1_000 });
  expect(bulkProgress(running, created + 40_000)).toEqual({ kind: "running", objects: 500, pollAfterMs: 10_000 });
  expect(bulkProgress(running, created + 3_600_000)).toMatchObject({ pollAfterMs: 30_000 });
  expect(bulkProgress({ ...running, status: "CANCELING" }, created)).toMatchObject({ kind: "running" });
});

test("a result can be fetched for a week, then the export starts again", () => {
  const ready = { ...done, url: "https://storage.example/1", fileSize: "1024" };
  const expiresAt = Date.parse("2026-11-29T10:05:00Z");
  expect(bulkProgress(ready, created)).toEqual({ kind: "ready", url: ready.url, bytes: 1024, objects: 12, expiresAt });
  expect(bulkProgress(ready, expiresAt)).toMatchObject({ kind: "failed", code: "EXPIRED", restart: true });
});

test("a result without file is empty, not failed", () => {
  expect(bulkProgress(done, created)).toEqual({ kind: "empty" });
});

test("a failure tells whether another try makes sense", () => {
  const failed = { ...done, status: "FAILED" } as const;
  expect(bulkProgress({ ...failed, errorCode: "ACCESS_DENIED" }, created)).toMatchObject({ restart: false });
  expect(bulkProgress({ ...failed, errorCode: "TIMEOUT", partialDataUrl: "https://x" }, created)).toEqual({
    kind: "failed",
    code: "TIMEOUT",
    partialUrl: "https://x",
    restart: true,
  });
  expect(bulkProgress({ ...done, status: "CANCELED" }, created)).toEqual({ kind: "cancelled" });
});

test("filters are written into the query, and left out when there are none", () => {
  const text = bulkText(bulkOrders, { filter: changedSince(created) });
  expect(text).toMatch(/^query BulkOrders\{orders\(query:"updated_at:>='2026-11-22T10:00:00.000Z'"\)\{edges\{node\{id/);
  expect(text).not.toContain("$");
  expect(text).not.toContain("...");
  expect(bulkText(bulkProducts, {})).toMatch(/^query BulkProducts\{products\{edges/);
  expect(bulkText(bulkProducts, { filter: 'a"b\\c' })).toContain(String.raw`products(query:"a\"b\\c")`);
});

test("a row knows its type and its parent", () => {
  const child = '{"id":"gid://shopify/LineItem/2","__parentId":"gid://shopify/Order/1","quantity":3}';
  expect(readBulkRow(child)).toMatchObject({
    ok: true,
    value: {
      type: "LineItem",
      id: "gid://shopify/LineItem/2",
      parentId: "gid://shopify/Order/1",
      row: { quantity: 3 },
    },
  });
  expect(readBulkRow("{}")).toMatchObject({ ok: true, value: { type: null, id: null, parentId: null } });
  for (const bad of ["", "{", "[]", "null", "7"]) expect(readBulkRow(bad)).toMatchObject({ ok: false });
});

function fakeClient(answer: () => unknown): ShopifyClient {
  return { domain: "x", apiVersion: "x", run: async <Data>() => answer() as Data };
}

test("a store busy with other exports is an answer, other refusals are errors", async () => {
  const refuse = (code: string) => () => {
    throw new ShopifyError({ code: "x", message: code, userErrors: [{ message: code, code }] });
  };
  expect(await startBulk(fakeClient(refuse("OPERATION_IN_PROGRESS")), bulkProducts, {})).toEqual({
    kind: "busy",
    message: "OPERATION_IN_PROGRESS",
  });
  await expect(startBulk(fakeClient(refuse("INVALID")), bulkProducts, {})).rejects.toThrow("INVALID");
  const started = fakeClient(() => ({ bulkOperationRunQuery: { bulkOperation: operation, userErrors: [] } }));
  expect(await startBulk(started, bulkProducts, {})).toEqual({ kind: "started", operation });
});

test("after a lost reply the started export is found by its query and time", async () => {
  const query = bulkText(bulkProducts, {}).replaceAll("{", " {\n  ");
  const client = fakeClient(() => ({
    bulkOperations: {
      nodes: [
        { ...operation, query: "other" },
        { ...operation, query },
      ],
    },
  }));
  expect(await findBulk(client, bulkProducts, {}, created)).toMatchObject({ id: operation.id, query });
  expect(await findBulk(client, bulkProducts, {}, created + 1)).toBeNull();
  expect(await findBulk(client, bulkOrders, {}, created)).toBeNull();
});
