import type { ControlEnv } from "../env.ts";
import { refused } from "../http/refused.ts";
import { accessActor } from "./access.ts";
import type { Actor } from "./actor.ts";
import { bearer } from "./bearer.ts";
import { cookieOf, sessionOf } from "./session.ts";

/** Who asks: a bearer token, else the dashboard's cookie, else Cloudflare Access. A wrong one is refused, never skipped. */
export async function authenticate(request: Request, env: ControlEnv, real: number): Promise<Actor> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer\s+(\S{1,500})$/i.exec(authorization)?.[1];
    const actor = token ? await bearer(env, token, real) : null;
    if (!actor) throw refused("unauthenticated", "The token is unknown, expired or revoked.");
    return actor;
  }
  const cookie = cookieOf(request);
  if (cookie) {
    const actor = await sessionOf(env.DB, cookie, real);
    if (!actor) throw refused("unauthenticated", "The session has ended: open a new link.");
    return actor;
  }
  const assertion = request.headers.get("cf-access-jwt-assertion");
  const actor = assertion ? await accessActor(env, assertion) : null;
  if (!actor) throw refused("unauthenticated", "Send a token as `Authorization: Bearer`, or sign in.");
  return actor;
}
