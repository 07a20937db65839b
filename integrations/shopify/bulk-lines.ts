import { clockAt } from "#agent-kit/clock.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError, vendorError } from "#agent-kit/vendor-error.ts";
import { err, ok, type Result } from "#core/result.ts";
import type { Fetch } from "./transport.ts";

export interface BulkLine {
  line: string;
  /** Where to go on if this line was the last one kept. */
  byteOffsetAfter: number;
}

export interface BulkLinesOptions {
  /** Signed by the vendor, valid for 7 days; no token is sent along. */
  url: string;
  /** The `byteOffsetAfter` of the last line kept. */
  fromByte?: number;
  environment: string;
  signal?: AbortSignal;
  fetch?: Fetch;
}

/** A line longer than this is no row of ours; it would only fill the isolate's memory. */
const LONGEST_LINE = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines of a bulk result from a byte offset on, without ever holding the file. Offsets count bytes of the file, so
 * another isolate can go on where this one stopped. Throws KitError: `bulk-url-expired`, `truncated` (go on from the
 * last offset), and what else a download can run into.
 */
export async function* bulkLines(options: BulkLinesOptions): AsyncGenerator<BulkLine, void, undefined> {
  const from = options.fromByte ?? 0;
  const response = await open(options, from);
  if (response === null) return;
  const start = response.status === 206 ? from : 0;
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const decoder = new TextDecoder();
  let offset = start;
  let lineStart = start;
  let kept: Uint8Array[] = [];
  let keptBytes = 0;

  const take = (end: Uint8Array): string => {
    const parts = [...kept, end];
    kept = [];
    keptBytes = 0;
    return parts.map((part, index) => decoder.decode(part, { stream: index < parts.length - 1 })).join("");
  };

  for await (const chunk of chunksOf(response)) {
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, at)) {
      const line = take(chunk.subarray(at, end));
      at = end + 1;
      const wasBefore = lineStart < from;
      lineStart = offset + at;
      if (!wasBefore && line !== "") yield { line, byteOffsetAfter: lineStart };
    }
    const rest = chunk.slice(at);
    kept.push(rest);
    keptBytes += rest.byteLength;
    offset += chunk.byteLength;
    if (keptBytes > LONGEST_LINE) throw broken("line-too-long", `a line of over ${LONGEST_LINE} bytes at ${lineStart}`);
  }
  if (Number.isFinite(length) && offset - start < length)
    throw broken("truncated", `${offset - start} of ${length} bytes arrived`);
  const last = take(new Uint8Array(0));
  if (last !== "" && lineStart >= from) yield { line: last, byteOffsetAfter: offset };
}

async function open(options: BulkLinesOptions, from: number): Promise<Response | null> {
  if (options.environment === "production" && URL.parse(options.url)?.protocol !== "https:")
    throw new KitError({
      code: "foreign-base-address",
      message: "Bulk results are only read over HTTPS.",
      report: true,
    });
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  // A compressed reply would make byte offsets meaningless.
  const headers = { "accept-encoding": "identity", ...(from > 0 && { range: `bytes=${from}-` }) };
  const response = await doFetch(options.url, { headers, signal: options.signal }).catch((error: unknown) => {
    throw options.signal?.aborted ? options.signal.reason : vendorError("Shopify", error);
  });
  if (response.ok && response.body) return response;
  await response.body?.cancel();
  // The file ends exactly where we stopped.
  if (response.status === 416 || response.ok) return null;
  if ([400, 401, 403, 404, 410].includes(response.status)) {
    const message = "The result of a bulk operation is no longer available.";
    throw new KitError({
      code: "bulk-url-expired",
      message,
      status: response.status,
      outcome: "refused",
      report: false,
    });
  }
  throw httpError("Shopify", response, { realNow: clockAt(0).real() });
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw broken("truncated", error instanceof Error ? error.message : String(error));
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Also when the consumer stops early: an open body would hold its connection.
    await reader.cancel().catch(() => undefined);
  }
}

function broken(code: string, internal: string): KitError {
  const message = "The result of a bulk operation could not be read to its end.";
  return new KitError({ code, message, internal, retryable: code === "truncated", outcome: "unknown" });
}

/** One line of a bulk result; children name their parent and follow it, but not always directly. */
export interface BulkRow {
  /** Type in the row's gid, e.g. `LineItem`; rows without an id have none. */
  type: string | null;
  id: string | null;
  parentId: string | null;
  row: Readonly<Record<string, unknown>>;
}

export type BulkRowError = { readonly kind: "malformed-line"; readonly detail: string };

export function readBulkRow(line: string): Result<BulkRow, BulkRowError> {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return err({ kind: "malformed-line", detail: "not JSON" });
  }
  if (typeof row !== "object" || row === null || Array.isArray(row))
    return err({ kind: "malformed-line", detail: "not an object" });
  const { id, __parentId: parentId } = row as { id?: unknown; __parentId?: unknown };
  const type = typeof id === "string" ? (/^gid:\/\/shopify\/(\w+)\//.exec(id)?.[1] ?? null) : null;
  return ok({
    type,
    id: typeof id === "string" ? id : null,
    parentId: typeof parentId === "string" ? parentId : null,
    row: row as Record<string, unknown>,
  });
}
