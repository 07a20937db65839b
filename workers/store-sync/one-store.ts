import { otherStore } from "#integrations/shopify/connect-problem.ts";
import { shopInfo } from "#integrations/shopify/operations.generated.ts";
import type { Sync } from "./sync.ts";

/**
 * Whether the configured store is the one this database holds: another one's orders would be mixed into it. A store may
 * be renamed, so where the domain differs the store itself is asked who it is.
 */
export async function isOneStore({ db, client, log }: Sync): Promise<boolean> {
  const held = await db.prepare("SELECT id, domain FROM shop LIMIT 1").first<{ id: string; domain: string }>();
  if (held === null || held.domain === client.domain) return true;
  const { shop } = await client.run(shopInfo, {});
  if (shop.id === held.id) return true;
  log.error("another store", { problem: otherStore(held.domain, client.domain).message });
  return false;
}
