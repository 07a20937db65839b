import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonChunks } from "./json-chunks.ts";

test("all rows come back in order, in chunks that can be bound", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 50 }), (rows) => {
      const chunks = jsonChunks(rows);
      expect(chunks.flatMap((chunk) => JSON.parse(chunk) as string[])).toEqual(rows);
    }),
  );
  const rows = Array.from({ length: 30 }, () => "店".repeat(100_000));
  const chunks = jsonChunks(rows);
  expect(chunks.length).toBeGreaterThan(3);
  expect(Math.max(...chunks.map((chunk) => new TextEncoder().encode(chunk).byteLength))).toBeLessThan(2_000_000);
  expect(chunks.flatMap((chunk) => JSON.parse(chunk) as string[])).toHaveLength(30);
});

test("nothing makes no chunk, so that no statement is sent for it", () => {
  expect(jsonChunks([])).toEqual([]);
});
