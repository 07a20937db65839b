import { DurableObject } from "cloudflare:workers";

export { AgentState } from "#durable-objects/agent-state.ts";
export { CircuitBreaker } from "#durable-objects/circuit-breaker.ts";
export { LiveFeed } from "#durable-objects/live-feed.ts";
export { RateBudget } from "#durable-objects/rate-budget.ts";

/** The least an object can do that keeps its word: one row written a call. */
export class BareObject extends DurableObject<Record<string, never>> {
  constructor(ctx: DurableObjectState, env: Record<string, never>) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)");
  }

  write(json: string): string {
    this.ctx.storage.sql.exec(
      "INSERT INTO held (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      json,
    );
    return json;
  }
}

export default {
  fetch: () => new Response(null, { status: 404 }),
};
