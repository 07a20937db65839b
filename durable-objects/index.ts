export { AgentState } from "./agent-state.ts";
export { CircuitBreaker } from "./circuit-breaker.ts";
export { ErrorReports } from "./error-reports.ts";
export { LiveFeed } from "./live-feed.ts";
export { RateBudget } from "./rate-budget.ts";

/** State is reached through its objects only; a Worker must still answer. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;
