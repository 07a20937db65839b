import { applyD1Migrations, listDurableObjectIds, reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clockAt } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { door, tokenOf } from "#workers/control/door.fixture.ts";
import { expireRows, expiringTables } from "#workers/control/watchdog/expire-rows.ts";
import type { SyncMessage } from "#workers/store-sync/messages.ts";
import { carryOutPrivacy } from "#workers/store-sync/privacy/carry-out.ts";
import { openShop, type Rig, rig } from "#workers/store-sync/testing/rig.ts";
import { canaryCustomer as canary, everyRow, everyValue, leaks } from "./canary.ts";

const webhookSecret = "hush-hush";
const dayMs = 86_400_000;
const quiet = logger({ level: "error", now: () => Date.now(), sink: () => undefined });
let sync: Rig;
let control: ReturnType<typeof door>;
/** Two customers of the shop, as the import found them. */
let person = "";
let other = "";

const one = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .first<Record<string, unknown>>();

/** Every customer of the shop, most orders first; each test is about the next one. */
let people: string[] = [];

beforeAll(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  sync = rig(await openShop());
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
  control = door({
    SHOP_EVENTS: { send: async (message: SyncMessage) => void sync.waiting.push(message) },
    SHOPIFY_STORE: "royal-sandbox.myshopify.com",
    SECRET_ENCRYPTION_KEY: sync.env.SECRET_ENCRYPTION_KEY,
  });
  const { results } = await env.DB.prepare(
    "SELECT customer_id AS id FROM orders WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1",
  ).all<{ id: string }>();
  people = results.map(({ id }) => id);
  other = people.pop() ?? "";
}, 60_000);

beforeEach(async () => {
  person = people.shift() ?? "";
  await env.DB.batch(["privacy_requests", "audit"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
});

/** A webhook as the store sends it, worked off by store-sync. */
async function webhook(topic: string, body: object, id: string = crypto.randomUUID()): Promise<string> {
  const text = JSON.stringify(body);
  const bytes = new TextEncoder();
  const usage = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(webhookSecret), usage, false, ["sign"]);
  const mark = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text)))));
  const reply = await control.send("/webhooks/shopify", {
    method: "POST",
    body: text,
    headers: {
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": "royal-sandbox.myshopify.com",
      "x-shopify-webhook-id": id,
      "x-shopify-hmac-sha256": mark,
      "x-shopify-triggered-at": new Date().toISOString(),
    },
  });
  expect(reply.status).toBe(200);
  await sync.drain();
  return id;
}

const numberOf = (gid: string) => Number(gid.split("/").at(-1));
const contact = () => ({ id: numberOf(person), email: canary.mail, phone: canary.phone });

/** A document as careless code might keep it: everything there is to know about the person. */
const careless = (order: string) =>
  JSON.stringify({
    order,
    customer: person,
    note: `${canary.name.toUpperCase()} wrote from ${canary.mail}`,
    shippingAddress: {
      first_name: canary.first,
      name: canary.name,
      address1: canary.street,
      city: "London",
      phone: canary.phone,
    },
  });

let fills = 0;
/** Tables of ids and figures, and of what is sold: nothing but an id or a mail could get into those. */
const plain = new Set([
  "refund_lines",
  "inventory_levels",
  "variant_days",
  "products",
  "variants",
  "candidates",
  "locations",
]);

/** One row in every table there is, the person in each of its texts: also in tables that do not exist yet. */
async function fillEveryTable(order: string): Promise<string[]> {
  const skipped = new Set([
    "d1_migrations",
    "orders",
    "order_lines",
    "audit",
    "privacy_requests",
    "privacy_documents",
    "erased_orders",
  ]);
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '[_s]q*' AND name NOT GLOB '_cf*'",
  ).all<{ name: string }>();
  const filled: string[] = [];
  fills += 1;
  for (const { name } of results.filter(({ name }) => !skipped.has(name))) {
    const { results: columns } = await env.DB.prepare(`PRAGMA table_info("${name}")`).all<{
      name: string;
      type: string;
      pk: number;
    }>();
    const values = columns.map(({ name: column, type, pk }) => {
      const text = column === "order_id" ? order : plain.has(name) ? `${person} ${canary.mail}` : careless(order);
      if (type === "TEXT") return pk > 0 ? `canary-${name}-${column}-${fills}` : text;
      return type === "BLOB" ? new Uint8Array([1]) : column === "stale" ? 0 : 987_654 + fills * 1_000_000;
    });
    const marks = values.map((_, at) => `?${at + 1}`).join(", ");
    await env.DB.prepare(
      `INSERT INTO "${name}" (${columns.map((column) => `"${column.name}"`).join(", ")}) VALUES (${marks})`,
    )
      .bind(...values)
      .run();
    filled.push(name);
  }
  return filled;
}

/** Everything every Durable Object keeps, as text. */
async function everyObject(): Promise<string> {
  const texts: unknown[] = [];
  for (const namespace of [env.AGENT_STATE, env.CIRCUIT_BREAKER, env.RATE_BUDGET, env.LIVE_FEED, env.AUDIT_HEAD]) {
    for (const id of await listDurableObjectIds(namespace)) {
      const stub = namespace.get(id) as DurableObjectStub;
      texts.push(
        await runInDurableObject(stub, async (_, { storage }) => {
          const tables = [
            ...storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*'"),
          ];
          const rows = tables.map(({ name }) => [...storage.sql.exec(`SELECT * FROM "${String(name)}"`)]);
          return JSON.stringify([rows, [...(await storage.list())]]);
        }),
      );
    }
  }
  return texts.join("\n");
}

const traces = async () =>
  leaks({ D1: await everyRow(env.DB), KV: await everyValue(env.KV), objects: await everyObject() }, [
    ...Object.values(canary),
    canary.name.toUpperCase(),
    canary.phone.replace(/\D/g, ""),
    `"${person}"`,
    `${person}\\"`,
  ]);

const totals = () =>
  one(
    `SELECT (SELECT count(*) FROM orders) AS orders, (SELECT sum(total_minor) FROM orders) AS revenue,
       (SELECT sum(refunded_minor) FROM orders) AS refunded, (SELECT sum(quantity) FROM order_lines) AS units,
       (SELECT count(*) FROM orders WHERE customer_id IS NOT NULL AND customer_id <> ?1) AS others`,
    person,
  );

describe("a customer's erasure", { timeout: 60_000 }, () => {
  it("leaves no trace of them anywhere, every total as it was, and a proof that names nobody", async () => {
    const order = String((await one("SELECT id FROM orders WHERE customer_id = ?1", person))!.id);
    const before = await totals();
    const filled = await fillEveryTable(order);
    expect(filled.length).toBeGreaterThan(30);
    await env.KV.put(`note:${canary.mail}`, "asked twice");
    await env.KV.put("note:2", `call ${canary.phone}`);
    await env.KV.put("note:3", "about nobody");
    // What the store tells of them comes in as well: an order with all its personal data, and a consent.
    await webhook("orders/updated", {
      admin_graphql_api_id: order,
      email: canary.mail,
      customer: { ...contact(), first_name: canary.first },
      shipping_address: { name: canary.name, address1: canary.street },
    });
    await webhook("customers_email_marketing_consent/update", {
      customer_id: numberOf(person),
      email_address: canary.mail,
    });
    expect((await traces()).length).toBeGreaterThan(0);

    const id = await webhook("customers/redact", {
      shop_domain: "royal-sandbox.myshopify.com",
      customer: contact(),
      orders_to_redact: [numberOf(order)],
    });

    expect(await traces()).toEqual([]);
    expect(await totals()).toEqual(before);
    expect(await env.KV.get("note:3")).toBe("about nobody");
    expect(await one("SELECT count(*) AS n FROM orders WHERE customer_id = ?1", other)).not.toEqual({ n: 0 });

    const listed = (await (await control.call("GET", "/v1/privacy/requests")).json()) as {
      items: Record<string, unknown>[];
    };
    expect(listed.items).toEqual([
      expect.objectContaining({
        id,
        kind: "redact",
        status: "done",
        subjectHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        error: null,
      }),
    ]);
    const proof = listed.items[0]!.proof as {
      declared: Record<string, number>;
      values: Record<string, number>;
      keys: number;
    };
    expect(proof).toMatchObject({ keys: 2, remaining: {}, scanned: expect.any(Number) });
    expect(proof.declared.orders).toBeGreaterThan(0);
    expect(Object.keys(proof.values).length).toBeGreaterThan(20);
    expect(leaks({ reply: JSON.stringify(listed) }, [person, ...Object.values(canary)])).toEqual([]);
    expect(await one("SELECT identity FROM privacy_requests WHERE id = ?1", id)).toEqual({ identity: null });
  });

  it("lasts: the store naming them again in an order it sends does not bring them back", async () => {
    await webhook("customers/redact", { customer: contact(), orders_to_redact: [] });
    expect(await one("SELECT count(*) AS n FROM orders WHERE customer_id = ?1", person)).toEqual({ n: 0 });
    const order = await one("SELECT order_id AS id FROM erased_orders LIMIT 1");
    await env.DB.prepare("UPDATE orders SET total_minor = 1, updated_at = 1 WHERE id = ?1").bind(order!.id).run();
    await webhook("orders/updated", { admin_graphql_api_id: order!.id });
    expect(await one("SELECT customer_id, total_minor > 1 AS read_again FROM orders WHERE id = ?1", order!.id)).toEqual(
      {
        customer_id: null,
        read_again: 1,
      },
    );
  });

  it("that dies on the way is finished by the next attempt, which has not lost the way", async () => {
    const order = String((await one("SELECT id FROM orders WHERE customer_id = ?1", person))!.id);
    await fillEveryTable(order);
    let writes = 0;
    // The database goes away after a few writes, in the middle of everything.
    const dying = new Proxy(env.DB, {
      get(db, name) {
        if (name === "batch")
          return (statements: D1PreparedStatement[]) => {
            writes += 1;
            if (writes === 12) throw new Error("the connection was lost");
            return db.batch(statements);
          };
        const value: unknown = Reflect.get(db, name);
        return typeof value === "function" ? value.bind(db) : value;
      },
    });
    const { SHOP_EVENTS } = control.env;
    control.env.SHOP_EVENTS = { send: async () => undefined } as unknown as Queue;
    const id = await webhook("customers/redact", { customer: contact(), orders_to_redact: [numberOf(order)] });
    control.env.SHOP_EVENTS = SHOP_EVENTS;
    const around = { env: sync.env, clock: clockAt(0), log: quiet };
    expect(await carryOutPrivacy({ ...around, db: dying })).toBe(0);
    expect(await one("SELECT status, attempts FROM privacy_requests WHERE id = ?1", id)).toEqual({
      status: "open",
      attempts: 1,
    });
    expect((await traces()).length).toBeGreaterThan(0);
    expect(await carryOutPrivacy({ ...around, db: env.DB })).toBe(1);
    expect(await traces()).toEqual([]);
  });

  it("whose trace cannot be removed stays open and says where", async () => {
    await env.DB.prepare(
      "INSERT INTO audit (id, at, actor, role, operation, subject, detail) VALUES ('a', 1, 't', 'admin', 'op', ?1, '{}')",
    )
      .bind(person)
      .run();
    const id = await webhook("customers/redact", { customer: contact(), orders_to_redact: [] });
    expect(await one("SELECT status, error FROM privacy_requests WHERE id = ?1", id)).toEqual({
      status: "open",
      error: "trace-left: The person is still found in audit.",
    });
  });
});

describe("a customer's data request", { timeout: 60_000 }, () => {
  it("makes a sealed document of all that is theirs and nothing of others, for an admin and two weeks", async () => {
    const id = await webhook("customers/data_request", {
      customer: contact(),
      orders_requested: [],
      data_request: { id: 7 },
    });
    const reply = await control.call("GET", `/v1/privacy/requests/${id}/document`);
    const { document } = (await reply.json()) as {
      document: { customer: string; orders: string[]; tables: Record<string, Record<string, unknown>[]> };
    };
    expect(document.customer).toBe(person);
    const mine = await one("SELECT count(*) AS n FROM orders WHERE customer_id = ?1", person);
    const lines = await one(
      "SELECT count(*) AS n FROM order_lines WHERE order_id IN (SELECT id FROM orders WHERE customer_id = ?1)",
      person,
    );
    expect(document.tables.orders).toHaveLength(Number(mine!.n));
    expect(document.tables.order_lines).toHaveLength(Number(lines!.n));
    expect(JSON.stringify(document)).not.toContain(`"${other}"`);

    expect(
      leaks({ D1: JSON.stringify((await env.DB.prepare("SELECT * FROM privacy_documents").all()).results) }, [person]),
    ).toEqual([]);
    const operator = await tokenOf("operator");
    expect((await control.call("GET", `/v1/privacy/requests/${id}/document`, { token: operator })).status).toBe(403);
    expect(await one("SELECT operation, subject FROM audit")).toEqual({ operation: "privacy.document", subject: id });

    await env.DB.prepare("UPDATE privacy_documents SET until = ?1")
      .bind(Date.now() - 1)
      .run();
    expect((await control.call("GET", `/v1/privacy/requests/${id}/document`)).status).toBe(404);
    await env.DB.prepare("UPDATE privacy_documents SET until = ?1")
      .bind(Date.now() - 2 * dayMs)
      .run();
    for (let turn = 0; turn < expiringTables; turn += 1) await expireRows(env.DB, clockAt(0), turn);
    expect(await one("SELECT count(*) AS n FROM privacy_documents")).toEqual({ n: 0 });
  });

  it("is forgotten with the person", async () => {
    await webhook("customers/data_request", { customer: contact(), orders_requested: [] });
    expect(await one("SELECT count(*) > 0 AS held FROM privacy_documents")).toEqual({ held: 1 });
    await webhook("customers/redact", { customer: contact(), orders_to_redact: [] });
    expect(await one("SELECT count(*) AS n FROM privacy_documents")).toEqual({ n: 0 });
  });
});

describe("the shop's erasure", { timeout: 60_000 }, () => {
  it("removes all the store ever sent and keeps what is the operator's, with a proof", async () => {
    await fillEveryTable("gid://shopify/Order/1");
    await env.KV.put("sealed:SHOPIFY_ACCESS_TOKEN", "v1.x.y");
    await webhook("shop/redact", { shop_id: 954_889, shop_domain: "royal-sandbox.myshopify.com" });
    const counts = await one(
      `SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM order_lines) + (SELECT count(*) FROM products)
         + (SELECT count(*) FROM events) + (SELECT count(*) FROM actions) + (SELECT count(*) FROM runs)
         + (SELECT count(*) FROM shop) AS shops, (SELECT count(*) FROM policies) AS policies`,
    );
    expect(counts).toEqual({ shops: 0, policies: fills });
    expect((await env.KV.list()).keys).toEqual([]);
    const request = await one("SELECT kind, status, proof FROM privacy_requests");
    expect(request).toMatchObject({ kind: "shop", status: "done" });
    const proof = JSON.parse(String(request!.proof)) as { tables: Record<string, number>; remaining: object };
    expect(proof.tables.orders).toBeGreaterThan(0);
    expect(proof).toMatchObject({ keys: 2, remaining: {} });
  });
});
