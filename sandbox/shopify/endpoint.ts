import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, takeFault } from "../faults.ts";
import { readJson, sendHtml, sendJson } from "../http.ts";
import { API_VERSION, type Shop } from "../store/shop.ts";
import {
  type AdminApi,
  type GraphQLRequest,
  type Prepared,
  prepare,
  requestedCost,
  run,
  throttledReply,
} from "./admin-api.ts";
import { holdBack } from "./delayed.ts";
import type { Call } from "./resolver.ts";
import { type Credentials, grantToken, holderOf } from "./tokens.ts";

export interface EndpointOptions {
  shop: Shop;
  api: AdminApi;
  credentials: Credentials;
  /** Decides which requests a fault with a rate hits; in [0, 1). */
  chance: () => number;
}

const UNAUTHORIZED = { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" };
const HEADERS = { "x-shopify-api-version": API_VERSION };

/** `POST /admin/oauth/access_token`. */
export async function answerToken(
  options: EndpointOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readJson(request);
  const { status, body } = grantToken(options.shop, options.credentials, asked ?? {});
  sendJson(response, status, body);
}

/** `POST /admin/api/:version/graphql.json`. An older version falls forward, as the header of the reply then shows. */
export async function answerGraphQL(
  options: EndpointOptions,
  version: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (version !== "unstable" && !(/^\d{4}-\d{2}$/.test(version) && version <= API_VERSION)) {
    return sendJson(response, 404, { errors: "Not Found" });
  }
  const { shop, api } = options;
  const token = request.headers["x-shopify-access-token"];
  const holder = holderOf(shop, options.credentials, Array.isArray(token) ? token[0] : token);
  if (holder === undefined) return sendJson(response, 401, UNAUTHORIZED, HEADERS);
  const body = await readJson(request);
  if (typeof body?.query !== "string") {
    return sendJson(response, 400, { errors: { query: "Required parameter missing or invalid" } }, HEADERS);
  }
  const asked = body as unknown as GraphQLRequest;
  const prepared = prepare(api, asked);
  if (prepared.kind === "unserved") {
    const message = `The sandbox does not serve the root field ${prepared.root}: no committed operation uses it`;
    return sendJson(response, 501, { errors: [{ message, extensions: { code: "NOT_IMPLEMENTED" } }] }, HEADERS);
  }
  const call: Call = { shop, ...holder, searchWarnings: [], seen: new Map() };
  const roots = prepared.kind === "ready" ? prepared.request.roots : [];
  const mutation = prepared.kind === "ready" && prepared.request.mutation;
  const fault = takeFault(shop, ["shopify", ...roots], mutation, options.chance);
  if (fault !== undefined) {
    const handled = await suffer(
      options,
      fault,
      { call, asked, response },
      prepared.kind === "ready" ? prepared.request : undefined,
    );
    if (handled) return;
  }
  if (prepared.kind === "refused") return sendJson(response, 200, { errors: prepared.errors }, HEADERS);
  const reply = run(api, call, prepared.request);
  if (fault?.kind === "reply-lost") {
    response.socket?.destroy();
    return;
  }
  sendJson(response, 200, reply, HEADERS);
}

interface Suffering {
  call: Call;
  asked: GraphQLRequest;
  response: ServerResponse;
}

/** Lets a fault happen; true when it has answered, or dropped, the request. */
async function suffer(
  { api, shop }: EndpointOptions,
  fault: Fault,
  { call, asked, response }: Suffering,
  request: Prepared | undefined,
): Promise<boolean> {
  switch (fault.kind) {
    case "throttled":
      sendJson(
        response,
        200,
        throttledReply(api, shop, call.client, request ? requestedCost(api, request) : 0),
        HEADERS,
      );
      return true;
    case "401":
      sendJson(response, 401, UNAUTHORIZED, HEADERS);
      return true;
    case "500":
    case "502":
    case "503":
      sendHtml(
        response,
        Number(fault.kind),
        "Something went wrong",
        fault.kind === "503" ? { "retry-after": "2.0" } : {},
      );
      return true;
    case "slow":
      await sleep(fault.delayMs ?? 3000);
      return false;
    case "timeout":
      await sleep(fault.delayMs ?? 60_000);
      response.socket?.destroy();
      return true;
    case "commit-delayed":
      if (request === undefined) return false;
      holdBack(api, call, asked, request, fault.delayMs ?? 2000);
      if (fault.reply === "timeout") await sleep(60_000);
      if (fault.reply === "502") sendHtml(response, 502, "Bad gateway");
      else response.socket?.destroy();
      return true;
    default:
      return false;
  }
}
