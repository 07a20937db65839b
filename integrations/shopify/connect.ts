import type { Connection } from "#agent-kit/connection.ts";
import type { Logger } from "#agent-kit/log.ts";
import { sealer } from "#agent-kit/secrets/seal.ts";
import { type SecretResolver, secrets } from "#agent-kit/secrets.ts";
import { budget, type ObjectBindings } from "#durable-objects/client.ts";
import { createShopifyClient, type ShopifyClient, type ShopifyClientOptions } from "./client.ts";
import { tokenSource } from "./token.ts";

/** Name of the connection: its breaker, its row in `/connections`, what agents put into `needs`. */
export const SHOPIFY = "shopify";

export type ShopifyEnv = Pick<ObjectBindings, "RATE_BUDGET"> & { ENVIRONMENT?: string };

/** What an agent that works with the store declares; `scopes` lets it degrade where one is missing. */
export function shopifyNeed(options: { required?: boolean; scopes?: string[] } = {}) {
  return {
    connection: SHOPIFY,
    required: options.required ?? true,
    scopes: options.scopes ?? [],
    configured: (env: object) => shopDomain(env) !== null,
    account: (env: object) => shopDomain(env),
  };
}

/** The store's `*.myshopify.com` domain, which is also the name of its API budget; null when none is configured. */
export function shopDomain(env: object): string | null {
  const text = variable(env, "SHOPIFY_STORE");
  if (text === undefined) return null;
  const host = text
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
  return host.includes(".") ? host : `${host}.myshopify.com`;
}

export interface ConnectShopifyOptions {
  env: ShopifyEnv;
  connection: Pick<Connection, "call">;
  log?: Logger;
  secrets?: SecretResolver;
  fetch?: ShopifyClientOptions["fetch"];
  onVersionDrift?: ShopifyClientOptions["onVersionDrift"];
}

/** The store's client from a Worker's environment, its token kept and renewed in the store's RateBudget. */
export function connectShopify(options: ConnectShopifyOptions): ShopifyClient {
  const { env, connection, log } = options;
  const domain = shopDomain(env) ?? "";
  const baseUrl = variable(env, "SHOPIFY_BASE_URL");
  // An environment that was forgotten must not be a way round the production guard.
  const environment = env.ENVIRONMENT ?? "production";
  const key = variable(env, "SECRET_ENCRYPTION_KEY");
  const tokens = tokenSource({
    domain,
    baseUrl,
    environment,
    secrets: options.secrets ?? secrets({ ...env }, { redactor: log?.redactor }),
    keeper: budget(env, domain),
    sealer: key === undefined ? null : sealer(key),
    fetch: options.fetch,
  });
  const learn = (token: string) => {
    log?.redactor.learn(token);
    return token;
  };
  return createShopifyClient({
    domain,
    baseUrl,
    environment,
    connection,
    log,
    fetch: options.fetch,
    onVersionDrift: options.onVersionDrift,
    token: async () => learn(await tokens.token()),
    refreshToken: async (rejected) => learn(await tokens.refresh(rejected)),
  });
}

function variable(env: object, name: string): string | undefined {
  const value = (env as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
