import * as z from "zod/mini";
import { clockAt } from "#agent-kit/clock.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError, vendorError } from "#agent-kit/vendor-error.ts";
import { assertMayWrite, rebased } from "./base-address.ts";
import type { Fetch } from "./transport.ts";

export interface TokenRequest {
  domain: string;
  baseUrl?: string;
  environment: string;
  clientId: string;
  clientSecret: string;
  fetch?: Fetch;
  realNow?: () => number;
}

export interface GrantedToken {
  token: string;
  /** Real ms. */
  expiresAt: number;
  scopes: string[];
}

/** Shorter than the lease a renewer holds. */
const TIMEOUT_MS = 20_000;

const grant = z.object({
  access_token: z.string().check(z.minLength(1)),
  scope: z._default(z.string(), ""),
  /** Seconds; a day, give or take one second. */
  expires_in: z.number().check(z.positive()),
});

/**
 * Exchanges the app's own credentials for an access token. Whatever goes wrong here, the call that needed the token was
 * not sent. In production the secret goes to the store's own address only.
 */
export async function requestToken(options: TokenRequest): Promise<GrantedToken> {
  const { domain, baseUrl, environment, clientId, clientSecret } = options;
  assertMayWrite("The token request", environment, domain, baseUrl);
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  const askedAt = (options.realNow ?? (() => clockAt(0).real()))();
  const response = await doFetch(rebased(`https://${domain}/admin/oauth/access_token`, baseUrl), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, grant_type: "client_credentials" }),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw notSent(isTimeout(error) ? timedOut() : vendorError("Shopify", error));
  });
  const text = await response.text().catch(() => "");
  if (!response.ok) throw notSent(httpError("Shopify", response, { realNow: askedAt, internal: text.slice(0, 500) }));
  const parsed = grant.safeParse(json(text));
  if (!parsed.success) {
    const message = "Shopify granted no usable token.";
    throw new KitError({
      code: "unreadable-reply",
      message,
      status: response.status,
      outcome: "not-sent",
      report: true,
    });
  }
  const { access_token: token, scope, expires_in } = parsed.data;
  return { token, expiresAt: askedAt + expires_in * 1000, scopes: scope.split(",").filter((each) => each !== "") };
}

function notSent(error: KitError): KitError {
  const { code, message, detail, internal, retryable, report, retryAfterMs, status } = error;
  return new KitError({
    code,
    message,
    detail,
    internal,
    retryable,
    report,
    retryAfterMs,
    status,
    outcome: "not-sent",
  });
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === "TimeoutError";

function timedOut(): KitError {
  const message = `Shopify granted no token within ${TIMEOUT_MS} ms.`;
  return new KitError({ code: "timeout", message, retryable: true });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
