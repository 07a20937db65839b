import { clock as readClock } from "#agent-kit/clock.ts";
import { connection } from "#agent-kit/connection.ts";
import { workerLog } from "#agent-kit/log.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY, shopDomain } from "#integrations/shopify/need.ts";
import type { StoreSyncEnv } from "./env.ts";
import type { Sync } from "./sync.ts";

export interface OpenSync extends Sync {
  /** Reports what the breaker and the budget have not heard yet. */
  close(): Promise<void>;
}

/** Null when no store is configured: then there is nothing to mirror. */
export async function openSync(env: StoreSyncEnv): Promise<OpenSync | null> {
  const domain = shopDomain(env);
  if (domain === null) return null;
  const clock = await readClock(env);
  const log = workerLog(env, { worker: "store-sync" }, clock.now);
  const shopify = connection({
    id: SHOPIFY,
    account: domain,
    breaker: breaker(env, SHOPIFY),
    budget: budget(env, domain),
    clock,
    random: Math.random,
  });
  const client = connectShopify({ env, connection: shopify, log });
  return { env, db: env.DB, clock, log, client, close: () => shopify.flush() };
}
