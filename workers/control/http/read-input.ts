import type { Operation } from "#schemas/api/operation.ts";
import { refused } from "./refused.ts";

export const longestBodyBytes = 1_000_000;

/** Path parameters with the query or the JSON body; the path wins, so a body cannot speak about another resource. */
export async function readInput(
  operation: Operation,
  request: Request,
  path: Record<string, string>,
): Promise<{ raw: Record<string, unknown>; text: string }> {
  if (operation.method === "GET" || operation.method === "DELETE") {
    const query = new URL(request.url).searchParams;
    return { raw: { ...Object.fromEntries(query), ...path }, text: query.toString() };
  }
  const text = await readText(request, longestBodyBytes);
  return { raw: { ...readObject(request, text), ...path }, text };
}

function readObject(request: Request, text: string): object {
  if (text.trim() === "") return {};
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) throw refused("bad-media-type", "Send the body as application/json.");
  const body = parsed(text);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw refused("bad-json", "The body must be a JSON object.");
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused("bad-json", `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

/** The body as text; refused as soon as it is known to be too large, without reading the rest. */
export async function readText(request: Request, mostBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, mostBytes));
}

export async function readBytes(request: Request, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  const tooLarge = () => refused("too-large", `A body may have at most ${mostBytes} bytes.`);
  if (declared > mostBytes) throw tooLarge();
  // A declared length binds the sender, so the quick way is safe; without one the body is counted as it comes.
  if (declared > 0) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
