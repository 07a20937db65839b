import type { AgentEnv } from "#agent-kit/agent-env.ts";
import Control from "#workers/control/index.ts";
import InventoryPricingAgent from "#workers/inventory-pricing/index.ts";
import OrderFulfillmentAgent from "#workers/order-fulfillment/index.ts";
import ProductResearchAgent from "#workers/product-research/index.ts";
import SecurityAgent from "#workers/security/index.ts";

export { AgentState } from "#durable-objects/agent-state.ts";
export { AuditHead } from "#durable-objects/audit-head.ts";
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

export class ProductResearch extends ProductResearchAgent {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, { ...env, AGENT: "product-research", SCHEDULE: "30 * * * *" });
  }
}

export class OrderFulfillment extends OrderFulfillmentAgent {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, { ...env, AGENT: "order-fulfillment", SCHEDULE: "*/5 * * * *" });
  }
}

export class Security extends SecurityAgent {
  constructor(ctx: ExecutionContext, env: AgentEnv) {
    super(ctx, { ...env, AGENT: "security", SCHEDULE: "*/10 * * * *" });
  }
}

const agents = {
  "order-fulfillment": OrderFulfillment,
  "inventory-pricing": InventoryPricing,
  "product-research": ProductResearch,
  security: Security,
};

/** Control, and every queue's consumer. All agents share two queues here; each message says whose it is. */
export default class All extends Control {
  override async queue(batch: MessageBatch): Promise<void> {
    const [, kind] = /^[a-z-]+-(runs|actions)$/.exec(batch.queue) ?? [];
    if (kind === undefined) return super.queue(batch);
    for (const [id, Agent] of Object.entries(agents)) {
      const queue = `${id}-${kind}`;
      const messages = batch.messages.filter(({ body }) => (body as { queue?: string }).queue === queue);
      if (messages.length === 0) continue;
      const own = {
        queue,
        messages,
        metadata: batch.metadata,
        ackAll: () => messages.forEach((each) => void each.ack()),
        retryAll: () => messages.forEach((each) => void each.retry()),
      };
      await new Agent(this.ctx, this.env as unknown as AgentEnv).queue(own);
    }
  }
}
