import * as z from "zod/mini";
import type { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { parseLossless } from "#integrations/shopify/lossless-json.ts";
import { unreadableReply } from "#integrations/supplier/rest.ts";

const PROTOCOL = "2025-06-18";
const CLIENT = { name: "royal-equips", version: "1" };
const types = "application/json, text/event-stream";

export interface McpTool {
  isError: boolean;
  /** The text parts, joined. */
  text: string;
  /** What the tool answered as data, where it did. */
  structured: unknown;
}

const message = z.object({
  id: z.nullish(z.union([z.string(), z.number()])),
  result: z.optional(z.unknown()),
  error: z.nullish(z.object({ code: z.number(), message: z.string() })),
});
const toolResult = z.object({
  isError: z.nullish(z.boolean()),
  structuredContent: z.optional(z.unknown()),
  content: z.nullish(z.array(z.object({ type: z.string(), text: z.nullish(z.string()) }))),
});

/**
 * The part of the Model Context Protocol's Streamable HTTP transport that calling tools needs: the handshake once, then one
 * request a call, answered as JSON or as a stream of events that holds the answer. Throws KitError.
 */
export function mcpClient({ vendor, url }: { vendor: string; url: string }) {
  let id = 0;
  let session: string | null = null;
  let greeted = false;

  async function post(bearer: string, body: object, signal: AbortSignal): Promise<string> {
    const reply = await fetch(url, {
      method: "POST",
      headers: {
        accept: types,
        "content-type": "application/json",
        authorization: `Bearer ${bearer}`,
        ...(greeted ? { "mcp-protocol-version": PROTOCOL } : {}),
        ...(session === null ? {} : { "mcp-session-id": session }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...body }),
      redirect: "manual",
      signal,
    });
    const text = await reply.text();
    if (!reply.ok) throw httpError(vendor, reply, { internal: text.slice(0, 500), realNow: Date.now() });
    session = reply.headers.get("mcp-session-id") ?? session;
    return reply.headers.get("content-type")?.includes("text/event-stream") ? dataOf(text) : text;
  }

  async function request(bearer: string, method: string, params: object, signal: AbortSignal): Promise<unknown> {
    id += 1;
    const asked = id;
    const text = await post(bearer, { id: asked, method, params }, signal);
    // A stream may hold other messages before the answer.
    for (const line of text.split("\n")) {
      const read = message.safeParse(parsed(line));
      if (!read.success || String(read.data.id) !== String(asked)) continue;
      if (read.data.error) throw refusedBy(vendor, read.data.error);
      return read.data.result;
    }
    throw unreadableReply(vendor, text);
  }

  return {
    async callTool(bearer: string, name: string, args: object, signal: AbortSignal): Promise<McpTool> {
      if (!greeted) {
        const hello = { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: CLIENT };
        await request(bearer, "initialize", hello, signal);
        greeted = true;
        await post(bearer, { method: "notifications/initialized" }, signal);
      }
      const answer = await request(bearer, "tools/call", { name, arguments: args }, signal);
      const read = toolResult.safeParse(answer);
      if (!read.success) throw unreadableReply(vendor, JSON.stringify(answer) ?? "");
      const text = (read.data.content ?? []).map((part) => part.text ?? "").join("\n");
      return { isError: read.data.isError === true, text, structured: read.data.structuredContent ?? parsed(text) };
    },
  };
}
export type McpClient = ReturnType<typeof mcpClient>;

/** The data of each event on a line of its own. */
function dataOf(stream: string): string {
  const events = stream.split(/\r?\n\r?\n/).map((event) =>
    event
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice(5).trim())
      .join(""),
  );
  return events.filter((data) => data !== "").join("\n");
}

function parsed(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return null;
  }
}

/** JSON-RPC's "internal error" is the server's illness, everything else what we asked for. */
function refusedBy(vendor: string, { code, message: said }: { code: number; message: string }): KitError {
  const status = code === -32_603 ? 500 : 400;
  return httpError(vendor, { status, headers: new Headers() }, { internal: `${code} ${said}`, realNow: 0 });
}
