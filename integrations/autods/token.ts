import * as z from "zod/mini";
import { isKitError, KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { AUTODS_HOST } from "./account.ts";

const metadata = z.object({ token_endpoint: z.url() });
const grant = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.coerce.number().check(z.positive()),
});
const timeoutMs = 15_000;
/** Of its life a token is used all but the last minute. */
const spareMs = 60_000;

export interface AutodsLogin {
  /** What the operator got by signing in once; it is neither made nor kept here. */
  refreshToken: string;
  clientId: string;
  baseUrl?: string | undefined;
}

/**
 * Exchanges the operator's refresh token for an access token, at the token endpoint the server's own metadata names (RFC
 * 8414). Whatever goes wrong here, the call that needed it was not sent.
 */
export async function requestAutodsToken(login: AutodsLogin): Promise<{ token: string; expiresAt: number }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const base = login.baseUrl ?? AUTODS_HOST;
    const about = await readJson(await fetch(`${base}/.well-known/oauth-authorization-server`, { signal }));
    const endpoint = new URL(metadata.parse(about).token_endpoint);
    if (login.baseUrl === undefined && endpoint.protocol !== "https:") throw new TypeError("the endpoint is not https");
    const reply = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: login.clientId,
        refresh_token: login.refreshToken,
      }).toString(),
      redirect: "manual",
      signal,
    });
    const { access_token: token, expires_in: seconds } = grant.parse(await readJson(reply));
    return { token, expiresAt: Date.now() + Math.max(spareMs, 1_000 * seconds - spareMs) };
  } catch (thrown) {
    const refused = isKitError(thrown) && thrown.status !== undefined && thrown.status < 500 && thrown.status !== 429;
    throw new KitError({
      code: refused ? "unauthorised" : "vendor-unavailable",
      message: refused ? "AutoDS refused AUTO_DS_REFRESH_TOKEN: sign in again." : "AutoDS granted no usable token.",
      internal: isKitError(thrown) ? thrown.internal : String(thrown),
      outcome: "not-sent",
      retryable: !refused,
      cause: thrown,
    });
  }
}

async function readJson(reply: Response): Promise<unknown> {
  const text = await reply.text();
  if (!reply.ok) throw httpError("AutoDS", reply, { internal: text.slice(0, 300), realNow: Date.now() });
  return JSON.parse(text);
}
