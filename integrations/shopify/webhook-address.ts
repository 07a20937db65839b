/** Where the store shall send its webhooks; null when nothing reachable from outside is configured. */
export function webhookAddress(env: object): string | null {
  const { WEBHOOK_ADDRESS, PUBLIC_URL } = env as { WEBHOOK_ADDRESS?: string; PUBLIC_URL?: string };
  if (WEBHOOK_ADDRESS) return WEBHOOK_ADDRESS;
  return PUBLIC_URL?.startsWith("https://") ? new URL("/webhooks/shopify", PUBLIC_URL).href : null;
}
