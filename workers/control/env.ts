import type { ReporterEnv } from "#agent-kit/report.ts";
import type { AuditHeadBinding, ObjectBindings } from "#durable-objects/client.ts";
import type { AlertsApi } from "#schemas/rpc/alerts.ts";
import type { Limiter } from "./http/rate-limit.ts";

/** Control's bindings and settings. Agents are found by their AGENT_* bindings, see roster.ts. */
export interface ControlEnv extends ObjectBindings, AuditHeadBinding, ReporterEnv {
  ENVIRONMENT?: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
  SHOP_EVENTS: Queue;
  ALERTS?: AlertsApi;
  LIMITER?: Limiter;
  GUESS_LIMITER?: Limiter;
  ADMIN_TOKEN?: string;
  SECRET_ENCRYPTION_KEY?: string;
  PUBLIC_URL?: string;
  ACCESS_TEAM_DOMAIN?: string;
  ACCESS_AUDIENCE?: string;
  SHOPIFY_STORE?: string;
  SHOPIFY_BASE_URL?: string;
  SHOPIFY_WEBHOOK_SECRET?: string;
  SHOPIFY_WEBHOOK_SECRET_PREVIOUS?: string;
}

/** Whether this is a developer's or a test's system: the moved clock and reply checks exist only there. */
export function isLocal(env: Pick<ControlEnv, "ENVIRONMENT">): boolean {
  return env.ENVIRONMENT === "local" || env.ENVIRONMENT === "test";
}
