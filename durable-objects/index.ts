import { AgentState as Agent } from "./agent-state.ts";
import { CircuitBreaker as Breaker } from "./circuit-breaker.ts";
import { reportedAlarm } from "./own-reports.ts";

export { ErrorReports } from "./error-reports.ts";
export { LiveFeed } from "./live-feed.ts";
export { RateBudget } from "./rate-budget.ts";

// Reporting is put round the alarms here: callers know the classes by their types, and need none of Sentry's for it.
export class AgentState extends Agent {
  override alarm(): Promise<void> {
    return reportedAlarm(this.env, this.ctx, "agent-state", () => super.alarm());
  }
}

export class CircuitBreaker extends Breaker {
  override alarm(): Promise<void> {
    const lasting = { waitUntil: (work: Promise<unknown>) => void work };
    return reportedAlarm(this.state.env, lasting, "circuit-breaker", () => super.alarm());
  }
}

/** State is reached through its objects only; a Worker must still answer. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;
