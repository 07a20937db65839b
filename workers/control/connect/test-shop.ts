import { type ConnectProblem, notAStore, otherStore } from "#integrations/shopify/connect-problem.ts";
import { shopDomain } from "#integrations/shopify/need.ts";
import { storeDomain } from "#integrations/shopify/store-domain.ts";
import type { StoreCredentials, Tried } from "#integrations/shopify/try-store.ts";
import type { CallContext } from "../context.ts";
import { refused } from "../http/refused.ts";
import { tryConfigured, tryGiven } from "../shop-connection.ts";

export interface Given {
  store?: string;
  accessToken?: string;
  clientId?: string;
  clientSecret?: string;
}

/** Tries the configured store, or the one given, and says so when this database belongs to another. */
export async function testShop(given: Given, context: CallContext): Promise<Tried> {
  const { env } = context;
  const credentials = credentialsOf(given);
  if (credentials === null) {
    if (shopDomain(env) === null)
      throw refused("not-configured", "No store is connected: run `npm run connect`, or give a store and credentials.");
    return ownStore(await tryConfigured(context), env.DB);
  }
  const domain = storeDomain(given.store ?? "");
  if (!domain.ok) return problem(notAStore(domain.error.host));
  return ownStore(await tryGiven(env, domain.value, credentials), env.DB);
}

function credentialsOf({ store, accessToken, clientId, clientSecret }: Given): StoreCredentials | null {
  if (store === undefined && !accessToken && !clientId && !clientSecret) return null;
  if (store !== undefined && accessToken) return { kind: "token", token: accessToken };
  if (store !== undefined && clientId && clientSecret) return { kind: "client", clientId, clientSecret };
  throw refused("bad-input", "Give `store` with `accessToken`, or `store` with `clientId` and `clientSecret`.");
}

/** One deployment serves one store: another one's data must not be filled in beside it. */
async function ownStore(tried: Tried, db: D1Database): Promise<Tried> {
  if (!tried.ok) return tried;
  const held = await db.prepare("SELECT id, domain FROM shop LIMIT 1").first<{ id: string; domain: string }>();
  const same = held === null || held.id === tried.facts.id;
  return same ? tried : problem(otherStore(held.domain, tried.facts.domain));
}

function problem(found: ConnectProblem): Tried {
  return { ok: false, problem: found };
}
