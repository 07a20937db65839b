import type { IncomingMessage, ServerResponse } from "node:http";

const LARGEST_BODY = 20 * 1024 * 1024;

/** The whole body as text; rejects when it is larger than any vendor takes. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) throw new RangeError("the request body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The body as an object; an empty body is an empty object, anything but an object undefined. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const text = await readBody(request);
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(text);
}

export function sendHtml(
  response: ServerResponse,
  status: number,
  title: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
  response.end(`<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}
