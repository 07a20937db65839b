import { clockAt } from "#agent-kit/clock.ts";
import type { Connection } from "#agent-kit/connection.ts";
import { type KitError, toKitError } from "#agent-kit/errors.ts";
import { lackingScopes } from "#core/agents/scopes.ts";
import { createShopifyClient, type ShopifyClient } from "./client.ts";
import { type ConnectProblem, callProblem, scopeProblem, wrongDomain } from "./connect-problem.ts";
import { type CustomerData, readCustomerData } from "./customer-data.ts";
import { mirrorScopes } from "./mirror-scopes.ts";
import { appAndScopes, shopInfo } from "./operations.generated.ts";
import { requestToken } from "./token-request.ts";
import type { Fetch } from "./transport.ts";

/** A token that lasts, or an app's own credentials, from which tokens of a day are made. */
export type StoreCredentials =
  | { kind: "token"; token: string }
  | { kind: "client"; clientId: string; clientSecret: string };

/** What a store says of itself and of what it lets us do. */
export interface StoreFacts {
  /** Its gid, which stays when the domain changes. */
  id: string;
  domain: string;
  name: string;
  plan: string;
  currency: string;
  timeZone: string;
  app: string;
  scopes: string[];
  customerData: CustomerData;
}

export type Tried = { ok: true; facts: StoreFacts } | { ok: false; problem: ConnectProblem };

export interface TryStoreOptions {
  /** `<shop>.myshopify.com`. */
  domain: string;
  credentials: StoreCredentials;
  baseUrl?: string;
  environment: string;
  /** The store's own breaker and budget, for credentials in use; a typing error must not be held against the store. */
  connection?: Pick<Connection, "call">;
  fetch?: Fetch;
}

const TIMEOUT_MS = 20_000;
const once: Pick<Connection, "call"> = {
  call: async (call) => (await call.run(AbortSignal.timeout(TIMEOUT_MS))).value,
};

/** Tries credentials for real: an app's id and secret are exchanged anew, whatever token is still good; none is kept. */
export async function tryStore(options: TryStoreOptions): Promise<Tried> {
  const { domain, credentials, baseUrl, environment, fetch } = options;
  let token: Promise<string> | null = null;
  const obtain = async () =>
    credentials.kind === "token"
      ? credentials.token
      : (await requestToken({ ...credentials, domain, baseUrl, environment, fetch, realNow: clockAt(0).real })).token;
  const client = createShopifyClient({
    domain,
    baseUrl,
    environment,
    fetch,
    token: () => {
      token ??= obtain();
      return token;
    },
    connection: options.connection ?? once,
  });
  let facts: StoreFacts;
  try {
    facts = await readFacts(client);
  } catch (thrown) {
    const error: KitError = toKitError(thrown);
    return { ok: false, problem: callProblem(error, { domain, kind: credentials.kind }) };
  }
  if (facts.domain !== domain) return { ok: false, problem: wrongDomain(domain, facts.domain) };
  const lacking = lackingScopes(mirrorScopes, facts.scopes);
  return lacking.length > 0 ? { ok: false, problem: scopeProblem(lacking) } : { ok: true, facts };
}

async function readFacts(client: ShopifyClient): Promise<StoreFacts> {
  const { shop } = await client.run(shopInfo, {});
  const { currentAppInstallation } = await client.run(appAndScopes, {});
  return {
    id: shop.id,
    domain: shop.myshopifyDomain,
    name: shop.name,
    plan: shop.plan.publicDisplayName,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    app: currentAppInstallation.app.title,
    scopes: currentAppInstallation.accessScopes.map(({ handle }) => handle).sort(),
    customerData: await readCustomerData(client),
  };
}
