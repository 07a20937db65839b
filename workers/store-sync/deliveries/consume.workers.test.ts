import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { breaker } from "#durable-objects/client.ts";
import { event, openShop, type Rig, rig } from "../testing/rig.ts";

let sync: Rig;

interface Held {
  id: string;
  product_id: string;
  inventory_item_id: string;
  sku: string;
  price_minor: number;
}

async function variant(at: number): Promise<Held> {
  const { results } = await env.DB.prepare("SELECT * FROM variants WHERE deleted_at IS NULL ORDER BY id").all<Held>();
  return results[at]!;
}

async function events(): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare("SELECT topic, subject, projection, caused_by FROM events ORDER BY seq").all()).results;
}

async function delivery(id: string): Promise<unknown> {
  return env.DB.prepare("SELECT status, reason FROM deliveries WHERE id = ?1").bind(id).first();
}

async function ownAction(target: string, values: { before: unknown; after: unknown; status: string }): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, before,
       after, reasons, currency, proposed_at, expires_at, updated_at)
     VALUES ('action-1', 'inventory-pricing', 'price.set', ?1, 't', 'i', 'b', ?2, 'absolute', 'g', 'r', '{}', ?3, ?4, '[]',
       'GBP', 0, 0, ?5)`,
  )
    .bind(target, values.status, JSON.stringify(values.before), JSON.stringify(values.after), Date.now())
    .run();
}

beforeAll(async () => {
  sync = rig(await openShop());
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
}, 60_000);

beforeEach(async () => {
  await env.DB.batch(["events", "deliveries", "actions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
  sync.woken.length = 0;
});

describe("a delivery", { timeout: 30_000 }, () => {
  it("makes us read the thing again, log what changed and tell control once", async () => {
    const { id, product_id } = await variant(0);
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "7.77" });
    const update = event("products/update", "products", product_id);
    await sync.deliver(update, { ...update, deliveryId: "another" });
    expect((await variant(0)).price_minor).toBe(777);
    const log = await events();
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ topic: "products/update", subject: product_id, caused_by: null });
    expect(JSON.parse(String(log[0]!.projection)).prices).toMatchObject([{ variantId: id, to: 777 }]);
    expect(sync.woken).toEqual([["products"]]);
    expect(await delivery(update.deliveryId)).toEqual({ status: "done", reason: null });
  });

  it("wakes in the trace of the request that brought it", async () => {
    const { product_id } = await variant(0);
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "7.78" });
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await sync.deliver({ ...event("products/update", "products", product_id), traceparent });
    expect(sync.traces.at(-1)).toBe(traceparent);
  });

  it("counts once however often the queue brings it", async () => {
    const { product_id } = await variant(0);
    const update = event("checkouts/create", "checkouts", "gid://shopify/AbandonedCheckout/1");
    await sync.deliver(update, update);
    await sync.deliver(update);
    expect(await events()).toHaveLength(1);
    const late = event("products/update", "products", product_id);
    await env.DB.prepare(
      "INSERT INTO deliveries (id, topic, status, triggered_at, received_at) VALUES (?1, 't', 'failed', 0, 0)",
    )
      .bind(late.deliveryId)
      .run();
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "6.66" });
    await sync.deliver(late);
    expect((await variant(0)).price_minor).not.toBe(666);
  });

  it("of our own making names the action and wakes nobody", async () => {
    const { id, product_id, price_minor } = await variant(1);
    await ownAction(id, { before: { priceMinor: price_minor }, after: { priceMinor: 901 }, status: "applied" });
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "9.01" });
    await sync.deliver(event("products/update", "products", product_id));
    expect(await events()).toMatchObject([{ topic: "products/update", caused_by: "action-1" }]);
    expect(sync.woken).toEqual([]);
  });

  it("of a price that only happens to follow ours is somebody else's", async () => {
    const { id, product_id } = await variant(1);
    await ownAction(id, { before: 100, after: 902, status: "applied" });
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "9.03" });
    await sync.deliver(event("products/update", "products", product_id));
    expect(await events()).toMatchObject([{ caused_by: null }]);
    expect(sync.woken).toEqual([["products"]]);
  });

  it("of an undone action is ours when the old value came back", async () => {
    const { id, product_id } = await variant(2);
    await ownAction(id, { before: 555, after: 999, status: "reverted" });
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "5.55" });
    await sync.deliver(event("products/update", "products", product_id));
    expect(await events()).toMatchObject([{ caused_by: "action-1" }]);
  });

  it("about stock keeps the level and says which variant moved", async () => {
    const { id, sku, inventory_item_id } = await variant(3);
    const counted = (await sync.sandbox("POST", "stock", { sku, delta: 17 })) as { available: number };
    await sync.deliver(event("inventory_levels/update", "inventory", inventory_item_id));
    const held = await env.DB.prepare("SELECT available FROM inventory_levels WHERE item_id = ?1")
      .bind(inventory_item_id)
      .first("available");
    expect(held).toBe(counted.available);
    const [entry] = await events();
    expect(JSON.parse(String(entry!.projection))).toMatchObject({ variantId: id, available: counted.available });
    expect(sync.woken).toEqual([["inventory"]]);
  });

  it("about a new order brings its lines and an open day's demand", async () => {
    const { sku, id } = await variant(4);
    const bought = (await sync.sandbox("POST", "orders", { items: [{ sku, quantity: 3 }] })) as {
      orders: { id: string }[];
    };
    const order = bought.orders[0]!.id;
    await sync.deliver(event("orders/create", "orders", order), event("orders/paid", "orders", order));
    const line = await env.DB.prepare("SELECT quantity, variant_id FROM order_lines WHERE order_id = ?1")
      .bind(order)
      .first();
    expect(line).toEqual({ quantity: 3, variant_id: id });
    expect(await events()).toMatchObject([{ topic: "orders/create", subject: order }]);
    expect(sync.woken).toEqual([["orders"]]);
  });

  it("that nobody can work off fails alone, with its reason", async () => {
    const { product_id } = await variant(5);
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "3.21" });
    const good = event("products/update", "products", product_id);
    const poison = event("products/update", "products", "gid://shopify/Product/not-a-number");
    await sync.deliver(poison, good);
    expect((await variant(5)).price_minor).toBe(321);
    expect(await delivery(good.deliveryId)).toMatchObject({ status: "done" });
    expect(await delivery(poison.deliveryId)).toMatchObject({ status: "failed", reason: expect.stringMatching(/\w/) });
  });

  it("waits for a store that is resting, and is worked off when it is back", async () => {
    const { product_id } = await variant(6);
    await sync.sandbox("POST", `products/${encodeURIComponent(product_id)}`, { price: "4.32" });
    const update = event("products/update", "products", product_id);
    const now = Date.now();
    await breaker(env, "shopify").force({ to: "open", by: "test", why: "rest", at: now, until: now + 60_000 });
    await sync.deliver(update);
    expect(await delivery(update.deliveryId)).toBeNull();
    await breaker(env, "shopify").release("test", "back", now);
    await sync.deliver(update);
    expect((await variant(6)).price_minor).toBe(432);
  });

  it("of a deleted product leaves tombstones and keeps what was sold", async () => {
    const { id, product_id, inventory_item_id } = await variant(9);
    const sold = () =>
      env.DB.prepare("SELECT count(*) AS n FROM order_lines WHERE variant_id = ?1").bind(id).first("n");
    const before = await sold();
    await sync.sandbox("DELETE", `products/${encodeURIComponent(product_id)}`);
    await sync.deliver(event("products/delete", "products", product_id));
    const dead = async (table: string, key: string, value: string) =>
      env.DB.prepare(`SELECT deleted_at IS NOT NULL AS dead FROM ${table} WHERE ${key} = ?1`).bind(value).first("dead");
    expect(await dead("products", "id", product_id)).toBe(1);
    expect(await dead("variants", "id", id)).toBe(1);
    expect(await dead("inventory_levels", "item_id", inventory_item_id)).toBe(1);
    expect(await sold()).toBe(before);
    expect(await events()).toMatchObject([{ topic: "products/delete", subject: product_id }]);
  });

  it("without a place in the mirror is logged as it came", async () => {
    const consent = event("customers_email_marketing_consent/update", "consent", "gid://shopify/Customer/1", {
      fields: { "email_marketing_consent.state": "subscribed" },
    });
    await sync.deliver(consent);
    expect(await events()).toMatchObject([{ topic: consent.topic, subject: consent.subject }]);
    expect(sync.woken).toEqual([["consent"]]);
  });
});
