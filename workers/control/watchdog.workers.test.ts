import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { clockAt } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { agentState, auditHead, breaker } from "#durable-objects/client.ts";
import { expiring } from "#schemas/db/retention.generated.ts";
import { InventoryPricing, OrderFulfillment, ProductResearch, Security } from "#tests/workers/all.ts";
import { sealChain, verifyChain } from "./audit-chain.ts";
import { door, fakeAgent, healthy, tokenOf } from "./door.fixture.ts";
import { expireRows, expiringTables } from "./watchdog/expire-rows.ts";
import { runWatchdog } from "./watchdog/run-watchdog.ts";

const quiet = logger({ level: "error", now: () => Date.now(), sink: () => undefined });
const minute = 60_000;

describe("the watchdog's minute", () => {
  it("sweeps every agent although one fails and one never answers", async () => {
    const swept: string[] = [];
    const sweeping = (id: string) => ({
      sweep: async () => {
        swept.push(id);
        return { resent: 1, lapsed: 0, expired: 0, runsResent: 0, catchUp: false };
      },
    });
    const bound = door({
      AGENT_BROKEN: fakeAgent({ view: () => Promise.reject(new Error("no")) }),
      AGENT_FIRST: fakeAgent(sweeping("first")),
      AGENT_LAST: fakeAgent(sweeping("last")),
    }).env;
    const snapshot = await runWatchdog(bound, clockAt(0), quiet);
    expect(swept.sort()).toEqual(["first", "last"]);
    expect(snapshot.agents.map(({ id, error }) => [id, error])).toEqual([
      ["broken", "it failed unexpectedly"],
      ["first", null],
      ["last", null],
    ]);
  });

  it.each([
    ["1700000000000", 1_700_000_000_000],
    ['{"since":1700000000001,"after":"c","until":1700000009999}', 1_700_000_000_001],
  ])("says up to when the mirror was brought up to date: %s", async (cursor, at) => {
    await env.DB.prepare(
      "INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'orders-since', ?1) ON CONFLICT DO UPDATE SET value = ?1",
    )
      .bind(cursor)
      .run();
    const { reconciledAt } = await runWatchdog(door({ AGENT_PROBE: fakeAgent() }).env, clockAt(0), quiet);
    await env.DB.prepare("DELETE FROM cursors").run();
    expect(reconciledAt).toBe(at);
  });

  it("is what status, readiness and metrics read", async () => {
    const { call, env: bound } = door({ AGENT_PROBE: fakeAgent() });
    await runWatchdog(bound, clockAt(0), quiet);
    const status = (await (await call("GET", "/v1/status")).json()) as {
      ageMs: number;
      snapshot: { agents: { id: string }[] };
    };
    expect(status.snapshot.agents.map((agent) => agent.id)).toEqual(["probe"]);
    expect((await call("GET", "/readyz", { token: null })).status).toBe(200);
    const metrics = await (await call("GET", "/metrics", { token: null })).text();
    expect(metrics).toContain('royal_agent_up{agent="probe"} 1');
  });

  it("writes its own minute although a part of it fails", async () => {
    const bound = door({
      AGENT_PROBE: fakeAgent(),
      SHOP_EVENTS: { sendBatch: () => Promise.reject(new Error("down")) },
    }).env;
    await env.DB.prepare(
      "INSERT INTO deliveries (id, topic, status, message, triggered_at, received_at) VALUES ('stuck', 't', 'accepted', '{}', 0, ?1)",
    )
      .bind(Date.now() - 2 * minute)
      .run();
    const snapshot = await runWatchdog(bound, clockAt(0), quiet);
    expect(snapshot.deliveries).toMatchObject({ byStatus: { accepted: 1 }, resent: 0 });
  });
});

describe("an emergency stop", () => {
  it("stops every agent at once, names those it could not reach, and the watchdog goes on until all hold", async () => {
    let reachable = false;
    const sleeper = fakeAgent();
    const { stop } = sleeper;
    sleeper.stop = async (ask) => {
      if (!reachable) throw new Error("not there");
      return stop(ask);
    };
    const well = fakeAgent();
    const lost = {
      idFromName: () => {
        throw new Error("not there");
      },
    };
    const { call, env: bound } = door({ AGENT_SLEEPER: sleeper, AGENT_WELL: well, AGENT_STATE: lost });
    const stopped = await (await call("POST", "/v1/emergency-stop", { body: { why: "prices look wrong" } })).json();
    expect(stopped).toMatchObject({
      stopped: true,
      recorded: true,
      agents: [
        { agent: "sleeper", held: false, error: expect.stringMatching(/./) },
        { agent: "well", held: true, error: null },
      ],
    });
    await runWatchdog(bound, clockAt(0), quiet);
    expect((await sleeper.view()).stopped).toBeNull();
    reachable = true;
    const snapshot = await runWatchdog(bound, clockAt(0), quiet);
    expect(snapshot.emergency).toEqual({ stopped: true, holding: 2 });
    expect((await sleeper.view()).stopped?.why).toBe("prices look wrong");

    const released = await (await call("POST", "/v1/emergency-stop/release", { body: { why: "checked" } })).json();
    expect(released).toMatchObject({ stopped: false });
    const after = await runWatchdog(bound, clockAt(0), quiet);
    expect(after.emergency).toEqual({ stopped: false, holding: 0 });
  });

  it("reaches the state of an agent whose Worker does not answer", async () => {
    const { call, env: bound } = door({ AGENT_DEAF: fakeAgent({ stop: () => Promise.reject(new Error("deaf")) }) });
    const stopped = await (await call("POST", "/v1/emergency-stop", { body: { why: "it went deaf" } })).json();
    expect(stopped).toMatchObject({ agents: [{ agent: "deaf", held: true, error: null }] });
    const asked = { actionId: "a-1", now: Date.now(), untilMs: Date.now() + 1_000, undo: false };
    expect(await agentState(bound, "deaf").mayCall(asked)).toMatchObject({ ok: false, code: "stopped" });
    await call("POST", "/v1/emergency-stop/release", { body: { why: "checked" } });
  });

  it("does not stop again what was released while the watchdog was on its way", async () => {
    const agent = fakeAgent();
    const { call, env: bound } = door({ AGENT_LATE: agent });
    await call("POST", "/v1/emergency-stop", { body: { why: "for a moment" } });
    await agent.release({ actor: "test", why: "as if it had missed the stop" });
    const { view } = agent;
    agent.view = async () => {
      agent.view = view;
      const before = await view();
      await call("POST", "/v1/emergency-stop/release", { body: { why: "over already" } });
      return before;
    };
    await runWatchdog(bound, clockAt(0), quiet);
    expect((await agent.view()).stopped).toBeNull();
  });

  it("stops the agents with the database down, and says that it is not on record", async () => {
    const well = fakeAgent();
    const down = {
      prepare: () => {
        throw new Error("D1 is down");
      },
      batch: () => Promise.reject(new Error("D1 is down")),
    };
    const { call } = door({ AGENT_WELL: well, DB: down });
    const response = await call("POST", "/v1/emergency-stop", { body: { why: "everything burns" } });
    expect(await response.json()).toMatchObject({ recorded: false, agents: [{ agent: "well", held: true }] });
    expect((await call("GET", "/healthz", { token: null })).status).toBe(200);
    expect((await call("GET", "/readyz", { token: null })).status).toBe(503);
  });
});

describe("the audit chain", () => {
  beforeEach(async () => {
    await env.DB.prepare("DELETE FROM audit").run();
    const insert = env.DB.prepare(
      "INSERT INTO audit (id, at, actor, role, operation, subject) VALUES (?1, 1, 'a', 'admin', 'o', 's')",
    );
    await env.DB.batch(Array.from({ length: 450 }, (_, at) => insert.bind(`row-${at}`)));
  });

  it("seals rows in order, also when two seal at once", async () => {
    for (let round = 0; round < 3; round++) await Promise.all([sealChain(env.DB), sealChain(env.DB)]);
    expect(await verifyChain(env.DB)).toMatchObject({ ok: true, sealed: 450, unsealed: 0, brokenAt: null });
    expect(await sealChain(env.DB)).toBe(0);
  });

  it.each([
    ["changed", "UPDATE audit SET subject = 'else' WHERE id = 'row-100'", 0],
    ["removed", "DELETE FROM audit WHERE id = 'row-100'", 1],
    ["given to somebody else", "UPDATE audit SET actor = 'b' WHERE id = 'row-100'", 0],
  ])("shows where a row was %s", async (_what, tampering, after) => {
    for (let round = 0; round < 3; round++) await sealChain(env.DB);
    const seq = (await env.DB.prepare("SELECT seq FROM audit WHERE id = 'row-100'").first<number>("seq")) ?? 0;
    await env.DB.prepare(tampering).run();
    expect(await verifyChain(env.DB)).toMatchObject({ ok: false, brokenAt: seq + after });
  });

  it("holds when retention has taken its oldest rows", async () => {
    for (let round = 0; round < 3; round++) await sealChain(env.DB);
    await env.DB.prepare("DELETE FROM audit WHERE seq IN (SELECT seq FROM audit ORDER BY seq LIMIT 10)").run();
    expect(await verifyChain(env.DB)).toMatchObject({ ok: true, sealed: 440 });
  });
});

describe("the end of the audit log, noted outside the database", () => {
  const { call, env: bound } = door({ AGENT_PROBE: fakeAgent() });
  const head = auditHead(env);
  const add = async (...ids: string[]) => {
    const insert = env.DB.prepare(
      "INSERT INTO audit (id, at, actor, role, operation, subject) VALUES (?1, ?2, 'a', 'admin', 'o', 's')",
    );
    await env.DB.batch(ids.map((id) => insert.bind(id, Date.now())));
  };
  const cutAt = async () => (await runWatchdog(bound, clockAt(0), quiet)).audit.cutAt;
  const verified = async () => (await call("GET", "/v1/audit/verify")).json();
  const remove = (where: string) => env.DB.prepare(`DELETE FROM audit WHERE ${where}`).run();
  let last = 0;

  beforeEach(async () => {
    await remove("true");
    await head.replace(null);
    await add("one", "two", "three");
    expect(await cutAt()).toBeNull();
    last = (await head.read())?.seq ?? 0;
    expect(await verified()).toMatchObject({ ok: true, noted: last, cutAt: null });
  });

  it("shows that the newest sealed rows were removed, in every minute and when asked", async () => {
    await remove("id IN ('two', 'three')");
    expect(await verifyChain(env.DB)).toMatchObject({ ok: true });
    for (let minutes = 0; minutes < 2; minutes += 1) expect(await cutAt()).toBe(last);
    expect(await verified()).toMatchObject({ ok: false, brokenAt: null, noted: last, cutAt: last });
  });

  it("shows it also when new rows took their places, their numbers too", async () => {
    await remove("id <> 'one'");
    await env.DB.prepare("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'audit'")
      .bind(last - 2)
      .run();
    await add("four", "five", "six");
    expect(await cutAt()).toBe(last);
    expect(await verifyChain(env.DB)).toMatchObject({ ok: true, sealed: 4 });
    expect(await verified()).toMatchObject({ ok: false, cutAt: last });
  });

  it("raises no false alarm when it dies between sealing and noting, and notes the newer end later", async () => {
    await add("four");
    await sealChain(env.DB);
    expect(await verified()).toMatchObject({ ok: true, noted: last });
    expect(await cutAt()).toBeNull();
    expect((await head.read())?.seq).toBe(last + 1);
  });

  it("never goes back, whoever of two comes last", async () => {
    const before = await head.read();
    await head.note({ seq: last - 1, hash: "older", at: 1 });
    expect(await head.read()).toEqual(before);
  });

  it("seals while it cannot be reached, and then says nothing of the end", async () => {
    const gone = () => {
      throw new Error("gone");
    };
    const lost = door({ AUDIT_HEAD: { idFromName: gone, get: gone } });
    await add("four");
    expect((await runWatchdog(lost.env, clockAt(0), quiet)).audit).toMatchObject({ unsealed: 0, sealed: last + 1 });
    expect(await (await lost.call("GET", "/v1/audit/verify")).json()).toMatchObject({ ok: true, noted: null });
  });

  it("is taken as it is by a person who explained a restored database, on record", async () => {
    await remove("id = 'three'");
    const why = "restored to yesterday";
    expect((await call("POST", "/v1/audit/end", { body: { why }, token: await tokenOf("operator") })).status).toBe(403);
    expect((await call("POST", "/v1/audit/end", { body: { why } })).status).toBe(200);
    expect(await cutAt()).toBeNull();
    expect(await verified()).toMatchObject({ ok: true, cutAt: null });
    const row = await env.DB.prepare("SELECT detail FROM audit WHERE operation = 'audit.take-end'").first("detail");
    expect(JSON.parse(String(row))).toEqual({ why, noted: last, cutAt: last });
  });

  it("may go the way of retention", async () => {
    await head.replace({ seq: 1, hash: "long gone", at: Date.now() - 2_600 * 86_400_000 });
    expect(await cutAt()).toBeNull();
  });
});

describe("retention", () => {
  it("removes what is too old, table by table, and nothing younger", async () => {
    const day = 86_400_000;
    const now = Date.now();
    const insert = env.DB.prepare(
      "INSERT INTO runs (id, agent, trigger, mode, token, started_at) VALUES (?1, 'old', 'cron', 'shadow', 1, ?2)",
    );
    await env.DB.batch([
      ...Array.from({ length: 620 }, (_, at) => insert.bind(`old-${at}`, now - 91 * day - at)),
      insert.bind("young", now - 89 * day),
    ]);
    const left = () => env.DB.prepare("SELECT count(*) AS n FROM runs WHERE agent = 'old'").first<number>("n");
    const round = async () => {
      for (let turn = 0; turn < expiringTables; turn++) await expireRows(env.DB, clockAt(0), turn);
    };
    await round();
    expect(await left()).toBe(1);
  });

  it.each(expiring.map((entry, turn) => [entry.table, entry, turn] as const))(
    "of %s is carried out on its day",
    async (table, { since, keptDays }, turn) => {
      const { results } = await env.DB.prepare(
        `SELECT name, type, "notnull" AS needed, dflt_value AS otherwise, pk FROM pragma_table_info('${table}')`,
      ).all<{ name: string; type: string; needed: number; otherwise: unknown; pk: number }>();
      await env.DB.prepare(`DELETE FROM "${table}"`).run();
      const insert = async (id: number, ageDays: number) => {
        const at = Date.now() - ageDays * 86_400_000;
        const own = results.filter(
          ({ name, needed, otherwise, pk }) => name === since || pk > 0 || (needed === 1 && otherwise === null),
        );
        const values = own.map(({ name, type }) =>
          name === since
            ? name === "day"
              ? new Date(at).toISOString().slice(0, 10)
              : at
            : type.toLowerCase() === "text"
              ? `${id}`
              : type.toLowerCase() === "blob"
                ? new Uint8Array([id])
                : id,
        );
        // What a column may say is not the question here.
        const names = own.map(({ name }) => `"${name}"`).join(", ");
        const places = own.map((_, at) => `?${at + 1}`).join(", ");
        await env.DB.batch([
          env.DB.prepare("PRAGMA ignore_check_constraints = ON"),
          env.DB.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})`).bind(...values),
        ]);
      };
      await insert(1, keptDays + 2);
      await insert(2, keptDays - 0.5);
      expect(await expireRows(env.DB, clockAt(0), turn)).toBe(1);
      expect(await env.DB.prepare(`SELECT count(*) AS n FROM "${table}"`).first("n")).toBe(1);
    },
  );

  it("keeps sessions and tokens by real time when the shop's clock is moved", async () => {
    const insert = env.DB.prepare(
      "INSERT INTO sessions (hash, kind, actor, role, created_at, expires_at) VALUES ('h', 'session', 's', 'admin', 0, ?1)",
    );
    await insert.bind(Date.now() + minute).run();
    for (let turn = 0; turn < expiringTables; turn++) await expireRows(env.DB, clockAt(90 * 86_400_000), turn);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM sessions WHERE hash = 'h'").first("n")).toBe(1);
  });
});

describe("readiness", () => {
  const connection = (own: object) => ({
    ...healthy,
    connections: [{ id: "shopify", required: true, configured: true, state: "closed", detail: null, ...own }],
  });
  const ready = async (agent: Parameters<typeof fakeAgent>[0]) => {
    const { call, env: bound } = door({ AGENT_PROBE: fakeAgent(agent) });
    await runWatchdog(bound, clockAt(0), quiet);
    const response = await call("GET", "/readyz", { token: null });
    expect(response.headers.get("content-type")).toBe("application/health+json");
    return { code: response.status, status: ((await response.json()) as { status: string }).status };
  };

  it("fails with a required connection forced open and warns with an optional one", async () => {
    const { call } = door({ AGENT_PROBE: fakeAgent() });
    await call("POST", "/v1/breakers/shopify/force-open", { body: { why: "testing it" } });
    expect(await ready({ health: async () => healthy })).toEqual({ code: 503, status: "fail" });
    expect(await ready({ health: async () => connection({ required: false }) })).toEqual({ code: 200, status: "warn" });
    await call("POST", "/v1/breakers/shopify/reset");
    expect((await ready({ health: async () => healthy })).code).toBe(200);
  });

  const real = [InventoryPricing, ProductResearch, OrderFulfillment, Security].flatMap(
    ({ definition }) => definition.needs,
  );
  const required = new Set(real.filter((need) => need.required).map((need) => need.connection));
  const all = [...new Set(real.map((need) => need.connection))].map((id) => [id, required.has(id)] as const);

  it.each(all)("of every agent's connections, %s (required: %s) killed alone shows", async (id, isRequired) => {
    const needs = all.map(([connection, must]) => ({ connection, required: must }));
    const agent = fakeAgent({
      health: async () => ({
        ...healthy,
        connections: needs.map((need) => ({
          id: need.connection,
          required: need.required,
          configured: true,
          state: "closed",
          detail: null,
        })),
      }),
      view: async () => ({ ...(await fakeAgent().view()), lastCronAt: Date.now() }),
    });
    const described = await agent.describe();
    agent.describe = async () => ({ ...described, needs });
    const id_ = `AGENT_${id.toUpperCase().replaceAll("-", "_")}_TEST`;
    const { call, env: bound } = door({ [id_]: agent });
    const readyz = async () => {
      await runWatchdog(bound, clockAt(0), quiet);
      const response = await call("GET", "/readyz", { token: null });
      return [response.status, ((await response.json()) as { status: string }).status];
    };
    expect(await readyz()).toEqual([200, "pass"]);
    for (let calls = 0; calls < 5; calls += 1)
      await breaker(bound, id).report({ ok: 0, failed: 1, slow: 0, error: "network" }, Date.now());
    expect(await readyz()).toEqual(isRequired ? [503, "fail"] : [200, "warn"]);
    await breaker(bound, id).reset("test", "over", Date.now());
    expect(await readyz()).toEqual([200, "pass"]);
  });

  it("says ok to who asks whether it lives, with D1 and every object down", async () => {
    const gone = () => {
      throw new Error("gone");
    };
    const lost = { idFromName: gone, get: gone };
    const objects = { AGENT_STATE: lost, CIRCUIT_BREAKER: lost, RATE_BUDGET: lost, LIVE_FEED: lost, AUDIT_HEAD: lost };
    const { call } = door({ ...objects, DB: { prepare: gone, batch: gone }, KV: { get: gone } });
    for (const path of ["/healthz", "/livez"]) {
      const response = await call("GET", path, { token: null });
      expect([response.status, await response.text()]).toEqual([200, "ok"]);
    }
    expect((await call("GET", "/readyz", { token: null })).status).toBe(503);
  });

  it("fails when a required connection is not configured", async () => {
    expect((await ready({ health: async () => connection({ configured: false }) })).code).toBe(503);
  });
});
