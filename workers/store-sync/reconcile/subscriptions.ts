import { ensureSubscriptions } from "#integrations/shopify/subscriptions.ts";
import type { StoreSyncEnv } from "../env.ts";
import type { Sync } from "../sync.ts";

/** Where the store shall send its webhooks; null when nothing reachable from outside is configured. */
export function webhookAddress({ WEBHOOK_ADDRESS, PUBLIC_URL }: StoreSyncEnv): string | null {
  if (WEBHOOK_ADDRESS) return WEBHOOK_ADDRESS;
  return PUBLIC_URL?.startsWith("https://") ? new URL("/webhooks/shopify", PUBLIC_URL).href : null;
}

/** After eight failed deliveries the store deletes a subscription without a word, so their presence is looked at daily. */
export async function checkSubscriptions({ client, env, log }: Sync): Promise<void> {
  const address = webhookAddress(env);
  if (address === null) return;
  const { kept, created, refused, elsewhere } = await ensureSubscriptions(client, address);
  const facts = { kept: kept.length, created, refused, elsewhere: elsewhere.length };
  if (created.length > 0 || refused.length > 0) log.warn("webhook subscriptions were missing", facts);
}
