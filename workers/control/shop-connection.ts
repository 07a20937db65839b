import { connection } from "#agent-kit/connection.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { createShopifyClient } from "#integrations/shopify/client.ts";
import { shopInfo } from "#integrations/shopify/operations.generated.ts";
import type { CallContext } from "./context.ts";
import type { ControlEnv } from "./env.ts";
import { resolver } from "./secrets.ts";

export function shopConfigured(env: ControlEnv): boolean {
  return Boolean(env.SHOPIFY_STORE && (env.SHOPIFY_ACCESS_TOKEN || clientId(env)));
}

function clientId(env: ControlEnv): string | undefined {
  return env.SHOPIFY_CLIENT_ID || env.SHOPIFY_API_KEY;
}

/** One read of the shop's own name, through its breaker and budget, with the token that is configured. */
export async function testShop({ env, clock, log }: CallContext): Promise<{ ok: boolean; detail: string }> {
  const domain = env.SHOPIFY_STORE ?? "";
  const shared = connection({
    id: "shopify",
    account: domain,
    breaker: breaker(env, "shopify"),
    budget: budget(env, domain),
    clock,
    random: Math.random,
    deadlineAt: clock.now() + 20_000,
    policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 } },
  });
  const client = createShopifyClient({
    domain,
    baseUrl: env.SHOPIFY_BASE_URL,
    environment: env.ENVIRONMENT ?? "production",
    token: () => resolver(env).require("SHOPIFY_ACCESS_TOKEN"),
    connection: shared,
    log,
  });
  try {
    const { shop } = await client.run(shopInfo, {});
    return { ok: true, detail: `${shop.name} (${shop.myshopifyDomain}) answered.` };
  } catch (error) {
    log.warn("connection-test-failed", { connection: "shopify", error });
    return { ok: false, detail: error instanceof Error ? error.message : "The store did not answer." };
  } finally {
    await shared.flush();
  }
}
