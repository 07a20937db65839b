import { beforeAll, describe, expect, it } from "vitest";
import type { PurchaseShape } from "#schemas/api/purchases.ts";
import { door, fakeAgent, insertAction } from "./door.fixture.ts";

/** The inventory agent's answers to what a person asks of it. */
const answers: Record<string, { ok: true; value: object } | { ok: false; code: string; message: string }> = {};
const agent = fakeAgent({
  request: async ({ name }) => answers[name] ?? { ok: false, code: "not-found", message: "unknown" },
});
const { call, env } = door({ AGENT_INVENTORY_PRICING: agent });
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
    env.DB.prepare(
      "INSERT INTO locations (id, name, active, updated_at) VALUES (?1, 'Shop', 1, 0), (?2, 'Warehouse', 1, 0)",
    ).bind(location(1), location(2)),
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

  it("takes a named delivery in once, however often it is noted, and refuses it with other numbers", async () => {
    await draft("d-4");
    const delivery = { lines: [{ variantId: variant(1), units: 3 }], receipt: "note-17" };
    const first = await ask("d-4", "receive", delivery);
    expect(first.purchase.receipts).toMatchObject([{ receipt: "note-17", units: { [variant(1)]: 3 } }]);
    expect((await ask("d-4", "receive", delivery)).purchase).toEqual(first.purchase);
    expect((await ask("d-4", "receive", { receipt: "note-17" })).purchase).toEqual(first.purchase);
    const other = { ...delivery, lines: [{ variantId: variant(1), units: 1 }] };
    expect((await ask("d-4", "receive", other)).code).toBe(409);
    const counts = await env.DB.prepare(
      "SELECT count(*) AS n FROM stock_counts WHERE source = 'a delivery (d-4)'",
    ).first();
    expect(counts).toEqual({ n: 1 });
  });

  it("never lets more in than was ordered, also when two deliveries come at once", async () => {
    await draft("d-5");
    const twice = { lines: [1, 1].map((n) => ({ variantId: variant(n), units: 3 })) };
    expect((await ask("d-5", "receive", { lines: [{ variantId: variant(1), units: 5 }] })).code).toBe(400);
    const part = (receipt: string) => ask("d-5", "receive", { lines: [{ variantId: variant(1), units: 3 }], receipt });
    const both = await Promise.all([part("a"), part("b")]);
    expect(both.map((answer) => answer.code).sort()[0]).toBe(200);
    expect(both.map((answer) => answer.code)).not.toEqual([200, 200]);
    const line = await env.DB.prepare("SELECT received FROM purchase_lines WHERE draft_id = 'd-5' AND variant_id = ?1")
      .bind(variant(1))
      .first();
    expect(line).toEqual({ received: 3 });
    expect((await ask("d-5", "receive", twice)).code).not.toBe(200);
  });

  it("is neither ordered by hand nor withdrawn while its mail may be on the way", async () => {
    await draft("d-6");
    await env.DB.prepare("UPDATE purchase_drafts SET mail_tried_at = 5 WHERE id = 'd-6'").run();
    const wish = { kind: "purchase.send", target: "purchase:d-6", payload: '{"to":"sales@acme.example"}' };
    await insertAction({ ...wish, status: "applying", agent: "inventory-pricing" });
    expect((await ask("d-6", "send")).code).toBe(409);
    expect((await ask("d-6", "cancel")).code).toBe(409);
    const mailed = "UPDATE purchase_drafts SET mail_id = 'm', sent_at = 6, status = 'sent' WHERE id = 'd-6'";
    await env.DB.prepare(mailed).run();
    const { purchase, code } = await ask("d-6", "cancel");
    expect([code, purchase.status, purchase.mailId, purchase.number]).toEqual([200, "cancelled", "m", "PO-D-6"]);
  });

  it("is ordered by hand where a person had to look what became of its mail", async () => {
    for (const [id, status, reason] of [
      ["d-61", "unknown", "it may or may not have happened: a person must look"],
      ["d-62", "applied", "confirmed by ann"],
    ] as const) {
      await draft(id);
      await env.DB.prepare("UPDATE purchase_drafts SET mail_tried_at = 5 WHERE id = ?1").bind(id).run();
      const wish = { kind: "purchase.send", target: `purchase:${id}`, payload: '{"to":"sales@acme.example"}' };
      await insertAction({ ...wish, status, status_reason: reason, agent: "inventory-pricing" });
      expect((await ask(id, "send")).purchase.status).toBe("sent");
    }
  });

  it("takes back what would still mail it when a person orders it by hand", async () => {
    await draft("d-7");
    await env.DB.prepare(
      `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, reasons, currency,
         proposed_at, expires_at, updated_at) VALUES ('a-m7', 'inventory-pricing', 'purchase.send', 'purchase:d-7', 't', 'i', 'b', 'proposed',
         'delta', 'g', 'r', '{"to":"sales@weaver.example"}', '[]', 'EUR', 1, 9, 1)`,
    ).run();
    const seen = (await (await call("GET", "/v1/purchases/d-7")).json()) as PurchaseShape;
    expect(seen.locations.map(({ name }) => name)).toEqual(["Shop", "Warehouse"]);
    expect(seen.mail).toEqual({ actionId: "a-m7", status: "proposed", reason: null, to: "sales@weaver.example" });
    expect((await ask("d-7", "send")).purchase).toMatchObject({
      status: "sent",
      mail: { status: "superseded", reason: "the purchase was noted as sent" },
    });
  });

  it("is mailed at a person's word: the agent enters the mail, the person's yes lets it through", async () => {
    await draft("d-8");
    answers["purchase-mail"] = { ok: false, code: "conflict", message: "No address is set for acme." };
    expect((await ask("d-8", "mail")).code).toBe(409);
    const wish = { kind: "purchase.send", target: "purchase:d-8", payload: '{"to":"sales@acme.example"}' };
    const actionId = await insertAction({ ...wish, status: "proposed", agent: "inventory-pricing" });
    answers["purchase-mail"] = { ok: true, value: { actionId, status: "proposed" } };
    const { code, purchase } = await ask("d-8", "mail");
    expect([code, purchase.mail?.status]).toEqual([200, "approved"]);
    expect(agent.asked).toEqual([["dispatch", [actionId]]]);
    answers["purchase-mail"] = { ok: true, value: { actionId, status: "applying" } };
    await ask("d-8", "mail");
    expect(agent.asked).toHaveLength(1);
  });

  it("is shown on paper by the agent that mails it", async () => {
    const paper = { number: "PO-1", csv: "sku\r\n", html: "<p>" };
    answers["purchase-document"] = { ok: true, value: paper };
    expect(await (await call("GET", "/v1/purchases/d-8/document")).json()).toEqual(paper);
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
    expect(list.items.map((purchase) => [purchase.id, purchase.lines.length])).toContainEqual(["d-2", 2]);
  });
});
