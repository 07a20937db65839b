import { AgentState as Agent } from "./agent-state.ts";
import { CircuitBreaker as Breaker } from "./circuit-breaker.ts";
import { LiveFeed as Feed } from "./live-feed.ts";
import { reportedEvent } from "./own-reports.ts";

export { AuditHead } from "./audit-head.ts";
export { ErrorReports } from "./error-reports.ts";
export { RateBudget } from "./rate-budget.ts";

// Reporting is put round what only the platform calls, here: callers know the classes by their types, and need none of Sentry's for it.
export class AgentState extends Agent {
  override alarm(): Promise<void> {
    return reportedEvent(this.env, this.ctx, "agent-state", () => super.alarm());
  }
}

export class CircuitBreaker extends Breaker {
  override alarm(): Promise<void> {
    const lasting = { waitUntil: (work: Promise<unknown>) => void work };
    return reportedEvent(this.state.env, lasting, "circuit-breaker", () => super.alarm());
  }
}

export class LiveFeed extends Feed {
  override webSocketMessage(socket: WebSocket): Promise<void> {
    return reportedEvent(this.env, this.ctx, "live-feed", () => super.webSocketMessage(socket));
  }

  override webSocketClose(socket: WebSocket, code: number): Promise<void> {
    return reportedEvent(this.env, this.ctx, "live-feed", () => super.webSocketClose(socket, code));
  }
}

/** State is reached through its objects only; a Worker must still answer. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;
