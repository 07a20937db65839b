import { liveFeed } from "#durable-objects/client.ts";
import { authenticate } from "./auth/authenticate.ts";
import { sameOrigin } from "./auth/origin.ts";
import { cookieOf } from "./auth/session.ts";
import type { ControlEnv } from "./env.ts";
import { refused } from "./http/refused.ts";

/**
 * Opens the live feed. A browser cannot send headers with a WebSocket, so its cookie counts only with our own Origin;
 * anything else brings a ticket as subprotocol, which the feed itself redeems.
 */
export async function openLive(request: Request, env: ControlEnv, real: number): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
    throw refused("bad-input", "This address speaks WebSocket only.");
  if (request.headers.has("authorization")) {
    const actor = await authenticate(request, env, real);
    return liveFeed(env).connect(request, actor.id);
  }
  if (cookieOf(request) === null && !request.headers.has("cf-access-jwt-assertion"))
    return liveFeed(env).connect(request);
  if (!sameOrigin(request, env))
    throw refused("bad-origin", "A WebSocket with a cookie must come from the dashboard itself.");
  const actor = await authenticate(request, env, real);
  return liveFeed(env).connect(request, actor.id);
}
