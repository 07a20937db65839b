import { clockAt } from "#agent-kit/clock.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { Sealer } from "#agent-kit/secrets/seal.ts";
import type { SecretResolver } from "#agent-kit/secrets.ts";
import type { Sleep } from "#agent-kit/sleep.ts";
import { type TokenPort, vendorToken } from "#agent-kit/vendor-token.ts";
import { requestToken, type TokenRequest } from "./token-request.ts";

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
  /** The store's RateBudget, which keeps the renewed token sealed for all Workers. */
  keeper: TokenPort;
  /** Absent without SECRET_ENCRYPTION_KEY: the token then lives as long as this source only. */
  sealer?: Sealer;
  fetch?: TokenRequest["fetch"];
  realNow?: () => number;
  sleep?: Sleep;
}

/** The static token when there is one, else one from the app's credentials, renewed by one caller for all Workers. */
export function tokenSource(options: TokenSourceOptions): TokenSource {
  const { domain, baseUrl, environment, secrets, keeper: port, sealer, sleep } = options;
  const realNow = options.realNow ?? (() => clockAt(0).real());
  const renewed = vendorToken({ account: domain, port, sealer, renew, realNow, sleep });

  return {
    async token() {
      const fixed = await secrets.get("SHOPIFY_ACCESS_TOKEN");
      return fixed.value ?? renewed.get();
    },
    async refresh(rejected) {
      const fixed = await secrets.get("SHOPIFY_ACCESS_TOKEN");
      // A static token can only have been replaced by a person.
      const token =
        fixed.value === null ? await renewed.refresh(rejected) : (await secrets.refresh("SHOPIFY_ACCESS_TOKEN")).value;
      if (token === null || token === rejected) throw unauthorised();
      return token;
    },
  };

  async function renew(): Promise<{ token: string; expiresAt: number }> {
    const [id, secret] = await Promise.all([secrets.get("SHOPIFY_CLIENT_ID"), secrets.get("SHOPIFY_CLIENT_SECRET")]);
    if (id.value === null || secret.value === null) throw notConfigured();
    const credentials = { clientId: id.value, clientSecret: secret.value };
    return requestToken({ domain, baseUrl, environment, ...credentials, fetch: options.fetch, realNow });
  }
}

function unauthorised(): KitError {
  const message = "Shopify refused our credentials.";
  return new KitError({ code: "unauthorised", message, status: 401, outcome: "refused", report: true });
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
