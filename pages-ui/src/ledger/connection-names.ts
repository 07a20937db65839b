const names: Record<string, string> = {
  autods: "AutoDS",
  "autods-private": "AutoDS, private",
  cj: "CJdropshipping",
  "csv-channel": "Second channel (CSV)",
  feed: "Supplier feed",
  osv: "OSV, known vulnerabilities",
  pagerduty: "PagerDuty",
  printful: "Printful",
  resend: "Resend, mail",
  shopify: "Shopify",
  slack: "Slack",
  spocket: "Spocket",
  "spocket-private": "Spocket, private",
  storefront: "Storefront",
};

/** What an outside system is called where an owner reads it; the id of one that is not known here. */
export function connectionName(id: string): string {
  return names[id] ?? id;
}
