import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { door, fakeAgent } from "./door.fixture.ts";

const secret = "a-long-secret-in-the-path";
const agent = fakeAgent();
const { send } = door({ SUPPLIER_WEBHOOK_SECRET: secret, AGENT_PROBE: agent });
const tell = (body: string, path = `cj/${secret}`) => send(`/webhooks/suppliers/${path}`, { method: "POST", body });

const due = async () =>
  (
    await env.DB.prepare(
      `SELECT s.id FROM shipments AS s JOIN fulfilments AS f ON f.order_id = s.order_id
       WHERE s.look_at < 9e15 AND f.look_at < 9e15 ORDER BY s.id`,
    ).all()
  ).results.map(({ id }) => id);

beforeEach(async () => {
  agent.asked.length = 0;
  const far = 9e15;
  const parcel = (id: string, supplier: string, more: object = {}) => {
    const {
      supplierOrderId = null,
      tracking = null,
      placed = Date.now(),
      delivered = null,
    } = more as {
      supplierOrderId?: string;
      tracking?: string;
      placed?: number;
      delivered?: number;
    };
    return [
      env.DB.prepare(
        `INSERT OR REPLACE INTO fulfilments (order_id, state, reason, waits_for, since, look_at, order_updated_at, detail, started_at, updated_at)
         VALUES (?1, 'ordered', '', 'supplier', 1, ?2, 1, '{}', 1, 1)`,
      ).bind(`order of ${id}`, far),
      env.DB.prepare(
        `INSERT OR REPLACE INTO shipments (id, order_id, supplier, supplier_order_id, status, lines, cost_minor, currency, paid, tracking_number, placed_at, delivered_at, look_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, '', '[]', 1, 'GBP', 1, ?5, ?6, ?7, ?8, 1)`,
      ).bind(id, `order of ${id}`, supplier, supplierOrderId, tracking, placed, delivered, far),
    ];
  };
  await env.DB.batch([
    ...parcel("a-1", "cj"),
    ...parcel("a-2", "cj", { supplierOrderId: "2011152148163605123456" }),
    ...parcel("a-3", "cj", { tracking: "CJPKL7160102171YQ" }),
    ...parcel("a-4", "cj", { delivered: 1 }),
    ...parcel("a-5", "cj", { placed: 1 }),
    ...parcel("a-6", "printful"),
  ]);
});

describe("news from a supplier", () => {
  it.each([
    ["our number", '{"messageId":"m","params":{"orderNumber":"a-1"}}', ["a-1"]],
    ["its own number, longer than a double is exact", '{"params":{"cjOrderId":2011152148163605123456}}', ["a-2"]],
    ["a tracking number", '{"params":[{"trackingNumber":"CJPKL7160102171YQ"}]}', ["a-3"]],
    ["several", '["a-1","a-3","2011152148163605123456","CJPKL7160102171YQ"]', ["a-1", "a-2", "a-3"]],
  ])("by %s make those parcels due for a look, and wake who follows them", async (_, body, meant) => {
    expect((await tell(body)).status).toBe(200);
    expect(await due()).toEqual(meant);
    expect(agent.asked).toContainEqual(["wake", ["fulfilments"]]);
    expect((await tell(body)).status, "again").toBe(200);
    expect(await due()).toEqual(meant);
  });

  it.each([
    ["a parcel that arrived, an old one, another supplier's", '["a-4","a-5","a-6"]'],
    ["nothing we know", '{"orderNumber":"a-1x"}'],
    ["no JSON", "a-1"],
    ["nothing", ""],
  ])("of %s change nothing and wake nobody", async (_, body) => {
    expect((await tell(body)).status).toBe(200);
    expect(await due()).toEqual([]);
    expect(agent.asked).toEqual([]);
  });

  it("with another secret are not taken, and counted; without one there is no such address", async () => {
    await env.DB.prepare("DELETE FROM access_refusals").run();
    const body = '["a-1"]';
    expect((await tell(body, "cj/guess")).status).toBe(404);
    expect((await tell(body, "cj")).status).toBe(404);
    expect(
      await env.DB.prepare("SELECT sum(count) AS n FROM access_refusals WHERE kind = 'signature'").first("n"),
    ).toBe(1);
    const closed = door({ SUPPLIER_WEBHOOK_SECRET: "" });
    const reply = await closed.send("/webhooks/suppliers/cj/", { method: "POST", body });
    expect(reply.status).toBe(404);
    expect((await closed.send("/webhooks/suppliers/cj/x", { method: "POST", body })).status).toBe(404);
    expect(await due()).toEqual([]);
  });

  it("too long to be any are refused", async () => {
    expect((await tell(JSON.stringify("x".repeat(300_000)))).status).toBe(413);
  });
});
