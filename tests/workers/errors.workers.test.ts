import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { defineAgent } from "#agent-kit/define-agent.ts";
import { KitError } from "#agent-kit/errors.ts";
import { EmptyAgent } from "#agent-kit/run/empty-agent.fixture.ts";
import Control, { ControlEvents } from "#workers/control/index.ts";
import Security, { Alerts } from "#workers/security/index.ts";
import StoreSync from "#workers/store-sync/index.ts";
import { version } from "../../package.json";
import { sentryProject } from "./reported.ts";

const canary = {
  token: "shpat_canary0123456789abcdef",
  secret: "canary-sealing-key-0001",
  mail: "jane.canary@example.com",
  name: "Jane Canary",
  phone: "+44 20 7946 0958",
};
const leak = `"${canary.name}" <${canary.mail}> ${canary.phone} with ${canary.token} and ${canary.secret}`;

let failure: () => never = () => {
  throw new Error("unset");
};
const FailingAgent = defineAgent({ ...EmptyAgent.definition, id: "failing", observe: async () => failure() });

let minutes = 0;

async function tick(change: Partial<AgentEnv>, Agent: typeof EmptyAgent = FailingAgent): Promise<void> {
  minutes += 1;
  const ctx = createExecutionContext();
  const bound = {
    ...(env as unknown as AgentEnv),
    AGENT: Agent.definition.id,
    SECRET_ENCRYPTION_KEY: canary.secret,
    ...change,
  };
  const scheduledTime = new Date(minutes * 3_600_000 * 24);
  await new Agent(ctx, bound).scheduled(createScheduledController({ cron: "* * * * *", scheduledTime }));
  await waitOnExecutionContext(ctx);
}

async function lastRun(agent: string) {
  return env.DB.prepare("SELECT id, outcome, trace_id, log FROM runs WHERE agent = ?1 ORDER BY token DESC LIMIT 1")
    .bind(agent)
    .first<{ id: string; outcome: string; trace_id: string; log: string }>();
}

/** D1 that answers nothing. */
const brokenDb = new Proxy(env.DB, {
  get: () => () => {
    throw new Error(`D1_ERROR: no answer for ${leak}`);
  },
});

const broken = { ...env, DB: brokenDb, SECRET_ENCRYPTION_KEY: canary.secret };

describe("an error worth a person's attention", () => {
  const printed: string[] = [];

  beforeAll(async () => {
    await env.DB.prepare(
      "INSERT INTO shop (id, domain, name, currency, time_zone, imported_at, updated_at) VALUES ('s', 's', 'S', 'GBP', 'UTC', 1, 1) ON CONFLICT DO NOTHING",
    ).run();
    for (const method of ["log", "warn", "error"] as const)
      vi.spyOn(console, method).mockImplementation((line: unknown) => void printed.push(String(line)));
  });

  afterEach(() => {
    const text = printed.splice(0).join("\n");
    for (const value of Object.values(canary)) expect(text).not.toContain(value);
  });

  it("arrives once, with release, run and trace, and nothing that is nobody's business", async () => {
    const project = sentryProject("101");
    failure = () => {
      throw new TypeError(`no price for ${leak}`, { cause: new Error(`because of ${leak}`) });
    };
    await tick({ ERROR_REPORTS: project.binding });
    const [event, ...more] = await project.settled(1);
    expect(more).toEqual([]);
    const run = await lastRun("failing");
    expect(run?.outcome).toBe("failed");
    expect(run?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(event).toMatchObject({
      type: "event",
      release: `royal-equips@${version}`,
      environment: "test",
      tags: { worker: "failing", run: run?.id, code: "unexpected" },
      contexts: { trace: { trace_id: run?.trace_id } },
    });
    expect(event?.exception?.values.map(({ type }) => type)).toEqual(["Error", "TypeError", "KitError"]);
    expect(event?.exception?.values.at(-1)?.stacktrace?.frames.length).toBeGreaterThan(0);
    expect(event?.user).toBeUndefined();
    expect(event?.request).toBeUndefined();
    const sent = (await project.text()).join("\n");
    for (const value of Object.values(canary)) expect(sent).not.toContain(value);
    for (const value of Object.values(canary)) expect(run?.log).not.toContain(value);
  });

  it("is told as the deployed version when there is one", async () => {
    const project = sentryProject("102", { SENTRY_RELEASE: "royal-equips@9.9.9+abc" });
    failure = () => {
      throw new Error("x");
    };
    await tick({ ERROR_REPORTS: project.binding });
    expect((await project.settled(1))[0]?.release).toBe("royal-equips@9.9.9+abc");
  });

  it("is not an expected refusal", async () => {
    const project = sentryProject("103");
    failure = () => {
      throw new KitError({ code: "not-configured", message: "The shop is not configured.", report: false });
    };
    await tick({ ERROR_REPORTS: project.binding });
    expect(await project.settled(0)).toEqual([]);
    expect((await lastRun("failing"))?.outcome).toBe("failed");
  });

  it("goes nowhere without a DSN, and the run ends as it would", async () => {
    const project = sentryProject("104", { SENTRY_DSN: "" });
    failure = () => {
      throw new Error("x");
    };
    await tick({ ERROR_REPORTS: project.binding });
    expect(await project.settled(0)).toEqual([]);
    await tick({ ERROR_REPORTS: undefined });
    expect((await lastRun("failing"))?.outcome).toBe("failed");
  });

  it("does no harm when it cannot be told", async () => {
    const dead = { error: () => Promise.reject(new Error("away")), span: () => Promise.reject(new Error("away")) };
    failure = () => {
      throw new Error("x");
    };
    await tick({ ERROR_REPORTS: dead, SENTRY_TRACES_SAMPLE_RATE: "1" });
    expect((await lastRun("failing"))?.outcome).toBe("failed");
  });

  it("is marked so that a caller in another Worker stays silent about it", async () => {
    const rpc = (env as unknown as { AGENT_INVENTORY_PRICING: { run(ask: unknown): Promise<unknown> } })
      .AGENT_INVENTORY_PRICING;
    const thrown = await rpc.run(null).then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ reported: true });

    const project = sentryProject("105");
    const fail = () => Promise.reject(thrown);
    const fails = { describe: fail, view: fail, health: fail };
    const bound = { ...env, ERROR_REPORTS: project.binding, ADMIN_TOKEN: "test-admin-token", AGENT_PROBE: fails };
    const ctx = createExecutionContext();
    const request = new Request("http://c/v1/agents/probe", { headers: { authorization: "Bearer test-admin-token" } });
    expect((await new Control(ctx, bound as never).fetch(request)).status).toBe(500);
    await waitOnExecutionContext(ctx);
    expect(await project.settled(0)).toEqual([]);
  });

  it("of control's requests, queue and cron arrives, each once", async () => {
    const project = sentryProject("106");
    const bound = { ...broken, ERROR_REPORTS: project.binding, ADMIN_TOKEN: "test-admin-token" };
    const invoke = async (work: (control: Control) => unknown) => {
      const ctx = createExecutionContext();
      const result = await Promise.resolve(work(new Control(ctx, bound as never))).catch((error: unknown) => error);
      await waitOnExecutionContext(ctx);
      return result;
    };
    const headers = { authorization: "Bearer test-admin-token" };
    const response = (await invoke((control) =>
      control.fetch(new Request("http://c/v1/runs", { headers })),
    )) as Response;
    expect(response.status).toBeGreaterThanOrEqual(500);
    const [first] = await project.settled(1);
    expect(first?.tags).toMatchObject({ worker: "control", request: response.headers.get("x-request-id") });

    const letters = createMessageBatch("dead-letters", [
      { id: "m", timestamp: new Date(), attempts: 1, body: { queue: "x-runs" } },
    ]);
    expect(await invoke((control) => control.queue(letters))).toBeInstanceOf(Error);
    expect(await project.settled(2)).toHaveLength(2);

    await invoke((control) => control.scheduled());
    expect(await project.settled(3)).toHaveLength(3);
    for (const value of Object.values(canary)) expect((await project.text()).join("\n")).not.toContain(value);
  });

  const batchOf = (queue: string, body: object) =>
    createMessageBatch(queue, [{ id: "m", timestamp: new Date(), attempts: 1, body: { queue, ...body } }]);
  const failing = () => {
    failure = () => {
      throw new TypeError(`no price for ${leak}`);
    };
  };
  const bindings = (change: object) => ({ ...env, SECRET_ENCRYPTION_KEY: canary.secret, ...change }) as never;
  const down = { DB: brokenDb };
  const wrong = () => Promise.reject(new TypeError(`nothing for ${leak}`));
  const handlers: [handler: string, worker: string, call: (ctx: ExecutionContext, reports: object) => unknown][] = [
    [
      "an agent's runs",
      "failing",
      (ctx, reports) => {
        failing();
        const body = { tickId: "manual:1", trigger: "manual", scheduledFor: 1 };
        return new FailingAgent(ctx, bindings({ AGENT: "failing", ...reports })).queue(batchOf("failing-runs", body));
      },
    ],
    [
      "an agent's actions",
      "failing",
      (ctx, reports) =>
        new FailingAgent(ctx, bindings({ ...down, ...reports })).queue(batchOf("failing-actions", { actionId: "a" })),
    ],
    [
      "an agent's answers",
      "failing",
      (ctx, reports) => new FailingAgent(ctx, bindings({ ...down, ...reports })).setMode(null as never),
    ],
    ["an agent's sweep", "failing", (ctx, reports) => new FailingAgent(ctx, bindings({ ...down, ...reports })).sweep()],
    [
      "a webhook",
      "control",
      async (ctx, reports) => {
        const body = '{"id":1}';
        const key = await crypto.subtle.importKey(
          "raw",
          new TextEncoder().encode("hush"),
          { name: "HMAC", hash: "SHA-256" },
          false,
          ["sign"],
        );
        const signed = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body)));
        const headers = {
          "x-shopify-topic": "orders/create",
          "x-shopify-shop-domain": "a-shop.myshopify.com",
          "x-shopify-webhook-id": "w",
          "x-shopify-hmac-sha256": btoa(String.fromCharCode(...signed)),
        };
        const own = { ...down, SHOPIFY_STORE: "a-shop", SHOPIFY_WEBHOOK_SECRET: "hush", ...reports };
        const request = new Request("http://c/webhooks/shopify", { method: "POST", headers, body });
        expect((await new Control(ctx, bindings(own)).fetch(request)).status).toBe(500);
      },
    ],
    [
      "news for the agents",
      "control",
      // A level that is no text: the first thing that can go wrong there.
      (ctx, reports) => new ControlEvents(ctx, bindings({ LOG_LEVEL: 1, ...reports })).wake(["orders"]),
    ],
    [
      "store-sync's queue",
      "store-sync",
      (ctx, reports) =>
        new StoreSync(ctx, bindings({ ...down, ...reports })).queue(batchOf("shop-events", { type: "reconcile" })),
    ],
    [
      "store-sync's cron",
      "store-sync",
      (ctx, reports) => new StoreSync(ctx, bindings({ SHOP_EVENTS: { send: wrong }, ...reports })).scheduled(),
    ],
    ["the look-out", "security", (ctx, reports) => new Alerts(ctx, bindings({ ...down, ...reports })).look()],
    [
      "the security agent's own look-out",
      "security",
      (ctx, reports) => {
        const DB = new Proxy(env.DB, {
          get: (db, name) => {
            const prepare = (sql: string) => {
              if (sql.includes("snapshots")) throw new TypeError(`no snapshot for ${leak}`);
              return db.prepare(sql);
            };
            if (name === "prepare") return prepare;
            const held = Reflect.get(db, name, db) as unknown;
            return typeof held === "function" ? held.bind(db) : held;
          },
        });
        const agent = new Security(ctx, bindings({ DB, AGENT: "security", SCHEDULE: "*/10 * * * *", ...reports }));
        return agent.scheduled(createScheduledController({ cron: "* * * * *", scheduledTime: new Date(600_000) }));
      },
    ],
  ];

  it.each(handlers)("in %s arrives once, from %s", async (handler, worker, call) => {
    const project = sentryProject(String(300 + handlers.findIndex(([name]) => name === handler)));
    const ctx = createExecutionContext();
    await Promise.resolve(call(ctx, { ERROR_REPORTS: project.binding })).catch(() => undefined);
    await waitOnExecutionContext(ctx);
    const events = await project.settled(1);
    expect(events.map(({ tags, release }) => [tags?.worker, release])).toEqual([[worker, `royal-equips@${version}`]]);
    for (const value of Object.values(canary)) expect((await project.text()).join("\n")).not.toContain(value);
  });
});

describe("a run's time", () => {
  it("is told for the share of traces asked for", async () => {
    const none = sentryProject("201");
    await tick({ ERROR_REPORTS: none.binding }, EmptyAgent);
    await tick({ ERROR_REPORTS: none.binding, SENTRY_TRACES_SAMPLE_RATE: "0" }, EmptyAgent);
    expect(await none.settled(0)).toEqual([]);

    const all = sentryProject("202");
    await tick({ ERROR_REPORTS: all.binding, SENTRY_TRACES_SAMPLE_RATE: "1" }, EmptyAgent);
    const [span, ...more] = await all.settled(1);
    const run = await lastRun("empty");
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      type: "transaction",
      transaction: "empty run",
      tags: { run: run?.id },
      contexts: { trace: { trace_id: run?.trace_id, status: "ok" } },
    });
  });
});
