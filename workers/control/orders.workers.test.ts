import { beforeAll, expect, it } from "vitest";
import type { OrderStanding } from "#schemas/api/orders.ts";
import { door } from "./door.fixture.ts";

const { call, env } = door();

beforeAll(async () => {
  const order = env.DB.prepare(
    `INSERT INTO orders (id, name, currency, total_minor, created_at, processed_at, updated_at) VALUES (?1, ?2, 'GBP', 1200, 1, 1, 1)`,
  );
  const standing = env.DB.prepare(
    `INSERT INTO fulfilments (order_id, state, reason, waits_for, since, look_at, order_updated_at, attention, started_at, updated_at)
     VALUES (?1, ?2, 'because', ?6, ?3, ?4, 1, ?5, 1, 1)`,
  );
  await env.DB.batch([
    ...["1", "2", "12", "3"].map((id) => order.bind(`gid://shopify/Order/${id}`, `#${id}`)),
    standing.bind("gid://shopify/Order/1", "ordered", 50, 99, null, "supplier"),
    standing.bind("gid://shopify/Order/2", "stopped", 70, 99, "nobody is named", "supplier"),
    standing.bind("gid://shopify/Order/12", "ordered", 40, 99, null, "person"),
    standing.bind("gid://shopify/Order/3", "delivered", 10, null, null, "person"),
    env.DB.prepare(
      `INSERT INTO shipments (id, order_id, supplier, lines, cost_minor, currency, tracking_number, placed_at, updated_at)
       VALUES ('a-1', 'gid://shopify/Order/1', 'cj', '[]', 500, 'GBP', 'T1', 1, 1)`,
    ),
    env.DB.prepare(
      `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, reasons, currency,
         proposed_at, expires_at, updated_at)
       VALUES ('a-2', 'order-fulfillment', 'supplier.order', 'gid://shopify/Order/12 at cj', 'Order #12 at cj', 'i', 'b', 'proposed', 'delta', 'g',
         'r', '{}', '[]', 'GBP', 1, 1, 1)`,
    ),
    env.DB.prepare(
      "INSERT INTO variants (id, product_id, sku, title, price_minor, updated_at) VALUES ('V1', 'P1', 'MUG', 'Mug', 100, 1)",
    ),
  ]);
});

async function list(
  query = "",
): Promise<{ items: OrderStanding[]; nextCursor: string | null; counts: Record<string, number> }> {
  const response = await call("GET", `/v1/orders${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

it("lists what needs attention or a person's move first, then what has stood longest, each with its parcels and what waits for a person", async () => {
  const { items, counts } = await list();
  expect(items.map(({ name }) => name)).toEqual(["#12", "#2", "#1"]);
  expect(items[2]).toMatchObject({ parcels: [{ id: "a-1", trackingNumber: "T1" }], waiting: [] });
  expect(items[0]).toMatchObject({ waiting: [{ id: "a-2", kind: "supplier.order" }] });
  expect(counts).toEqual({ ordered: 2, stopped: 1, delivered: 1, attention: 2 });
  expect((await list("?show=attention")).items.map(({ name }) => name)).toEqual(["#12", "#2"]);
  expect((await list("?show=all")).items).toHaveLength(4);
});

it("goes on where a page ended", async () => {
  const first = await list("?limit=2");
  const second = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["#12", "#2", "#1"]);
  expect(second.nextCursor).toBeNull();
});

it("takes who sends a SKU, says which SKU it does not know, and looks again at orders that waited for it", async () => {
  const source = (sku: string) => ({ sku, supplier: "cj", reference: "r", costMinor: 300, currency: "USD" });
  const response = await call("PUT", "/v1/orders/sources", { body: { sources: [source("MUG"), source("NONE")] } });
  expect(await response.json()).toEqual({ saved: 1, unknown: ["NONE"] });
  expect(await env.DB.prepare("SELECT variant_id, reference, set_by FROM supplier_sources").first()).toEqual({
    variant_id: "V1",
    reference: "r",
    set_by: "person",
  });
  const looked = await env.DB.prepare("SELECT look_at FROM fulfilments WHERE state = 'stopped'").first<number>(
    "look_at",
  );
  expect(looked).toBeGreaterThan(99);
});
