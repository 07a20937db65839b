import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readBody, readJson, sendJson } from "../../http.ts";
import { readMeta, writeMeta } from "../../store/clock.ts";
import type { Shop } from "../../store/shop.ts";
import type { VendorOptions } from "../answer.ts";
import { supplierCatalogue } from "../catalogue.ts";
import { currencyUnder, spoilt, sufferAtVendor } from "../faults.ts";
import { callTool, toolList } from "./tools.ts";

export const AUTODS_SANDBOX = { refreshToken: "autods-sandbox-refresh", clientId: "autods-sandbox-client" };
const ROOT = "/vendors/autods";

/** The double of AutoDS's MCP server: sign-in by refresh token, and its reading tools over Streamable HTTP. */
export async function answerAutods(
  { shop, chance }: VendorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname.slice(ROOT.length);
  if (path === "/.well-known/oauth-authorization-server") {
    const base = `${shop.origin}${ROOT}`;
    return sendJson(response, 200, {
      issuer: base,
      token_endpoint: `${base}/oauth2/token`,
      registration_endpoint: `${base}/oauth/register`,
      grant_types_supported: ["authorization_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["none"],
    });
  }
  if (path === "/oauth2/token") return grant(shop, new URLSearchParams(await readBody(request)), response);
  if (path !== "/mcp" || request.method !== "POST") return sendJson(response, 404, { detail: "Not Found" });
  const body = await readJson(request);
  const method = String(body?.method ?? "");
  // The handshake is not what a fault is meant for: it would be used up before the call it should hit.
  const fault = method === "tools/call" ? takeFault(shop, ["autods"], false, chance) : undefined;
  if (await sufferAtVendor(fault, response)) return;
  const known = readMeta(shop.database, "autods_token");
  if (fault?.kind === "401" || known === undefined || request.headers.authorization !== `Bearer ${known}`)
    return sendJson(response, 401, { error: "invalid_token" }, { "www-authenticate": 'Bearer error="invalid_token"' });
  if (!String(request.headers.accept).includes("text/event-stream"))
    return sendJson(response, 406, { error: "Not Acceptable" });
  if (body?.id === undefined) return void response.writeHead(202).end();
  const { name = "", arguments: args = {} } = (body.params ?? {}) as { name?: string; arguments?: object };
  const products = () => spoilt(supplierCatalogue(shop, "autods"), fault);
  const result =
    method === "initialize"
      ? {
          protocolVersion: "2025-06-18",
          capabilities: { tools: {} },
          serverInfo: { name: "autods-mcp-server", version: "0" },
        }
      : method === "tools/list"
        ? { tools: toolList }
        : method === "tools/call"
          ? fault?.kind === "quota" || fault?.kind === "throttled"
            ? { isError: true, content: [text("rate_limited: Rate limit exceeded. Retry after 60 seconds.")] }
            : called(callTool(products(), currencyUnder(fault), name, args as Record<string, unknown>))
          : undefined;
  const answer = { jsonrpc: "2.0", id: body.id };
  const message = result
    ? { ...answer, result }
    : { ...answer, error: { code: -32_601, message: `Method not found: ${method}` } };
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`event: message\r\ndata: ${JSON.stringify(message)}\r\n\r\n`);
}

const text = (said: string) => ({ type: "text", text: said });

/** The server's own envelope round what stands behind it. */
function called(answer: { operation: string; data: unknown } | { error: string }) {
  if ("error" in answer) return { isError: true, content: [text(answer.error)] };
  const envelope = { operation_id: answer.operation, status: 200, ok: true, data: answer.data };
  return { isError: false, structuredContent: envelope, content: [text(JSON.stringify(envelope))] };
}

function grant(shop: Shop, form: URLSearchParams, response: ServerResponse): void {
  const right =
    form.get("grant_type") === "refresh_token" &&
    form.get("refresh_token") === AUTODS_SANDBOX.refreshToken &&
    form.get("client_id") === AUTODS_SANDBOX.clientId;
  if (!right) {
    sendJson(response, 400, { error: "invalid_grant" });
    return;
  }
  const token = createHash("sha256").update(`${shop.seed} autods ${Date.now()}`).digest("hex");
  writeMeta(shop.database, "autods_token", token);
  sendJson(response, 200, { access_token: token, token_type: "Bearer", expires_in: 3_600 });
}
