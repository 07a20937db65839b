import { afterEach, expect, it, vi } from "vitest";
import { mcpClient } from "./streamable-http.ts";

interface Said {
  id?: number;
  method: string;
  headers: Record<string, string>;
}

/** A server that answers the handshake, and each call with what the test gives. */
function server(answer: (id: number) => Response): Said[] {
  const said: Said[] = [];
  vi.stubGlobal("fetch", async (_url: string, init: { body: string; headers: Record<string, string> }) => {
    const { id, method } = JSON.parse(init.body) as { id?: number; method: string };
    said.push({ method, headers: init.headers, ...(id === undefined ? {} : { id }) });
    if (id === undefined) return new Response(null, { status: 202 });
    if (method === "initialize")
      return json({ jsonrpc: "2.0", id, result: { protocolVersion: "x" } }, { "mcp-session-id": "s-1" });
    return answer(id);
  });
  return said;
}
const json = (body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { headers: { "content-type": "application/json", ...headers } });
const events = (...messages: object[]) =>
  new Response(messages.map((message) => `event: message\r\ndata: ${JSON.stringify(message)}\r\n\r\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
const client = () => mcpClient({ vendor: "Vendor", url: "https://v.example/mcp" });
const call = (mcp = client()) => mcp.callTool("token", "look", {}, AbortSignal.timeout(5_000));
afterEach(() => void vi.unstubAllGlobals());

it("shakes hands once, keeps the session, and reads the answer out of a stream of other messages", async () => {
  const said = server((id) =>
    events(
      { jsonrpc: "2.0", method: "notifications/progress", params: {} },
      { jsonrpc: "2.0", id: id + 100, result: { content: [] } },
      { jsonrpc: "2.0", id, result: { structuredContent: { ok: true }, content: [{ type: "text", text: "{}" }] } },
    ),
  );
  const mcp = client();
  expect(await call(mcp)).toMatchObject({ isError: false, structured: { ok: true } });
  await call(mcp);
  expect(said.map(({ method }) => method)).toEqual([
    "initialize",
    "notifications/initialized",
    "tools/call",
    "tools/call",
  ]);
  expect(said[0]!.headers).not.toHaveProperty("mcp-session-id");
  expect(said[3]!.headers).toMatchObject({ "mcp-session-id": "s-1", "mcp-protocol-version": "2025-06-18" });
});

it("takes JSON as well, and a tool's text for its data where it says no other", async () => {
  server((id) => json({ id, result: { content: [{ type: "text", text: '{"a":1}' }] } }));
  expect((await call()).structured).toEqual({ a: 1 });
});

it.each([
  [
    "a refusal",
    (id: number) => json({ id, error: { code: -32_602, message: "no such tool" } }),
    "vendor-refused",
    "refused",
  ],
  [
    "an illness",
    (id: number) => json({ id, error: { code: -32_603, message: "oops" } }),
    "vendor-unavailable",
    "unknown",
  ],
  ["a status", () => new Response("no", { status: 401 }), "unauthorised", "refused"],
  ["an answer to somebody else", (id: number) => json({ id: id + 1, result: {} }), "unreadable-reply", "unknown"],
  ["no JSON", () => new Response("<html>"), "unreadable-reply", "unknown"],
] as const)("says what %s means", async (_name, answer, code, outcome) => {
  server(answer);
  await expect(call()).rejects.toMatchObject({ code, outcome });
});
