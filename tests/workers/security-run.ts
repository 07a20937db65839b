import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { Security } from "./all.ts";
import { agentEnv } from "./kit-harness.ts";

let ticks = Date.parse("2026-11-22T10:00:00Z");

/** One run of the security agent by its cron, waited for to its end; each the next tick. */
export async function runSecurity(sandbox: string, own: Record<string, unknown> = {}): Promise<void> {
  ticks += 600_000;
  const context = createExecutionContext();
  const bound = {
    ...agentEnv(),
    SHOPIFY_BASE_URL: sandbox,
    OSV_BASE_URL: `${sandbox}/vendors/osv`,
    WEBHOOK_ADDRESS: "https://shop.example/webhooks/shopify",
    ...own,
  } as unknown as AgentEnv;
  const cron = createScheduledController({ cron: "*/10 * * * *", scheduledTime: new Date(ticks) });
  await new Security(context, bound).scheduled(cron);
  await waitOnExecutionContext(context);
}
