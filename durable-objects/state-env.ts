import type { ObjectBindings } from "./client.ts";

/** What the State Worker's objects find in their environment. */
export interface StateEnv extends ObjectBindings {
  ENVIRONMENT?: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
}
