import { type AgentEnv, variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition, WorkContext } from "#agent-kit/definition.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { osvNeed } from "#integrations/osv/need.ts";
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

/** One page; its body is not read. */
export function askStorefront(
  { env, connect }: WorkContext,
  redirect: "follow" | "manual",
  address = storefrontAddress(env),
): Promise<Response> {
  return connect(STOREFRONT).call({
    name: "storefront",
    effect: "read",
    timeoutMs: 15_000,
    run: async (signal) => {
      const reply = await fetch(address, {
        redirect,
        signal,
        headers: { "user-agent": "royal-equips-orchestrator" },
      });
      await reply.body?.cancel();
      return { value: reply };
    },
  });
}

export const platformNeeds: readonly NeedDefinition[] = [
  {
    connection: STOREFRONT,
    required: false,
    configured: mayLookAtStore,
    evidence: { level: "documented", source: "HTTP: RFC 9110 and the headers of its pages", date: "2026-11-22" },
    async probe(context) {
      const reply = await askStorefront(context, "follow");
      if (!reply.ok) throw httpError("The storefront", reply, { realNow: context.clock.real() });
    },
  },
  osvNeed,
];
