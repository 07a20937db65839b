import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Operation, pathParameters } from "#schemas/api/operation.ts";
import { operations } from "#schemas/api/table.ts";
import { canaryCustomer, consoleLines, everyRow, everyValue, leaks } from "#tests/workers/canary.ts";
import { sentryProject } from "#tests/workers/reported.ts";
import { door, fakeAgent } from "./door.fixture.ts";

const canary = "canary-7f3a9c51d2";
const { mail, first, name: fullName, phone, street } = canaryCustomer;
const address = { address1: street, name: fullName, phone };
const person = { id: 2, email: mail, first_name: first, phone, default_address: address };

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a canary", () => {
  it("put into every secret and every customer field comes out nowhere", async () => {
    const lines = consoleLines();
    const project = sentryProject("402");
    const sent: unknown[] = [];
    const secrets = Object.fromEntries(
      ["SHOPIFY_ACCESS_TOKEN", "SHOPIFY_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY", "SECRET_ENCRYPTION_KEY"].map(
        (name) => [name, `${canary}-${name}`],
      ),
    );
    const webhookSecret = `${canary}-webhook`;
    // In no variable: what Parameter Store holds is known from the moment it was read.
    const stored = `${canary}-stored`;
    const outside = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.startsWith("https://ssm.")
        ? Response.json({ Parameter: { Value: stored, Version: 1 } })
        : outside(input, init);
    });
    const said = JSON.stringify({ error: "unknown customer", customer: person });
    const broken = () =>
      Promise.reject(
        new Error(
          `the vendor said ${secrets.SHOPIFY_ACCESS_TOKEN} or ${stored} is wrong for ${mail}, ${fullName}: ${said}`,
        ),
      );
    const { call, send, env } = door({
      ...secrets,
      ADMIN_TOKEN: `${canary}-admin`,
      SHOPIFY_WEBHOOK_SECRET: webhookSecret,
      LOG_LEVEL: "debug",
      AWS_ACCESS_KEY_ID: "an-id",
      AWS_REGION: "eu-west-1",
      SENTRY_TRACES_SAMPLE_RATE: "1",
      ERROR_REPORTS: project.binding,
      SHOP_EVENTS: { send: async (body: unknown) => void sent.push(body), sendBatch: async () => undefined },
      AGENT_PROBE: fakeAgent({ ticks: broken, run: broken, sweep: broken, setMode: broken, stop: broken }),
    });
    const token = `${canary}-admin`;
    const replies: string[] = [];
    const keep = async (response: Response) =>
      void replies.push(await response.text(), JSON.stringify([...response.headers]));
    for (const name of ["SHOPIFY_WEBHOOK_SECRET", "OPENAI_API_KEY"])
      await keep(await call("POST", `/v1/secrets/${name}/refresh`, { token }));

    for (const [topic, body] of [
      ["orders/create", { id: 1, email: mail, note: fullName, customer: person, shipping_address: address }],
      ["customers/update", person],
      ["orders/create", { email: mail, customer: person }],
      ["planets/align", person],
      ["orders/updated", `{"id": 1, "email": ${mail} "name": ${fullName}`],
    ] as const) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
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
          : { email: mail, role: "viewer", name: "robot", why: "because" };
      await keep(
        await call(operation.method, path, { token, body, headers: { "idempotency-key": crypto.randomUUID() } }),
      );
    }
    for (const path of ["/readyz", "/metrics", "/docs", "/openapi.json", "/v1/status"])
      await keep(await call("GET", path, { token }));

    const roleRows = JSON.stringify((await env.DB.prepare("SELECT email FROM roles").all()).results);
    expect(roleRows).toContain(mail);
    await env.DB.prepare("DELETE FROM roles").run();
    const reported = await project.settled(2);
    const places = {
      // The list of who has which role is for the administrators who gave them.
      replies: replies.join("\n").replaceAll(/\{"email":"[^"]*","role"/g, ""),
      lines: lines.join("\n"),
      sentry: (await project.text()).join("\n"),
      queue: JSON.stringify(sent),
      rows: await everyRow(env.DB),
      kv: await everyValue(env.KV),
    };
    expect(leaks(places, [canary, ...Object.values(canaryCustomer)])).toEqual([]);
    // What was looked through is not nothing.
    expect(sent.length).toBe(2);
    expect(places.lines).toContain("characters withheld]");
    expect(reported.map(({ type }) => type)).toContain("event");
    expect(places.sentry).toContain("characters withheld]");
    expect(places.kv).toContain("sealed");
  });
});
