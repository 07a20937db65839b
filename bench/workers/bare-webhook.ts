import { WorkerEntrypoint } from "cloudflare:workers";
import { Hono } from "hono";
import { standInQueue } from "./stand-ins.ts";

interface BareEnv {
  SHOP_EVENTS: Queue<unknown>;
  SHOPIFY_WEBHOOK_SECRET: string;
  STAND_INS?: string;
}

/** The least that takes a webhook in: its signature over the raw bytes, then a message. */
const app = new Hono<{ Bindings: BareEnv }>();

app.post("/webhooks/shopify", async (c) => {
  const body = await c.req.raw.arrayBuffer();
  const secret = new TextEncoder().encode(c.env.SHOPIFY_WEBHOOK_SECRET);
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signature = Uint8Array.from(atob(c.req.header("x-shopify-hmac-sha256") ?? ""), (each) => each.charCodeAt(0));
  if (!(await crypto.subtle.verify("HMAC", key, signature, body))) return c.body(null, 401);
  const { admin_graphql_api_id: subject } = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  await c.env.SHOP_EVENTS.send({
    topic: c.req.header("x-shopify-topic"),
    delivery: c.req.header("x-shopify-webhook-id"),
    triggeredAt: c.req.header("x-shopify-triggered-at"),
    subject,
  });
  return c.body(null, 200);
});

export default class Bare extends WorkerEntrypoint<BareEnv> {
  override fetch(request: Request): Response | Promise<Response> {
    const env = this.env.STAND_INS ? { ...this.env, SHOP_EVENTS: standInQueue() } : this.env;
    return app.fetch(request, env, this.ctx);
  }
}
