import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KitError } from "#agent-kit/errors.ts";
import { type BulkLine, bulkLines } from "#integrations/shopify/bulk-lines.ts";

const lines = Array.from({ length: 500 }, (_, index) => JSON.stringify({ id: index, title: `Größe ${index} — 🧵` }));
const file = Buffer.from(`${lines.join("\n")}\n`);

let server: Server;
let url = "";
let mode: { ranges: boolean; status?: number; cutAfter?: number; body?: Buffer } = { ranges: true };
let asked: (string | undefined)[] = [];

beforeEach(async () => {
  mode = { ranges: true };
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    if (mode.status) return void response.writeHead(mode.status).end("no");
    const all = mode.body ?? file;
    const from = mode.ranges ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
    if (from > 0 && from >= all.byteLength) return void response.writeHead(416).end();
    const part = all.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": part.byteLength });
    if (mode.cutAfter === undefined) {
      // Odd pieces, so that characters and lines are torn apart.
      for (let at = 0; at < part.byteLength; at += 37) response.write(part.subarray(at, at + 37));
      return void response.end();
    }
    response.write(part.subarray(0, mode.cutAfter), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/result.jsonl`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

async function read(fromByte?: number, most = Number.POSITIVE_INFINITY): Promise<BulkLine[]> {
  const found: BulkLine[] = [];
  for await (const line of bulkLines({ url, fromByte, environment: "test" })) {
    found.push(line);
    if (found.length >= most) break;
  }
  return found;
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as KitError,
  );

test("every line arrives whole, with the offset behind it", async () => {
  const found = await read();
  expect(found.map((each) => each.line)).toEqual(lines);
  expect(found.at(-1)?.byteOffsetAfter).toBe(file.byteLength);
  expect(asked).toEqual([undefined]);
});

test("reading can stop after any line and go on there, without loss or repetition", async () => {
  const first = await read(0, 123);
  const rest = await read(first.at(-1)?.byteOffsetAfter);
  expect([...first, ...rest].map((each) => each.line)).toEqual(lines);
  expect(asked[1]).toBe(`bytes=${first.at(-1)?.byteOffsetAfter}-`);
});

test("a server that ignores ranges is read over, not read twice", async () => {
  const first = await read(0, 123);
  mode.ranges = false;
  const rest = await read(first.at(-1)?.byteOffsetAfter);
  expect([...first, ...rest].map((each) => each.line)).toEqual(lines);
});

test("at the end of the file there is nothing more", async () => {
  expect(await read(file.byteLength)).toEqual([]);
});

test("a last line without newline counts, an empty file has none", async () => {
  mode.body = Buffer.from('{"a":1}\n{"a":2}');
  expect(await read()).toEqual([
    { line: '{"a":1}', byteOffsetAfter: 8 },
    { line: '{"a":2}', byteOffsetAfter: 15 },
  ]);
  expect(await read(15)).toEqual([]);
  mode.body = Buffer.from("");
  expect(await read()).toEqual([]);
});

test("a download cut off is an error after the lines that arrived, and they can be built upon", async () => {
  mode.cutAfter = 5_000;
  const found: BulkLine[] = [];
  const cut = failure(
    (async () => {
      for await (const line of bulkLines({ url, environment: "test" })) found.push(line);
    })(),
  );
  expect(await cut).toMatchObject({ code: "truncated", retryable: true });
  expect(found.length).toBeGreaterThan(50);
  delete mode.cutAfter;
  const rest = await read(found.at(-1)?.byteOffsetAfter);
  expect([...found, ...rest].map((each) => each.line)).toEqual(lines);
});

test.each([
  [403, "bulk-url-expired", false],
  [404, "bulk-url-expired", false],
  [503, "vendor-unavailable", true],
])("status %i is %s", async (status, code, retryable) => {
  mode.status = status;
  expect(await failure(read())).toMatchObject({ code, retryable, status });
});

test("a line without end is given up before it fills the memory", async () => {
  mode.body = Buffer.alloc(5 * 1024 * 1024, 0x61);
  expect(await failure(read())).toMatchObject({ code: "line-too-long" });
});

test("in production nothing is read over plain HTTP", async () => {
  const lines = bulkLines({ url, environment: "production" });
  expect(await failure(lines.next())).toBeInstanceOf(KitError);
  expect(asked).toEqual([]);
});
