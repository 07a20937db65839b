import { applyD1Migrations, createExecutionContext, createMessageBatch, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { type Clock, clockAt } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { budget } from "#durable-objects/client.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { LookedOut } from "#schemas/rpc/alerts.ts";
import { sealChain } from "#workers/control/audit-chain.ts";
import { door, fakeAgent, insertAction, tokenOf } from "#workers/control/door.fixture.ts";
import Control from "#workers/control/index.ts";
import { runWatchdog } from "#workers/control/watchdog/run-watchdog.ts";
import { type AlertName, alertKinds } from "#workers/security/alerts/kinds.ts";
import { lookOut } from "#workers/security/alerts/look-out.ts";
import { carryOutPrivacy } from "#workers/store-sync/privacy/carry-out.ts";

import {
  agentOver,
  failToDeath,
  failToImport,
  inventoryDesk,
  loseTheAnswer,
  mailsOf,
  refuseSeals,
} from "./alert-causes.ts";
import { watchFetch } from "./killer.ts";
import { mailbox, seedShop } from "./kit-harness.ts";
import { resetScript } from "./probe-agent.ts";
import { runSecurity } from "./security-run.ts";

const quiet = logger({ level: "error", now: () => Date.now(), sink: () => undefined });
const minute = 60_000;
const domain = "online-retail-sandbox.myshopify.com";
let sandbox = "";

beforeAll(async () => {
  sandbox = await (await fetch(inject("sandboxHub"))).text();
  watchFetch();
});

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
  await fetch(`${sandbox}/__sandbox/advisories`, { method: "POST", body: JSON.stringify({ advisories: [] }) });
  await seedShop();
  resetScript();
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  // Whatever time it is where the test runs.
  await set({ quietHours: null });
});

const set = (alerts: object) =>
  env.DB.prepare(
    "INSERT OR REPLACE INTO settings (agent, version, document, author, at) VALUES ('security', 1, ?1, 't', 1)",
  )
    .bind(JSON.stringify({ alerts }))
    .run();

/** The security Worker's environment with every channel but mail. */
function alertEnv(own: Record<string, unknown> = {}): AgentEnv {
  return {
    ...env,
    SLACK_WEBHOOK_URL: `${sandbox}/vendors/slack/services/T000/B000/sandbox-hook`,
    PAGERDUTY_ROUTING_KEY: "00000000000000000000000000sandbox",
    PAGERDUTY_BASE_URL: `${sandbox}/vendors/pagerduty`,
    PUBLIC_URL: "https://shop.example",
    ...own,
  } as unknown as AgentEnv;
}

interface World {
  agents: Record<string, AgentRpc>;
  control: Record<string, unknown>;
  security: Record<string, unknown>;
  /** Control as its callers see it. */
  at(): ReturnType<typeof door>;
}

function world(): World {
  const made: World = {
    agents: { AGENT_PROBE: fakeAgent() },
    control: {},
    security: {},
    at: () => door({ ...made.agents, ...made.control }),
  };
  return made;
}

/** The watchdog's minute at this distance from now, and through it the look-out. */
async function minuteAt(made: World, offsetMs: number, real = () => Date.now()): Promise<LookedOut> {
  const clock = clockAt(offsetMs, real);
  let looked: LookedOut | undefined;
  const look = async () => (looked = await lookOut(alertEnv(made.security), clock));
  await runWatchdog({ ...made.at().env, ALERTS: { look } }, clock, quiet);
  return looked!;
}

interface Effect {
  kind: string;
  root: string;
  target: string;
  from: unknown;
  to: unknown;
  at: string;
}
let seen = 0;

/** What reached the vendors since it was last asked. */
async function effects(): Promise<Effect[]> {
  const state = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as {
    effects: { changes: Effect[]; repeats: Effect[] };
  };
  const all = state.effects.changes.filter(({ kind }) => kind === "slack-message" || kind === "page");
  const fresh = all.slice(seen);
  seen = all.length;
  return fresh;
}

const rows = async (sql: string, ...values: unknown[]) =>
  (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<Record<string, unknown>>()
  ).results;
const put = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

const viewOf = async (own: object) => ({ ...(await fakeAgent().view()), ...own });
/** How each alert comes about: by what happens, not by saying so. */
const causes: Record<AlertName, (made: World) => Promise<unknown>> = {
  "agent-silent": async (made) => {
    const silent = await viewOf({ lastCronAt: Date.now() - 25 * minute });
    made.agents.AGENT_PROBE = fakeAgent({ view: async () => silent });
  },
  "agent-unreachable": async (made) => {
    made.agents.AGENT_PROBE = fakeAgent({ view: () => Promise.reject(new Error("gone")) });
  },
  "agent-failing": async (made) => {
    const failing = await viewOf({ failuresInARow: 3 });
    made.agents.AGENT_PROBE = fakeAgent({ view: async () => failing });
  },
  "connection-down": (made) =>
    made.at().call("POST", "/v1/breakers/shopify/force-open", { body: { why: "the store is being moved" } }),
  "budget-exhausted": async () => {
    const account = budget(env, domain);
    const { reserve } = await account.exchange({ reserve: { cost: 10, priority: "inventory", lapseMs: 1_000 } });
    const reservationId = reserve?.granted ? reserve.reservationId : "";
    const reading = { size: 2_000, restorePerSecond: 0.001, available: 20, actualCost: 10 };
    await account.exchange({ settle: [{ reservationId, reading }] });
  },
  "dead-letters": async (made) => {
    const batch = createMessageBatch("dead-letters", [
      { id: "dead-1", timestamp: new Date(), attempts: 9, body: { queue: "probe-runs" } },
    ]);
    await new Control(createExecutionContext(), made.at().env).queue(batch);
  },
  "actions-unknown": (made) => {
    made.agents.AGENT_INVENTORY_PRICING = agentOver(inventoryDesk(sandbox));
    return loseTheAnswer(inventoryDesk(sandbox), made.at(), sandbox);
  },
  "actions-dead": (made) => {
    made.agents.AGENT_INVENTORY_PRICING = agentOver(inventoryDesk(sandbox));
    return failToDeath(inventoryDesk(sandbox), made.at(), sandbox);
  },
  "emergency-stop": (made) => made.at().call("POST", "/v1/emergency-stop", { body: { why: "prices look wrong" } }),
  "emergency-not-held": async (made) => {
    made.agents.AGENT_DEAF = fakeAgent({ stop: () => Promise.reject(new Error("deaf")) });
    made.control.AGENT_STATE = {
      idFromName: () => {
        throw new Error("not there");
      },
    };
    await made.at().call("POST", "/v1/emergency-stop", { body: { why: "prices look wrong" } });
  },
  "secret-stale": async (made) => {
    made.security = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "hush-hush" };
    const real = fetch;
    let up = true;
    vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
      const url = typeof input === "string" ? input : input.url;
      if (!url.includes("amazonaws.com")) return real(input, init);
      return up
        ? Response.json({ Parameter: { Value: "a-secret-of-ours", Version: 3 } })
        : new Response("{}", { status: 503 });
    });
    await minuteAt(made, 0);
    up = false;
  },
  "audit-broken": async (made) => {
    await made.at().call("POST", "/v1/emergency-stop", { body: { why: "something to log" } });
    await made.at().call("POST", "/v1/emergency-stop/release", { body: { why: "something to log" } });
    await sealChain(env.DB);
    await put("UPDATE audit SET actor = 'somebody else'");
    await runSecurity(sandbox);
  },
  "audit-unsealed": (made) => refuseSeals(made.at()),
  "import-failing": failToImport,
  "mirror-stale": () =>
    // Store-sync's cron brought it up to date once, and then came no more.
    put(
      "INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'orders-since', ?1)",
      String(Date.now() - 61 * minute),
    ),
  "deliveries-stuck": async (made) => {
    made.control.SHOP_EVENTS = { sendBatch: () => Promise.reject(new Error("down")) };
    await put(
      "INSERT INTO deliveries (id, topic, status, message, triggered_at, received_at) VALUES ('stuck', 't', 'accepted', '{}', 0, ?1)",
      Date.now() - 20 * minute,
    );
  },
  "subscription-lost": async () => {
    // Store-sync looked and subscribed; then the store dropped them all, as it does after eight failures.
    await put("INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'refused-topics', '[]')");
    await runSecurity(sandbox);
  },
  "signature-failures": async (made) => {
    for (let count = 0; count < 20; count += 1)
      await made.at().send("/webhooks/shopify", {
        method: "POST",
        body: "{}",
        headers: { "x-shopify-hmac-sha256": btoa("x".repeat(32)), "cf-connecting-ip": "192.0.2.7" },
      });
  },
  "login-failures": async (made) => {
    for (let count = 0; count < 30; count += 1)
      await made
        .at()
        .call("GET", "/v1/agents", { token: `guess-${count}`, headers: { "cf-connecting-ip": "192.0.2.7" } });
  },
  "role-refusals": async (made) => {
    const token = await tokenOf("viewer");
    for (let count = 0; count < 20; count += 1)
      await made.at().call("POST", "/v1/emergency-stop", { token, body: { why: "let me" } });
  },
  "watchdog-silent": async (made) => {
    await runWatchdog(made.at().env, clockAt(0), quiet);
  },
  "privacy-overdue": async (made) => {
    // Sealed with a key nobody has any more: it cannot be carried out.
    await put(
      "INSERT INTO privacy_requests (id, kind, subject_hash, status, requested_at, due_at) VALUES ('p', 'redact', 'h', 'open', 1, ?1)",
      Date.now() + 86_400_000,
    );
    const sync = { env: { ...made.at().env }, db: env.DB, clock: clockAt(0), log: quiet } as never;
    for (let attempt = 0; attempt < 3; attempt += 1) await carryOutPrivacy(sync);
  },
  "security-finding": async () => {
    const advisory = {
      id: "GHSA-test",
      summary: "Requests are read wrongly",
      database_specific: { severity: "CRITICAL" },
      affected: [
        { package: { name: "hono", ecosystem: "npm" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
      ],
    };
    await fetch(`${sandbox}/__sandbox/advisories`, {
      method: "POST",
      body: JSON.stringify({ advisories: [advisory] }),
    });
    await runSecurity(sandbox);
  },
};

describe("every alert", { timeout: 30_000 }, () => {
  it.each(Object.keys(alertKinds) as AlertName[])(
    "%s is told once when it comes about, and not twice",
    async (kind) => {
      const made = world();
      await effects();
      await causes[kind](made);
      const { forMs, level, title } = alertKinds[kind];
      const looks = kind === "watchdog-silent" ? later : (offsetMs: number) => minuteAt(made, offsetMs);
      for (const offsetMs of [0, forMs, forMs + minute, forMs + 2 * minute]) await looks(offsetMs);
      vi.unstubAllGlobals();

      const told = await rows("SELECT alert, event, level, sent_at FROM notifications WHERE alert = ?1", kind);
      expect(told).toEqual([{ alert: kind, event: "trigger", level, sent_at: expect.any(Number) }]);
      const arrived = await effects();
      const posts = arrived.filter((effect) => effect.kind === "slack-message" && effect.target.includes(title));
      expect(posts).toHaveLength(1);
      expect(JSON.stringify(posts[0]!.to)).toContain(`https://shop.example/runbooks/${kind}`);
      const pages = arrived.filter((effect) => effect.kind === "page" && effect.target.startsWith(kind));
      expect(pages).toHaveLength(level === "critical" ? 1 : 0);
    },
  );

  /** The watchdog does not run, so only the security agent's own cron looks. */
  async function later(offsetMs: number): Promise<LookedOut> {
    const at: Clock = clockAt(0, () => Date.now() + 6 * minute + offsetMs);
    return lookOut(alertEnv(), at);
  }
});

it("an agent whose cron never came is silent after two of its intervals, counted from the watchdog's first minute", async () => {
  const made = world();
  made.agents = { AGENT_INVENTORY_PRICING: agentOver(inventoryDesk(sandbox)) };
  const told = () => rows("SELECT key, body FROM alerts WHERE kind = 'agent-silent' AND fired_at IS NOT NULL");
  for (const at of [0, 238, 239]) await minuteAt(made, at * minute);
  expect(await told()).toEqual([]);
  await minuteAt(made, 241 * minute);
  expect(await told()).toEqual([
    {
      key: "agent-silent:inventory-pricing",
      body: expect.stringMatching(/its cron never came in 24[12] minutes\.$/),
    },
  ]);
});

it("a log whose newest rows were removed is told of in the watchdog's next minute", async () => {
  const made = world();
  const anything = { body: { why: "something to log" } };
  await made.at().call("POST", "/v1/emergency-stop", anything);
  await made.at().call("POST", "/v1/emergency-stop/release", anything);
  await minuteAt(made, 0);
  await put("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit WHERE hash IS NOT NULL)");
  await minuteAt(made, minute);
  expect(await rows("SELECT key, resolved_at FROM alerts WHERE kind = 'audit-broken'")).toEqual([
    { key: "audit-broken:end", resolved_at: null },
  ]);
});

describe("what was told", { timeout: 30_000 }, () => {
  const stop = (made: World, path = "") =>
    made.at().call("POST", `/v1/emergency-stop${path}`, { body: { why: "prices look wrong" } });

  it("is taken back once when it is over, in Slack and at PagerDuty", async () => {
    const made = world();
    await effects();
    await stop(made);
    await minuteAt(made, 0);
    await stop(made, "/release");
    for (const at of [1, 5, 11, 12, 13]) await minuteAt(made, at * minute);
    expect((await effects()).map(({ kind, root, to }) => [kind, kind === "page" ? to : root])).toEqual([
      ["slack-message", "incoming-webhook"],
      ["page", "triggered"],
      ["slack-message", "incoming-webhook"],
      ["page", "resolved"],
    ]);
  });

  it("says not configured where a channel is, and waits for one to be", async () => {
    const made = world();
    made.security = { SLACK_WEBHOOK_URL: "", PAGERDUTY_ROUTING_KEY: "" };
    await effects();
    await stop(made);
    expect(await minuteAt(made, 0)).toEqual({
      told: 1,
      sent: 0,
      failed: 0,
      channels: { slack: "not configured", pagerduty: "not configured", mail: "not configured" },
    });
    made.security = {};
    expect(await minuteAt(made, minute)).toMatchObject({ told: 0, sent: 2, channels: { slack: "configured" } });
    expect(await effects()).toHaveLength(2);
  });

  it("waits in quiet hours unless it is critical; what is over by then is not told", async () => {
    const made = world();
    await set({});
    const night = Date.parse("2026-11-22T23:30:00Z") - Date.now();
    await effects();
    await insertAction({ status: "dead", updated_at: Date.now() + night });
    await insertAction({ id: "other", agent: "other", status: "dead", updated_at: Date.now() + night });
    await stop(made);
    await minuteAt(made, night);
    expect((await effects()).map(({ target }) => target)).toEqual([
      expect.stringContaining("Critical: Everything is stopped"),
      expect.stringMatching(/^emergency-stop:/),
    ]);
    await put("UPDATE actions SET status = 'approved' WHERE id = 'other'");
    for (const at of [1, 12]) await minuteAt(made, night + at * minute);
    await minuteAt(made, night + 8 * 60 * minute);
    const morning = (await effects()).map(({ target }) => target);
    expect(morning).toEqual([expect.stringContaining("Warning: Approved changes could not be made: probe")]);
    expect(await rows("SELECT status, count(*) AS n FROM notification_sends GROUP BY status ORDER BY 1")).toEqual([
      { status: "sent", n: 3 },
      { status: "skipped", n: 2 },
    ]);
  });

  it("is tried again by the rules: a refusal for now later, one for good never", async () => {
    const made = world();
    await effects();
    await stop(made);
    await fetch(`${sandbox}/__sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ target: "slack", kind: "throttled", count: 1 }),
    });
    await minuteAt(made, 0);
    expect(await rows("SELECT status, attempts FROM notification_sends WHERE channel = 'slack'")).toEqual([
      { status: "waiting", attempts: 1 },
    ]);
    await minuteAt(made, 3 * minute);
    expect((await effects()).filter(({ kind }) => kind === "slack-message")).toHaveLength(1);

    made.security = { SLACK_WEBHOOK_URL: `${sandbox}/vendors/slack/services/T000/B000/another` };
    await insertAction({ status: "dead", updated_at: Date.now() });
    await minuteAt(made, 13 * 60 * minute);
    expect(await rows("SELECT status, error FROM notification_sends WHERE status = 'failed'")).toEqual([
      { status: "failed", error: expect.stringMatching(/^vendor-refused: Slack refused the request \(404\)/) },
    ]);
  });

  /** As a crash leaves it: claimed, and nobody knows whether the call was made. */
  const crash = () =>
    put(
      "UPDATE notification_sends SET status = 'sending', attempts = 1, claim_until = ?1, done_at = NULL, error = NULL",
      Date.now() + minute,
    );
  const said = (arrived: Effect[]) => arrived.map(({ kind, to }) => (kind === "page" ? to : JSON.stringify(to)));

  it("survives a crash before its call: it is sent when the claim has lapsed", async () => {
    const made = world();
    await effects();
    await stop(made);
    made.security = { SLACK_WEBHOOK_URL: "http://127.0.0.1:1/", PAGERDUTY_ROUTING_KEY: "wrong" };
    await minuteAt(made, 0);
    expect(await effects()).toEqual([]);
    made.security = {};
    await crash();
    await minuteAt(made, 30_000);
    expect(await effects()).toEqual([]);
    await minuteAt(made, 2 * minute);
    expect(said(await effects())).toEqual([expect.stringContaining("This may reach you twice"), "triggered"]);
  });

  it("survives a crash between the call and its mark: one incident, and Slack hears of a critical one again, said so", async () => {
    const made = world();
    await effects();
    await stop(made);
    await minuteAt(made, 0);
    expect(await effects()).toHaveLength(2);
    await crash();
    await minuteAt(made, 2 * minute);
    expect(said(await effects())).toEqual([expect.stringContaining("This may reach you twice")]);
    await crash();
    await put("UPDATE notification_sends SET attempts = 2");
    await minuteAt(made, 4 * minute);
    expect(await effects()).toEqual([]);
    expect(await rows("SELECT status FROM notification_sends ORDER BY channel")).toEqual([
      { status: "sent" },
      { status: "unknown" },
    ]);
  });

  it("that is only a warning is not repeated blindly: it stays unconfirmed", async () => {
    const made = world();
    await effects();
    await insertAction({ status: "dead", updated_at: Date.now() });
    await fetch(`${sandbox}/__sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ target: "slack", kind: "reply-lost", count: 1 }),
    });
    for (const at of [0, 2, 40]) await minuteAt(made, at * minute);
    expect((await effects()).filter(({ kind }) => kind === "slack-message")).toHaveLength(1);
    expect(await rows("SELECT status FROM notification_sends WHERE channel = 'slack'")).toEqual([
      { status: "unknown" },
    ]);
  });

  it("goes by mail as well, once, when somebody is named; what an agent says goes where alerts go but pages nobody", async () => {
    const made = world();
    made.security = {
      RESEND_API_KEY: "re_sandbox",
      RESEND_BASE_URL: `${sandbox}/vendors/resend`,
      MAIL_FROM: "shop@shop.example",
      ALERT_EMAIL: "owner@shop.example",
    };
    await effects();
    await put(
      `INSERT INTO notifications (id, agent, run_id, level, title, body, created_at)
       VALUES ('probe-1', 'probe', 'run-1', 'warning', 'A supplier is silent', 'Since ann@shop.example asked.', ?1)`,
      Date.now(),
    );
    for (const at of [0, 1]) await minuteAt(made, at * minute);
    expect(said(await effects())).toEqual([expect.stringContaining("Since [removed] asked.")]);
    const mails = (await mailsOf(sandbox)).filter(({ to }) => String(to) === "owner@shop.example");
    expect(mails.map(({ subject }) => subject)).toEqual(["Warning: A supplier is silent"]);
    expect(await rows("SELECT channel, status FROM notification_sends ORDER BY channel")).toEqual([
      { channel: "mail", status: "sent" },
      { channel: "slack", status: "sent" },
    ]);
  });

  it("is told once although two look out at the same time", async () => {
    const made = world();
    await effects();
    await stop(made);
    await runWatchdog(made.at().env, clockAt(0), quiet);
    await Promise.all([lookOut(alertEnv()), lookOut(alertEnv()), lookOut(alertEnv())]);
    expect(await effects()).toHaveLength(2);
  });
});
