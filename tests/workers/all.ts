import type { AgentEnv } from "#agent-kit/agent-env.ts";
import Control from "#workers/control/index.ts";
import InventoryPricingAgent from "#workers/inventory-pricing/index.ts";

export { AgentState } from "#durable-objects/agent-state.ts";
export { CircuitBreaker } from "#durable-objects/circuit-breaker.ts";
export { ErrorReports } from "#durable-objects/error-reports.ts";
export { LiveFeed } from "#durable-objects/live-feed.ts";
export { RateBudget } from "#durable-objects/rate-budget.ts";
export { ControlEvents } from "#workers/control/index.ts";

/** Deployed, each agent has its own AGENT, SCHEDULE and queues; here one environment holds them all. */
export class InventoryPricing extends InventoryPricingAgent {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, { ...env, AGENT: "inventory-pricing", SCHEDULE: "5 */2 * * *" });
  }
}

/** Control, and every queue's consumer. */
export default class All extends Control {
  override async queue(batch: MessageBatch): Promise<void> {
    if (/^inventory-pricing-(runs|actions)$/.test(batch.queue))
      return new InventoryPricing(this.ctx, this.env as unknown as AgentEnv).queue(batch);
    return super.queue(batch);
  }
}
