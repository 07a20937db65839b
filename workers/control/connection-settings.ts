/** Names of the settings that configure each outside system, as the documentation's table has them. */
const settings: Record<string, string[]> = {
  shopify: ["SHOPIFY_STORE", "SHOPIFY_ACCESS_TOKEN or SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET"],
  autods: ["AUTO_DS_REFRESH_TOKEN", "AUTO_DS_CLIENT_ID", "SECRET_ENCRYPTION_KEY"],
  "autods-private": ["AUTO_DS_API_KEY", "AUTO_DS_ENDPOINTS"],
  spocket: ["SHOPIFY_STORE"],
  "spocket-private": ["SPOCKET_API_KEY", "SPOCKET_ENDPOINTS"],
  cj: ["CJ_API_KEY", "SECRET_ENCRYPTION_KEY"],
  feed: ["SUPPLIER_FEED_URL"],
  "csv-channel": ["CHANNEL_FEED_URL", "CHANNEL_FEED_TOKEN"],
  printful: ["PRINTFUL_API_KEY"],
  bigquery: ["BIGQUERY_PROJECT_ID", "BIGQUERY_CREDENTIALS"],
  supabase: ["SUPABASE_URL", "SUPABASE_SERVICE_KEY"],
  openai: ["OPENAI_API_KEY"],
  resend: ["RESEND_API_KEY", "MAIL_FROM"],
  slack: ["SLACK_WEBHOOK_URL"],
  pagerduty: ["PAGERDUTY_ROUTING_KEY"],
};

export function settingsOf(connection: string): string[] {
  return settings[connection] ?? [];
}
