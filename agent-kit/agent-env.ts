import type { ActionMessage, RunMessage } from "./messages.ts";

/** Bindings and variables every agent Worker has; `wrangler.toml` of each names the same. */
export interface AgentEnv {
  ENVIRONMENT: string;
  AGENT: string;
  SCHEDULE: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
  AGENT_STATE: DurableObjectNamespace;
  CIRCUIT_BREAKER: DurableObjectNamespace;
  RATE_BUDGET: DurableObjectNamespace;
  LIVE_FEED: DurableObjectNamespace;
  RUNS: Queue<RunMessage>;
  ACTIONS: Queue<ActionMessage>;
  SENTRY_DSN?: string;
  [name: string]: unknown;
}
