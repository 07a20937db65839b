import { createExecutionContext, createMessageBatch, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { inject } from "vitest";
import type { ShopEvent } from "#integrations/shopify/webhook.ts";
import type { StoreSyncEnv } from "../env.ts";
import StoreSync from "../index.ts";
import type { SyncMessage } from "../messages.ts";

/** Store-sync against the sandbox shop, its queue in the test's hands: nothing happens between two calls. */
export interface Rig {
  env: StoreSyncEnv;
  /** Streams control was told of, one entry a call. */
  woken: string[][];
  /** The trace each of these calls was made in. */
  traces: (string | undefined)[];
  /** Messages store-sync sent to itself and nobody has delivered yet. */
  waiting: SyncMessage[];
  /** Delivers these messages as one batch. */
  deliver(...messages: SyncMessage[]): Promise<void>;
  /** Delivers what waits until nothing does; every message counts as due. */
  drain(): Promise<void>;
  sandbox(method: string, path: string, body?: unknown): Promise<unknown>;
}

export interface WantedShop {
  seed?: number;
  /** Of the API budget; the standard plan's 100 when absent. */
  pointsPerSecond?: number;
}

/** The address of a new ten-product shop that nobody else uses. */
export async function openShop(wanted: WantedShop = {}): Promise<string> {
  const given = Object.entries(wanted).map(([name, value]) => [name, String(value)]);
  return (await fetch(`${inject("sandboxHub")}?${new URLSearchParams(given)}`)).text();
}

export function rig(origin: string, changes: Partial<StoreSyncEnv> = {}): Rig {
  const woken: string[][] = [];
  const traces: (string | undefined)[] = [];
  const waiting: SyncMessage[] = [];
  const syncEnv = {
    ...env,
    SHOPIFY_BASE_URL: origin,
    SHOPIFY_STORE: "royal-sandbox.myshopify.com",
    CONTROL: {
      wake: async (streams: string[], traceparent?: string) => {
        woken.push(streams);
        traces.push(traceparent);
      },
    },
    SHOP_EVENTS: { send: async (message: SyncMessage) => void waiting.push(message) },
    ...changes,
  } as unknown as StoreSyncEnv;

  async function deliver(...messages: SyncMessage[]): Promise<void> {
    const batch = createMessageBatch(
      "shop-events",
      messages.map((body, at) => ({ id: `m${at}`, timestamp: new Date(), attempts: 1, body })),
    );
    const context = createExecutionContext();
    await new StoreSync(context, syncEnv).queue(batch);
    await waitOnExecutionContext(context);
  }

  return {
    env: syncEnv,
    woken,
    traces,
    waiting,
    deliver,
    async drain() {
      for (let rounds = 0; waiting.length > 0; rounds += 1) {
        if (rounds > 200) throw new Error("the messages never end");
        await deliver(...waiting.splice(0));
      }
    },
    async sandbox(method, path, body) {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const reply = await fetch(`${origin}/__sandbox/${path}`, init);
      if (!reply.ok) throw new Error(`sandbox ${path}: ${reply.status} ${await reply.text()}`);
      return reply.json();
    },
  };
}

let deliveries = 0;

/** A delivery as control puts it on the queue. */
export function event(
  topic: string,
  stream: ShopEvent["stream"],
  subject: string,
  more: Partial<ShopEvent> = {},
): ShopEvent {
  deliveries += 1;
  return {
    deliveryId: `delivery-${deliveries}`,
    eventId: null,
    topic,
    stream,
    shop: "royal-sandbox.myshopify.com",
    apiVersion: "2026-10",
    subject,
    related: {},
    fields: {},
    deleted: topic.endsWith("/delete"),
    triggeredAt: Date.now(),
    updatedAt: null,
    ...more,
  };
}
