import { describe, expect, test } from "vitest";
import { MESSAGE_LIMIT, projectWebhook, readWebhookHeaders, shopEvent, verifyWebhook } from "./webhook.ts";
import { topics } from "./webhook-topics.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function sign(body: Uint8Array, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, body))));
}

const headers = (topic: string, more: Record<string, string> = {}) => {
  const read = readWebhookHeaders({
    "X-Shopify-Topic": topic,
    "X-Shopify-Hmac-Sha256": "c2ln",
    "X-Shopify-Shop-Domain": "royal.myshopify.com",
    "X-Shopify-Webhook-Id": "delivery-1",
    "X-Shopify-Event-Id": "event-1",
    "X-Shopify-API-Version": "2026-10",
    "X-Shopify-Triggered-At": "2026-11-22T10:00:00.123456789Z",
    ...more,
  });
  if (!read.ok) throw new Error(read.error.name);
  return read.value;
};

describe("signature", () => {
  const body = bytes('{"id":820982911946154508,"note":"größe ✓"}');

  test("a signature over exactly these bytes is accepted", async () => {
    expect(await verifyWebhook(body, await sign(body, "secret"), ["secret"])).toBe(true);
  });
  test("RFC 4231 test case 2 is reproduced", async () => {
    const hex = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const signature = btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
    expect(await verifyWebhook(bytes("what do ya want for nothing?"), signature, ["Jefe"])).toBe(true);
  });
  test("the old and the new secret both count, in either order", async () => {
    const signature = await sign(body, "old");
    expect(await verifyWebhook(body, signature, ["new", "old"])).toBe(true);
    expect(await verifyWebhook(body, signature, ["old", "new"])).toBe(true);
    expect(await verifyWebhook(body, signature, ["old", undefined])).toBe(true);
  });
  test("a secret rotated away and back is still told from the others", async () => {
    const secrets = Array.from({ length: 6 }, (_, i) => `secret-${i}`);
    for (const secret of [...secrets, ...secrets]) {
      expect(await verifyWebhook(body, await sign(body, secret), [secret])).toBe(true);
      expect(await verifyWebhook(body, await sign(body, secret), ["secret"])).toBe(false);
    }
  });
  test("a wrong secret is refused", async () => {
    expect(await verifyWebhook(body, await sign(body, "other"), ["secret"])).toBe(false);
  });
  test("no secret at all refuses everything, an empty one too", async () => {
    expect(await verifyWebhook(body, await sign(body, "secret"), [])).toBe(false);
    expect(await verifyWebhook(body, await sign(body, "secret"), ["", undefined])).toBe(false);
  });
  test("an empty body does not pass with another body's signature", async () => {
    const nothing = new Uint8Array(0);
    expect(await verifyWebhook(nothing, await sign(body, "secret"), ["secret"])).toBe(false);
    expect(await verifyWebhook(nothing, await sign(nothing, "secret"), ["secret"])).toBe(true);
  });
  test("one changed byte is refused, and so is a parsed and printed copy", async () => {
    const signature = await sign(body, "secret");
    const changed = body.slice();
    changed[5] = (changed[5] ?? 0) ^ 1;
    expect(await verifyWebhook(changed, signature, ["secret"])).toBe(false);
    const printed = bytes(JSON.stringify(JSON.parse(new TextDecoder().decode(body))));
    expect(await verifyWebhook(printed, signature, ["secret"])).toBe(false);
  });
  test.each([null, "", "=", "not base64!", "c2hvcnQ=", "A".repeat(10_000)])("header %s is refused", async (header) => {
    expect(await verifyWebhook(body, header, ["secret"])).toBe(false);
  });
  test("a signature made for something else with the same secret cannot be replayed", async () => {
    // What an OAuth redirect or a session cookie signs is text of another form: other bytes, other signature.
    const cookie = await sign(bytes("code=abc&shop=royal.myshopify.com&timestamp=1700000000"), "secret");
    expect(await verifyWebhook(body, cookie, ["secret"])).toBe(false);
  });
  test("a hexadecimal digest, as other vendors send it, is refused", async () => {
    const digest = Array.from(atob(await sign(body, "secret")), (c) => c.charCodeAt(0).toString(16).padStart(2, "0"));
    expect(await verifyWebhook(body, digest.join(""), ["secret"])).toBe(false);
  });
});

describe("headers", () => {
  const given = {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Hmac-Sha256": "c2ln",
    "X-Shopify-Shop-Domain": "royal.myshopify.com",
    "X-Shopify-Webhook-Id": "d1",
  };

  test("are read whatever their capitalisation", () => {
    const lower = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    expect(readWebhookHeaders(given)).toEqual(readWebhookHeaders(lower));
    expect(readWebhookHeaders(new Headers(given))).toEqual(readWebhookHeaders(lower));
    expect(readWebhookHeaders(lower)).toMatchObject({ ok: true, value: { topic: "orders/create", eventId: null } });
  });
  test.each(Object.keys(given))("without %s they are refused by name", (name) => {
    const rest = Object.fromEntries(Object.entries(given).filter(([each]) => each !== name));
    expect(readWebhookHeaders(rest)).toEqual({
      ok: false,
      error: { kind: "missing-header", name: name.toLowerCase() },
    });
  });
});

describe("projection", () => {
  test("keeps ids above 2^53 to the last digit, also where only a number is given", () => {
    const payload = `{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508",
      "email":"jon@example.com","customer":{"id":115310627314723954,"email":"jon@example.com"},
      "financial_status":"paid","total_price":"403.00","updated_at":"2026-11-22T09:59:58-05:00"}`;
    const event = projectWebhook(headers("orders/create"), bytes(payload), 0);
    expect(event).toEqual({
      ok: true,
      value: {
        deliveryId: "delivery-1",
        eventId: "event-1",
        topic: "orders/create",
        stream: "orders",
        shop: "royal.myshopify.com",
        apiVersion: "2026-10",
        subject: "gid://shopify/Order/820982911946154508",
        related: { customer: "gid://shopify/Customer/115310627314723954" },
        fields: { financial_status: "paid" },
        deleted: false,
        triggeredAt: Date.parse("2026-11-22T10:00:00.123Z"),
        updatedAt: Date.parse("2026-11-22T14:59:58Z"),
      },
    });
    expect(shopEvent.parse(event.ok && event.value)).toEqual(event.ok && event.value);
  });

  test("carries nothing personal", () => {
    const payload = JSON.stringify({ id: 1, email: "jon@example.com", phone: "+4912345", first_name: "Jon" });
    const event = projectWebhook(headers("customers/update"), bytes(payload), 0);
    expect(JSON.stringify(event)).not.toMatch(/jon|4912345/i);
  });

  test("inventory levels name their item and place", () => {
    const payload = `{"inventory_item_id":271878346596884015,"location_id":655441491,"available":7,
      "admin_graphql_api_id":"gid://shopify/InventoryLevel/655441491?inventory_item_id=271878346596884015"}`;
    expect(projectWebhook(headers("inventory_levels/update"), bytes(payload), 0)).toMatchObject({
      value: {
        subject: "gid://shopify/InventoryItem/271878346596884015",
        related: { location: "gid://shopify/Location/655441491" },
        fields: { available: 7 },
        updatedAt: null,
      },
    });
  });

  test("a risk assessment is about its order", () => {
    const payload = `{"risk_level":"high","admin_graphql_api_order_id":"gid://shopify/Order/1"}`;
    expect(projectWebhook(headers("orders/risk_assessment_changed"), bytes(payload), 0)).toMatchObject({
      value: { subject: "gid://shopify/Order/1", stream: "risk", fields: { risk_level: "high" } },
    });
  });

  test("a deletion carries no more than the number, and says that it is one", () => {
    expect(projectWebhook(headers("products/delete"), bytes('{"id":788032119674292922}'), 0)).toMatchObject({
      value: { subject: "gid://shopify/Product/788032119674292922", deleted: true },
    });
  });

  test("the time of receipt stands in for a missing or broken time", () => {
    const read = headers("orders/create", { "X-Shopify-Triggered-At": "yesterday" });
    expect(projectWebhook(read, bytes('{"id":1}'), 123)).toMatchObject({ value: { triggeredAt: 123 } });
  });

  test.each([
    ["unknown/topic", "{}", "unknown-topic"],
    ["orders/create", "", "malformed"],
    ["orders/create", "{", "malformed"],
    ["orders/create", "[1]", "malformed"],
    ["orders/create", "null", "malformed"],
    ["orders/create", "{}", "no-subject"],
    ["orders/create", '{"id":-1}', "no-subject"],
    ["orders/create", '{"id":1.5}', "no-subject"],
    ["orders/create", '{"admin_graphql_api_id":"gid://shopify/Customer/1"}', "no-subject"],
    ["orders/create", '{"id":{"toString":"1"}}', "no-subject"],
    ["__proto__", "{}", "unknown-topic"],
  ])("%s with %s is ignored as %s", (topic, body, kind) => {
    expect(projectWebhook(headers(topic), bytes(body), 0)).toMatchObject({ ok: false, error: { kind } });
  });

  test("bytes that are not UTF-8 are malformed, not replaced", () => {
    expect(projectWebhook(headers("orders/create"), new Uint8Array([0x7b, 0xff, 0x7d]), 0)).toMatchObject({
      error: { kind: "malformed" },
    });
  });

  test("what does not fit a message is told apart", () => {
    const payload = JSON.stringify({ id: 1, financial_status: "x".repeat(MESSAGE_LIMIT) });
    expect(projectWebhook(headers("orders/create"), bytes(payload), 0)).toMatchObject({ error: { kind: "too-big" } });
  });

  test("a megabyte of line items still makes a small message", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => ({ id: index, title: "a line item of the order" }));
    const event = projectWebhook(headers("orders/updated"), bytes(JSON.stringify({ id: 1, line_items: lines })), 0);
    expect(JSON.stringify(event).length).toBeLessThan(1_000);
  });
});

test("every topic we subscribe to has the vendor's name for it", () => {
  for (const [topic, rule] of topics)
    expect(rule.enum, topic).toBe(rule.stream === "privacy" ? null : topic.toUpperCase().replace("/", "_"));
  expect([...topics.values()].filter((rule) => rule.subscribe).length).toBeGreaterThan(25);
});
