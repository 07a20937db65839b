import { connection } from "#agent-kit/connection.ts";
import { breaker, budget } from "#durable-objects/client.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY, shopDomain } from "#integrations/shopify/need.ts";
import { shopInfo } from "#integrations/shopify/operations.generated.ts";
import type { CallContext } from "./context.ts";
import { resolver } from "./secrets.ts";

/** One read of the shop's own name, through its breaker and budget, with the token that is configured. */
export async function testShop({ env, clock, log }: CallContext): Promise<{ ok: boolean; detail: string }> {
  const domain = shopDomain(env) ?? "";
  const shared = connection({
    id: SHOPIFY,
    account: domain,
    breaker: breaker(env, SHOPIFY),
    budget: budget(env, domain),
    clock,
    random: Math.random,
    deadlineAt: clock.now() + 20_000,
    policy: { retry: { attempts: 1, minDelayMs: 0, maxDelayMs: 0 } },
  });
  const client = connectShopify({ env, connection: shared, log, secrets: resolver(env) });
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
