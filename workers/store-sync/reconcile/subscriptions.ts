import { ensureSubscriptions } from "#integrations/shopify/subscriptions.ts";
import { webhookAddress } from "#integrations/shopify/webhook-address.ts";
import { keepCursor, type Sync } from "../sync.ts";

export const refusedTopics = "refused-topics";

/** After eight failed deliveries the store deletes a subscription without a word, so their presence is looked at daily. */
export async function checkSubscriptions({ client, env, db, log }: Sync): Promise<void> {
  const address = webhookAddress(env);
  if (address === null) return;
  const { kept, created, refused, elsewhere } = await ensureSubscriptions(client, address);
  // For whoever looks whether a subscription is lost: what the store refuses us was never there.
  await keepCursor(db, refusedTopics, JSON.stringify(refused.map(({ topic }) => topic))).run();
  const facts = { kept: kept.length, created, refused, elsewhere: elsewhere.length };
  if (created.length > 0 || refused.length > 0) log.warn("webhook subscriptions were missing", facts);
}
