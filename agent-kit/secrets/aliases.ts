/** Other names under which a secret is also looked for, in order. */
export const secretAliases: Readonly<Record<string, readonly string[]>> = {
  SHOPIFY_CLIENT_ID: ["SHOPIFY_API_KEY"],
  SHOPIFY_CLIENT_SECRET: ["SHOPIFY_API_SECRET"],
  // Shopify signs webhooks of a Dev Dashboard app with its client secret.
  SHOPIFY_WEBHOOK_SECRET: ["SHOPIFY_CLIENT_SECRET", "SHOPIFY_API_SECRET"],
};
