import { clockAt } from "#agent-kit/clock.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { Sealer } from "#agent-kit/secrets/seal.ts";
import type { SecretResolver } from "#agent-kit/secrets.ts";
import { sleep as realSleep, type Sleep } from "#agent-kit/sleep.ts";
import type { TokenAnswer } from "#core/resilience/renewed-token.ts";
import { type GrantedToken, requestToken, type TokenRequest } from "./token-request.ts";

/** The deployment's one keeper of the renewed token (RateBudget): hands it out sealed, or the duty to renew it. */
export interface TokenKeeper {
  token(): Promise<TokenAnswer>;
  storeToken(leaseId: string, sealed: string, expiresAt: number): Promise<boolean>;
  invalidateToken(version: number): Promise<void>;
}

export interface TokenSource {
  token(): Promise<string>;
  /** Another token than the rejected one; throws `unauthorised` when there is none. */
  refresh(rejected: string): Promise<string>;
}

export interface TokenSourceOptions {
  domain: string;
  baseUrl?: string;
  environment: string;
  secrets: Pick<SecretResolver, "get" | "refresh">;
  keeper: TokenKeeper;
  /** Null without SECRET_ENCRYPTION_KEY: the token then lives as long as this source only. */
  sealer: Sealer | null;
  fetch?: TokenRequest["fetch"];
  realNow?: () => number;
  sleep?: Sleep;
}

/** Longest wait for another caller's renewal, just over the lease it holds. */
const LONGEST_WAIT_MS = 35_000;
/** A token this close to its end is not used any more: the request would arrive after it. */
const MARGIN_MS = 60_000;

/** The static token when there is one, else one from the app's credentials, renewed by one caller for all Workers. */
export function tokenSource(options: TokenSourceOptions): TokenSource {
  const realNow = options.realNow ?? (() => clockAt(0).real());
  const sleep = options.sleep ?? realSleep;
  const { domain, secrets, keeper, sealer } = options;
  const context = `shopify token of ${domain}`;
  let held: { token: string; expiresAt: number } | null = null;

  return {
    async token() {
      const fixed = (await secrets.get("SHOPIFY_ACCESS_TOKEN")).value;
      if (fixed !== null) return fixed;
      if (held === null || held.expiresAt - MARGIN_MS <= realNow()) held = await renewed(null);
      return held.token;
    },
    async refresh(rejected) {
      const fixed = await secrets.get("SHOPIFY_ACCESS_TOKEN");
      if (fixed.value !== null) return other(rejected, (await secrets.refresh("SHOPIFY_ACCESS_TOKEN")).value);
      held = await renewed(rejected);
      return other(rejected, held.token);
    },
  };

  /** The keeper's token unless it is the rejected one; renewed here when the keeper says that it is our turn. */
  async function renewed(rejected: string | null): Promise<{ token: string; expiresAt: number }> {
    if (sealer === null) return request();
    const until = realNow() + LONGEST_WAIT_MS;
    while (realNow() < until) {
      const answer = await keeper.token().catch(() => null);
      // Without its keeper every caller has a token of its own: dearer, and it works.
      if (answer === null) return request();
      if ("renew" in answer) return renew(sealer, answer.renew);
      if ("waitMs" in answer) {
        await sleep(Math.max(50, answer.waitMs));
        continue;
      }
      const token = await sealer.unseal(answer.sealed, context);
      if (token !== null && token !== rejected) return { token, expiresAt: answer.expiresAt };
      // Refused by the store, or sealed with a key we no longer have.
      await keeper.invalidateToken(answer.version);
    }
    const message = "Another Worker is renewing the Shopify token.";
    throw new KitError({ code: "token-wait", message, outcome: "not-sent", retryable: true, countsAgainst: false });
  }

  async function renew(sealing: Sealer, leaseId: string): Promise<GrantedToken> {
    const granted = await request();
    const sealed = await sealing.seal(granted.token, context);
    // Not kept when the lease lapsed meanwhile: then somebody else renewed too, and ours is good all the same.
    await keeper.storeToken(leaseId, sealed, granted.expiresAt).catch(() => undefined);
    return granted;
  }

  async function request(): Promise<GrantedToken> {
    const { baseUrl, environment } = options;
    const [id, secret] = await Promise.all([secrets.get("SHOPIFY_CLIENT_ID"), secrets.get("SHOPIFY_CLIENT_SECRET")]);
    if (id.value === null || secret.value === null) throw notConfigured();
    const credentials = { clientId: id.value, clientSecret: secret.value };
    return requestToken({ domain, baseUrl, environment, ...credentials, fetch: options.fetch, realNow });
  }
}

function other(rejected: string, token: string | null): string {
  if (token !== null && token !== rejected) return token;
  const message = "Shopify refused our credentials.";
  throw new KitError({ code: "unauthorised", message, status: 401, outcome: "refused", report: true });
}

function notConfigured(): KitError {
  return new KitError({
    code: "not-configured",
    message: "Shopify needs SHOPIFY_ACCESS_TOKEN, or SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET.",
    outcome: "not-sent",
    report: false,
    countsAgainst: false,
  });
}
