import type { ObjectBindings } from "#durable-objects/client.ts";
import type { ActionMessage, RunMessage } from "./messages.ts";
import type { ReporterEnv } from "./report.ts";

/** Bindings and variables every agent Worker has; the `wrangler.toml` of each names the same. */
export interface AgentEnv extends ObjectBindings, ReporterEnv {
  ENVIRONMENT: string;
  AGENT: string;
  SCHEDULE: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
  RUNS: Queue<RunMessage>;
  ACTIONS: Queue<ActionMessage>;
}

/** A variable or secret by name; undefined when it is not set or empty. */
export function variable(env: AgentEnv, name: string): string | undefined {
  const value = (env as unknown as Record<string, unknown>)[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
