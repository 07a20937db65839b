import type { StoreFacts } from "#integrations/shopify/try-store.ts";
import type { ControlEnv } from "../env.ts";
import { keepCustomerData } from "./customer-data.ts";

/** What a test of the configured store saw counts at once: a scope granted a minute ago must not wait for the next import. */
export async function keepGrant({ DB, KV }: ControlEnv, facts: StoreFacts): Promise<void> {
  await Promise.all([
    keepCustomerData(KV, facts.domain, facts.customerData),
    DB.prepare("UPDATE shop SET scopes = ?2 WHERE id = ?1").bind(facts.id, JSON.stringify(facts.scopes)).run(),
  ]);
}
