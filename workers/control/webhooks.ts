import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { type Trace, writeTraceparent } from "#agent-kit/trace.ts";
import { shopDomain } from "#integrations/shopify/need.ts";
import {
  type HeaderError,
  type ProjectionError,
  projectWebhook,
  readWebhookHeaders,
  type ShopEvent,
  verifyWebhook,
} from "#integrations/shopify/webhook.ts";
import type { ControlEnv } from "./env.ts";
import { readBytes } from "./http/read-input.ts";
import { refused } from "./http/refused.ts";
import { noteRefusal } from "./note-refusal.ts";
import { privacyRequest } from "./privacy-request.ts";
import { resolver } from "./secrets.ts";

export const longestWebhookBytes = 10_000_000;
/** The queue's name travels in the message: a dead letter does not say where it came from. */
const queue = "shop-events";

interface Surroundings {
  env: ControlEnv;
  clock: Clock;
  log: Logger;
  trace: Trace;
}

/**
 * Takes one delivery in: signature over the raw bytes, a row, a queue message. Whatever is correctly signed is answered
 * 200, also when nothing can be done with it: after eight refusals Shopify deletes the subscription.
 */
export async function receiveWebhook(request: Request, around: Surroundings): Promise<Response> {
  const { env, clock } = around;
  const body = await readBytes(request, longestWebhookBytes);
  const own = resolver(env);
  const secrets = await Promise.all(
    ["SHOPIFY_WEBHOOK_SECRET", "SHOPIFY_WEBHOOK_SECRET_PREVIOUS"].map(async (name) => (await own.get(name)).value),
  );
  const signature = request.headers.get("x-shopify-hmac-sha256");
  const known = secrets.filter((secret) => secret !== null);
  if (!(await verifyWebhook(body, signature, known))) {
    await noteRefusal(env, "signature", request, clock.real());
    throw refused("unauthenticated", "The signature does not fit the body.");
  }

  const headers = readWebhookHeaders(request.headers);
  if (!headers.ok) return ignored(request, around, reasonOf(headers.error));
  const ours = shopDomain(env);
  if (ours !== null && headers.value.shop.toLowerCase() !== ours) return ignored(request, around, "other-shop");
  const event = projectWebhook(headers.value, body, clock.now());
  if (!event.ok) return ignored(request, around, reasonOf(event.error));
  const message = { queue, traceparent: writeTraceparent(around.trace), ...event.value };
  return accepted(message, await privacyRequest(env, event.value, body, clock), around);
}

/** The row first: a message lost after it is sent again by the watchdog, so a failing queue loses nothing either. */
async function accepted(
  message: ShopEvent & { queue: string; traceparent: string },
  beside: D1PreparedStatement[],
  { env, clock, log }: Surroundings,
): Promise<Response> {
  const row = env.DB.prepare(
    `INSERT INTO deliveries (id, topic, status, message, triggered_at, received_at) VALUES (?1, ?2, 'accepted', ?3, ?4, ?5)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
  ).bind(message.deliveryId, message.topic, JSON.stringify(message), message.triggeredAt, clock.now());
  // A batch costs more than its statements, and nearly every delivery is a row alone.
  const isNew = beside.length === 0 ? await row.first() : (await env.DB.batch([row, ...beside]))[0]?.results.length;
  if (isNew) {
    try {
      await env.SHOP_EVENTS.send(message);
    } catch (error) {
      log.warn("delivery-waits", { delivery: message.deliveryId, error });
    }
  }
  return new Response(null, { status: 200 });
}

async function ignored(request: Request, { env, clock, log }: Surroundings, reason: string): Promise<Response> {
  const id = request.headers.get("x-shopify-webhook-id") ?? crypto.randomUUID();
  const topic = (request.headers.get("x-shopify-topic") ?? "").slice(0, 100);
  log.info("delivery-ignored", { delivery: id, topic, reason });
  await env.DB.prepare(
    `INSERT INTO deliveries (id, topic, status, reason, triggered_at, received_at, done_at)
     VALUES (?1, ?2, 'ignored', ?3, ?4, ?4, ?4) ON CONFLICT (id) DO NOTHING`,
  )
    .bind(id.slice(0, 100), topic, reason, clock.now())
    .run();
  return new Response(null, { status: 200 });
}

function reasonOf(error: HeaderError | ProjectionError): string {
  if (error.kind === "missing-header") return `missing-header ${error.name}`;
  if (error.kind === "malformed") return `malformed: ${error.detail}`;
  return error.kind;
}
