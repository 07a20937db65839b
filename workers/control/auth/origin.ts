import { CSRF_HEADER } from "#schemas/api/session.ts";
import type { ControlEnv } from "../env.ts";
import { refused } from "../http/refused.ts";
import type { Actor } from "./actor.ts";
import { sameSecret } from "./digest.ts";

/** Whether a browser's request comes from our own pages: same origin as asked, or the public address. */
export function sameOrigin(request: Request, env: Pick<ControlEnv, "PUBLIC_URL">): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  const own = [new URL(request.url).origin, env.PUBLIC_URL ? new URL(env.PUBLIC_URL).origin : null];
  return own.includes(origin);
}

/**
 * A cookie travels by itself, so a write that relies on one must also prove that our page sent it. Access keeps a cookie
 * too; there the Origin, which every browser sends with a write, has to be ours.
 */
export async function checkCookieWrite(request: Request, env: ControlEnv, actor: Actor): Promise<void> {
  if (actor.via === "token") return;
  const byBrowser = actor.via === "session" || request.headers.has("origin");
  if (byBrowser && !sameOrigin(request, env))
    throw refused("bad-origin", "A write with a cookie must come from the dashboard itself.");
  if (actor.via !== "session") return;
  const given = request.headers.get(CSRF_HEADER);
  if (!actor.csrf || !given || !(await sameSecret(given, actor.csrf)))
    throw refused("bad-csrf", `A write with a cookie must carry ${CSRF_HEADER}, as GET /v1/session gives it.`);
}
