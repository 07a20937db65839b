import { describe, expect, it } from "vitest";
import { door, webhookSecret } from "./door.fixture.ts";
import { resendDeliveries } from "./watchdog/resend-deliveries.ts";

function fakeQueue(fails = false) {
  const sent: unknown[] = [];
  const take = async (bodies: unknown[]) => {
    if (fails) throw new Error("queue is down");
    sent.push(...bodies);
  };
  return {
    sent,
    send: (body: unknown) => take([body]),
    sendBatch: (messages: { body: unknown }[]) => take(messages.map((message) => message.body)),
  };
}

async function sign(body: string, secret: string): Promise<string> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(body)))));
}

const order = { admin_graphql_api_id: "gid://shopify/Order/820982911946154508" };

interface Delivery {
  body?: string;
  secret?: string;
  headers?: Record<string, string | null>;
}

async function deliver(
  send: ReturnType<typeof door>["send"],
  { body = JSON.stringify(order), secret = webhookSecret, headers = {} }: Delivery = {},
) {
  const id = crypto.randomUUID();
  const all = new Headers({
    "x-shopify-topic": "orders/create",
    "x-shopify-shop-domain": "a-shop.myshopify.com",
    "x-shopify-webhook-id": id,
    "x-shopify-hmac-sha256": await sign(body, secret),
    "x-shopify-triggered-at": "2026-11-22T10:00:00Z",
  });
  for (const [name, value] of Object.entries(headers)) value === null ? all.delete(name) : all.set(name, value);
  const response = await send("/webhooks/shopify", { method: "POST", headers: all, body });
  return { id, status: response.status };
}

describe("a webhook", () => {
  const queue = fakeQueue();
  const { send, env } = door({ SHOP_EVENTS: queue, SHOPIFY_STORE: "a-shop.myshopify.com" });
  const rowOf = (id: string) =>
    env.DB.prepare("SELECT status, reason, message FROM deliveries WHERE id = ?1")
      .bind(id)
      .first<{ status: string; reason: string | null; message: string | null }>();

  it("becomes a row and one message that holds ids above 2^53 unharmed", async () => {
    const { id, status } = await deliver(send, { body: '{"id":820982911946154508}' });
    expect(status).toBe(200);
    expect(await rowOf(id)).toMatchObject({ status: "accepted", reason: null });
    expect(queue.sent.at(-1)).toMatchObject({
      queue: "shop-events",
      deliveryId: id,
      subject: "gid://shopify/Order/820982911946154508",
    });
  });

  it("is worked off in the trace of the request that brought it", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    await deliver(send, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    expect(queue.sent.at(-1)).toMatchObject({ traceparent: expect.stringContaining(traceId) });
  });

  it("is queued once however often it is delivered", async () => {
    const before = queue.sent.length;
    const { id } = await deliver(send);
    await deliver(send, { headers: { "x-shopify-webhook-id": id } });
    expect(queue.sent.length).toBe(before + 1);
  });

  it("is refused unread with a wrong, a foreign or no signature, or without its body", async () => {
    const before = queue.sent.length;
    // What a browser was given by an OAuth redirect or a session, signed with the same secret.
    const cookie = await sign("code=abc&shop=a-shop.myshopify.com&timestamp=1700000000", webhookSecret);
    const hex = Array.from(atob(await sign(JSON.stringify(order), webhookSecret)), (each) =>
      each.charCodeAt(0).toString(16).padStart(2, "0"),
    ).join("");
    const refused = [
      await deliver(send, { body: "", headers: { "x-shopify-hmac-sha256": await sign("{}", webhookSecret) } }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": cookie } }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": null, cookie: `x-shopify-hmac-sha256=${cookie}` } }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": hex } }),
      await deliver(send, { secret: "not-it" }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": null } }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": "%%%" } }),
      await deliver(send, { headers: { "x-shopify-hmac-sha256": await sign("another body", webhookSecret) } }),
    ];
    expect(refused.map((delivery) => delivery.status)).toEqual(refused.map(() => 401));
    for (const { id } of refused) expect(await rowOf(id)).toBeNull();
    expect(queue.sent.length).toBe(before);
  });

  it("is refused unread above 10 MB", async () => {
    const body = "x".repeat(10_000_001);
    expect((await deliver(send, { body })).status).toBe(413);
  });

  it("may name its headers in any letters, and its signed body may be empty", async () => {
    const body = JSON.stringify(order);
    for (const letters of [(name: string) => name.toLowerCase(), (name: string) => name.toUpperCase()]) {
      const id = crypto.randomUUID();
      const headers = Object.entries({
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": "a-shop.myshopify.com",
        "X-Shopify-Webhook-Id": id,
        "X-Shopify-Hmac-Sha256": await sign(body, webhookSecret),
      }).map(([name, value]): [string, string] => [letters(name), value]);
      expect((await send("/webhooks/shopify", { method: "POST", headers, body })).status).toBe(200);
      expect(await rowOf(id)).toMatchObject({ status: "accepted" });
    }
    const empty = await deliver(send, { body: "" });
    expect(empty.status).toBe(200);
    expect(await rowOf(empty.id)).toMatchObject({ status: "ignored" });
  });

  it.each([
    ["an unknown topic", { headers: { "x-shopify-topic": "planets/align" } }, "unknown-topic"],
    ["no JSON", { body: "{" }, "malformed"],
    ["no object", { body: "[1]" }, "malformed"],
    ["no subject", { body: "{}" }, "no-subject"],
    ["no topic", { headers: { "x-shopify-topic": null } }, "missing-header"],
    ["another shop", { headers: { "x-shopify-shop-domain": "else.myshopify.com" } }, "other-shop"],
    ["too much to project", { body: JSON.stringify({ ...order, financial_status: "x".repeat(20_000) }) }, "too-big"],
  ])("with %s is answered 200 and kept as ignored", async (_what, delivery: Delivery, reason) => {
    const before = queue.sent.length;
    const { id, status } = await deliver(send, delivery);
    expect(status).toBe(200);
    const row = await rowOf(id);
    expect(row?.status).toBe("ignored");
    expect(row?.reason).toContain(reason);
    expect(row?.message).toBeNull();
    expect(queue.sent.length).toBe(before);
  });

  it("fits either secret while they are being rotated", async () => {
    const rotating = door({
      SHOP_EVENTS: queue,
      SHOPIFY_WEBHOOK_SECRET: "new-one",
      SHOPIFY_WEBHOOK_SECRET_PREVIOUS: "old-one",
    });
    const forget = { SHOPIFY_WEBHOOK_SECRET: "", SHOPIFY_WEBHOOK_SECRET_PREVIOUS: "" };
    for (const name of Object.keys(forget)) await rotating.call("POST", `/v1/secrets/${name}/refresh`);
    expect((await deliver(rotating.send, { secret: "new-one" })).status).toBe(200);
    expect((await deliver(rotating.send, { secret: "old-one" })).status).toBe(200);
    expect((await deliver(rotating.send, { secret: "older-one" })).status).toBe(401);
    for (const name of Object.keys(forget)) await door().call("POST", `/v1/secrets/${name}/refresh`);
  });

  it("is refused when no secret is configured at all", async () => {
    const bare = door({ SHOPIFY_WEBHOOK_SECRET: undefined });
    for (const name of ["SHOPIFY_WEBHOOK_SECRET", "SHOPIFY_WEBHOOK_SECRET_PREVIOUS"])
      await bare.call("POST", `/v1/secrets/${name}/refresh`);
    expect((await deliver(bare.send, { secret: "anything" })).status).toBe(401);
    expect((await deliver(bare.send, { headers: { "x-shopify-hmac-sha256": "" } })).status).toBe(401);
    await door().call("POST", "/v1/secrets/SHOPIFY_WEBHOOK_SECRET/refresh");
  });
});

describe("a delivery whose message was lost", () => {
  it("is answered 200 with the queue down, and sent again after a minute", async () => {
    const { send, env } = door({ SHOP_EVENTS: fakeQueue(true) });
    const { id, status } = await deliver(send);
    expect(status).toBe(200);
    const queue = fakeQueue();
    const own = { DB: env.DB, SHOP_EVENTS: queue as unknown as Queue };
    const at = Date.now();
    await resendDeliveries(own, at + 59_000);
    expect(queue.sent).not.toContainEqual(expect.objectContaining({ deliveryId: id }));
    await resendDeliveries(own, at + 61_000);
    expect(queue.sent).toContainEqual(expect.objectContaining({ deliveryId: id }));
    await env.DB.prepare("UPDATE deliveries SET status = 'done' WHERE status = 'accepted'").run();
    expect(await resendDeliveries(own, at + 61_000)).toBe(0);
  });
});
