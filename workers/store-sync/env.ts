import type { ReporterEnv } from "#agent-kit/report.ts";
import type { ObjectBindings } from "#durable-objects/client.ts";
import type { SyncMessage } from "./messages.ts";

/** Control's entrypoint for the event log's news; agents decide themselves whether a stream concerns them. */
export interface ControlEvents {
  wake(streams: string[], traceparent?: string): Promise<unknown>;
}

export interface StoreSyncEnv extends Pick<ObjectBindings, "CIRCUIT_BREAKER" | "RATE_BUDGET">, ReporterEnv {
  ENVIRONMENT?: string;
  LOG_LEVEL?: string;
  DB: D1Database;
  KV: KVNamespace;
  SHOP_EVENTS: Queue<SyncMessage>;
  CONTROL: ControlEvents;
  SHOPIFY_STORE?: string;
  SHOPIFY_BASE_URL?: string;
  /** Where webhooks are sent to; `PUBLIC_URL` with the webhook path by default. */
  WEBHOOK_ADDRESS?: string;
  PUBLIC_URL?: string;
  [name: string]: unknown;
}
