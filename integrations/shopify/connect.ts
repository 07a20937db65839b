import type { Connection } from "#agent-kit/connection.ts";
import type { Logger } from "#agent-kit/log.ts";
import { sealer } from "#agent-kit/secrets/seal.ts";
import { type SecretResolver, secrets } from "#agent-kit/secrets.ts";
import { budget, type ObjectBindings } from "#durable-objects/client.ts";
import { createShopifyClient, type ShopifyClient, type ShopifyClientOptions } from "./client.ts";
import { shopDomain, shopVariable } from "./need.ts";
import { tokenSource } from "./token.ts";

export type ShopifyEnv = Pick<ObjectBindings, "RATE_BUDGET"> & { ENVIRONMENT?: string };

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
  const baseUrl = shopVariable(env, "SHOPIFY_BASE_URL");
  // An environment that was forgotten must not be a way round the production guard.
  const environment = env.ENVIRONMENT ?? "production";
  const key = shopVariable(env, "SECRET_ENCRYPTION_KEY");
  const tokens = tokenSource({
    domain,
    baseUrl,
    environment,
    secrets: options.secrets ?? secrets({ ...env }, { redactor: log?.redactor }),
    keeper: budget(env, domain),
    sealer: key === undefined ? undefined : sealer(key),
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
