import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Operation, pathParameters } from "#schemas/api/operation.ts";
import { operations } from "#schemas/api/table.ts";
import { door, fakeAgent } from "./door.fixture.ts";

const canary = "canary-7f3a9c51d2";
const customer = "canary.customer@example.com";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Everything anybody could read afterwards: replies, console lines, queue messages, database rows, KV values. */
function listen() {
  const lines: string[] = [];
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation((...said) => void lines.push(said.map(String).join(" ")));
  return lines;
}

async function everyRow(db: D1Database): Promise<string> {
  const tables = await db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'")
    .all<{ name: string }>();
  const rows = await Promise.all(
    tables.results
      .filter(({ name }) => !name.startsWith("sqlite_"))
      .map(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all()),
  );
  return JSON.stringify(rows.map(({ results }) => results));
}

describe("a canary", () => {
  it("put into every secret and every customer field comes out nowhere", async () => {
    const lines = listen();
    const sent: unknown[] = [];
    const secrets = Object.fromEntries(
      ["SHOPIFY_ACCESS_TOKEN", "SHOPIFY_CLIENT_SECRET", "OPENAI_API_KEY", "SECRET_ENCRYPTION_KEY"].map((name) => [
        name,
        `${canary}-${name}`,
      ]),
    );
    const webhookSecret = `${canary}-webhook`;
    const broken = () =>
      Promise.reject(new Error(`the vendor said ${secrets.SHOPIFY_ACCESS_TOKEN} is wrong for ${customer}`));
    const { call, send, env } = door({
      ...secrets,
      ADMIN_TOKEN: `${canary}-admin`,
      SHOPIFY_WEBHOOK_SECRET: webhookSecret,
      LOG_LEVEL: "debug",
      SHOP_EVENTS: { send: async (body: unknown) => void sent.push(body), sendBatch: async () => undefined },
      AGENT_PROBE: fakeAgent({ ticks: broken, run: broken, sweep: broken }),
    });
    const token = `${canary}-admin`;
    const replies: string[] = [];
    const keep = async (response: Response) =>
      void replies.push(await response.text(), JSON.stringify([...response.headers]));
    await keep(await call("POST", "/v1/secrets/SHOPIFY_WEBHOOK_SECRET/refresh", { token }));

    for (const [topic, body] of [
      [
        "orders/create",
        { id: 1, email: customer, customer: { id: 2, email: customer, first_name: customer, phone: customer } },
      ],
      ["customers/update", { id: 2, email: customer, default_address: { address1: customer } }],
      ["orders/create", { email: customer }],
      ["planets/align", { id: 1, email: customer }],
    ] as const) {
      const text = JSON.stringify(body);
      const headers = {
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": "a-shop.myshopify.com",
        "x-shopify-webhook-id": crypto.randomUUID(),
        "x-shopify-hmac-sha256": createHmac("sha256", webhookSecret).update(text).digest("base64"),
      };
      const response = await send("/webhooks/shopify", { method: "POST", headers, body: text });
      expect(response.status).toBe(200);
      await keep(response);
    }
    for (const operation of Object.values<Operation>(operations)) {
      const path = pathParameters(operation.path).reduce(
        (address, name) =>
          address.replace(`:${name}`, name === "agent" ? "probe" : name === "name" ? "SHOPIFY_ACCESS_TOKEN" : "x"),
        operation.path as string,
      );
      const body =
        operation.method === "GET" || operation.method === "DELETE"
          ? undefined
          : { email: customer, role: "viewer", name: "robot", why: "because" };
      await keep(
        await call(operation.method, path, { token, body, headers: { "idempotency-key": crypto.randomUUID() } }),
      );
    }
    for (const path of ["/readyz", "/metrics", "/docs", "/openapi.json", "/v1/status"])
      await keep(await call("GET", path, { token }));

    const kv = await Promise.all((await env.KV.list()).keys.map(({ name }) => env.KV.get(name)));
    const roleRows = JSON.stringify((await env.DB.prepare("SELECT email FROM roles").all()).results);
    expect(roleRows).toContain(customer);
    await env.DB.prepare("DELETE FROM roles").run();
    const places = {
      replies: replies.join("\n"),
      lines: lines.join("\n"),
      queue: JSON.stringify(sent),
      rows: await everyRow(env.DB),
      kv: JSON.stringify(kv),
    };
    expect(sent.length).toBe(2);
    expect(lines.length).toBeGreaterThan(0);
    for (const [place, text] of Object.entries(places)) {
      expect(text.includes(canary), `a secret in ${place}: ${around(text, canary)}`).toBe(false);
      // The list of who has which role is for the administrators who gave them.
      const read = place === "replies" ? text.replaceAll(/\{"email":"[^"]*","role"/g, "") : text;
      expect(read.includes(customer), `a customer in ${place}: ${around(read, customer)}`).toBe(false);
    }
  });
});

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return at < 0 ? "" : text.slice(Math.max(0, at - 120), at + 120);
}
