import type { Evidence } from "#schemas/rpc/agent.ts";
import { API_VERSION } from "./api-version.ts";

/** Name of the connection: its breaker, its row in `/connections`, what agents put into `needs`. */
export const SHOPIFY = "shopify";

export const shopifyEvidence: Evidence = {
  level: "documented",
  source: `the official Admin GraphQL schema, ${API_VERSION}, and shopify.dev`,
  date: "2026-11-22",
};

/** What an agent that works with the store declares; `scopes` lets it degrade where one is missing. */
export function shopifyNeed(options: { required?: boolean; scopes?: string[] } = {}) {
  return {
    connection: SHOPIFY,
    required: options.required ?? true,
    scopes: options.scopes ?? [],
    evidence: shopifyEvidence,
    configured: (env: object) => shopDomain(env) !== null,
    account: (env: object) => shopDomain(env),
  };
}

/** The store's `*.myshopify.com` domain, which is also the name of its API budget; null when none is configured. */
export function shopDomain(env: object): string | null {
  const text = shopVariable(env, "SHOPIFY_STORE");
  if (text === undefined) return null;
  const host = text
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
  return host.includes(".") ? host : `${host}.myshopify.com`;
}

/** A variable of the Worker's environment; undefined when it is not set or empty. */
export function shopVariable(env: object, name: "SHOPIFY_STORE" | "SHOPIFY_BASE_URL" | "SECRET_ENCRYPTION_KEY") {
  const value = (env as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
