import { beforeAll, describe, expect, it } from "vitest";
import type { PurchaseShape } from "#schemas/api/purchases.ts";
import { door } from "./door.fixture.ts";

const { call, env } = door();
const variant = (n: number) => `gid://shopify/ProductVariant/${n}`;
const location = (n: number) => `gid://shopify/Location/${n}`;

beforeAll(async () => {
  const product = env.DB.prepare(
    "INSERT INTO variants (id, product_id, sku, title, price_minor, inventory_item_id, updated_at) VALUES (?1, 'p', ?2, 't', 100, ?3, 0)",
  );
  const level = env.DB.prepare(
    "INSERT INTO inventory_levels (item_id, location_id, available, updated_at) VALUES (?1, ?2, ?3, 0)",
  );
  await env.DB.batch([
    product.bind(variant(1), "ONE", "item-1"),
    product.bind(variant(2), "TWO", "item-2"),
    product.bind(variant(3), "SAME", "item-3"),
    product.bind(variant(4), "SAME", "item-4"),
    level.bind("item-1", location(1), 10),
    level.bind("item-2", location(1), 5),
    level.bind("item-2", location(2), 7),
    level.bind("item-3", location(1), 1),
    level.bind("item-4", location(1), 1),
  ]);
});

describe("a stock count", () => {
  it("is kept beside what the shop said then", async () => {
    const response = await call("POST", "/v1/stock/counts", { body: { counts: [{ sku: "ONE", counted: 8 }] } });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      items: [{ variantId: variant(1), itemId: "item-1", counted: 8, availableThen: 10 }],
    });
    expect(await (await call("GET", "/v1/stock/counts")).json()).toMatchObject({
      items: [{ counted: 8 }],
      nextCursor: null,
    });
  });

  it("is refused whole when one of its rows is not one shelf", async () => {
    const kept = () => env.DB.prepare("SELECT count(*) AS n FROM stock_counts").first<number>("n");
    const before = await kept();
    const counts = [
      { sku: "ONE", counted: 1 },
      { sku: "NONE", counted: 1 },
      { sku: "TWO", counted: 1 },
      { sku: "SAME", counted: 1 },
      { sku: "TWO", locationId: location(9), counted: 1 },
    ];
    const response = await call("POST", "/v1/stock/counts", { body: { counts } });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map((error) => error.path)).toEqual(["counts.1", "counts.2", "counts.3", "counts.4"]);
    expect(await kept()).toBe(before);
    const named = { counts: [{ variantId: variant(2), locationId: location(2), counted: 6 }] };
    expect((await call("POST", "/v1/stock/counts", { body: named })).status).toBe(201);
  });
});

describe("a purchase", () => {
  const ask = async (id: string, what: string, body: unknown = {}) => {
    const response = await call("POST", `/v1/purchases/${id}/${what}`, { body });
    return { code: response.status, purchase: (await response.json()) as PurchaseShape };
  };

  async function draft(id: string): Promise<void> {
    const line = env.DB.prepare(
      "INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity) VALUES (?1, ?2, 's', 't', ?3)",
    );
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES (?1, 'acme', 'draft', 'EUR', 900, 1, 1)",
      ).bind(id),
      line.bind(id, variant(1), 4),
      line.bind(id, variant(2), 6),
    ]);
  }

  it("is sent, arrives in parts, and every part becomes a count at its shelf", async () => {
    await draft("d-1");
    expect((await ask("d-1", "send")).purchase.status).toBe("sent");
    expect((await ask("d-1", "send")).code).toBe(409);
    const part = await ask("d-1", "receive", { lines: [{ variantId: variant(1), units: 3 }] });
    expect(part.purchase.status).toBe("partly-received");
    const count = await env.DB.prepare(
      "SELECT counted, available_then FROM stock_counts WHERE source = 'a delivery (d-1)'",
    ).first();
    expect(count).toEqual({ counted: 13, available_then: 10 });
    expect((await ask("d-1", "receive", { lines: [{ variantId: variant(1), units: 2 }] })).code).toBe(400);
    expect((await ask("d-1", "receive")).code).toBe(400);
    const rest = await ask("d-1", "receive", { lines: [{ variantId: variant(1), units: 1 }] });
    expect(rest.purchase.lines.map((line) => line.received).sort()).toEqual([0, 4]);
    const last = await ask("d-1", "receive", { locationId: location(2) });
    expect(last.purchase.status).toBe("received");
    expect((await ask("d-1", "receive")).code).toBe(409);
  });

  it("takes a delivery in once when two people do at the same moment", async () => {
    await draft("d-3");
    const lines = [{ variantId: variant(1), units: 4 }];
    const both = await Promise.all([ask("d-3", "receive", { lines }), ask("d-3", "receive", { lines })]);
    expect(both.map((answer) => answer.code).sort()[0]).toBe(200);
    expect(both.map((answer) => answer.code)).not.toEqual([200, 200]);
    const line = await env.DB.prepare("SELECT received FROM purchase_lines WHERE draft_id = 'd-3' AND variant_id = ?1")
      .bind(variant(1))
      .first();
    expect(line).toEqual({ received: 4 });
  });

  it("is cancelled while something is open, and then nothing arrives", async () => {
    await draft("d-2");
    expect((await ask("d-2", "cancel")).purchase.status).toBe("cancelled");
    expect((await ask("d-2", "receive")).code).toBe(409);
    expect((await ask("d-9", "cancel")).code).toBe(404);
    const list = (await (await call("GET", "/v1/purchases?status=cancelled")).json()) as { items: PurchaseShape[] };
    expect(list.items.map((purchase) => [purchase.id, purchase.lines.length])).toEqual([["d-2", 2]]);
  });
});
