import { type AgentEnv, variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";
import { osvNeed } from "#integrations/osv/account.ts";
import { shopDomain, shopVariable } from "#integrations/shopify/need.ts";

export const STOREFRONT = "storefront";

/** Where buyers come in: what was set, a sandbox's own door, or the store's domain. */
export function storefrontAddress(env: AgentEnv): string {
  return variable(env, "STOREFRONT_URL") ?? `${shopVariable(env, "SHOPIFY_BASE_URL") ?? `https://${shopDomain(env)}`}/`;
}

/** Whether there is a store to look at; a test asks nobody outside unless it names a double. */
export function mayLookAtStore(env: AgentEnv): boolean {
  return (
    shopDomain(env) !== null && (env.ENVIRONMENT !== "test" || shopVariable(env, "SHOPIFY_BASE_URL") !== undefined)
  );
}

export const platformNeeds: readonly NeedDefinition[] = [
  {
    connection: STOREFRONT,
    required: false,
    configured: mayLookAtStore,
    evidence: { level: "documented", source: "HTTP: RFC 9110 and the headers of its pages", date: "2026-11-22" },
  },
  osvNeed,
];
