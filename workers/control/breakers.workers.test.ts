import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { clockAt } from "#agent-kit/clock.ts";
import { logger } from "#agent-kit/log.ts";
import { breaker } from "#durable-objects/client.ts";
import { listAudit } from "#schemas/api/audit.ts";
import { listBreakers } from "#schemas/api/breakers.ts";
import { door, fakeAgent } from "./door.fixture.ts";
import { runWatchdog } from "./watchdog/run-watchdog.ts";

const quiet = logger({ level: "error", now: () => Date.now(), sink: () => undefined });
const { call, env: bound } = door({ AGENT_PROBE: fakeAgent() });
const down = {
  prepare: () => {
    throw new Error("D1 is down");
  },
  batch: () => Promise.reject(new Error("D1 is down")),
};

async function shown() {
  const { items } = listBreakers.output.parse(await (await call("GET", "/v1/breakers")).json());
  return items.find(({ connection }) => connection === "shopify");
}

async function audited() {
  const { items } = listAudit.output.parse(await (await call("GET", "/v1/audit?subject=shopify&limit=50")).json());
  return items.map(({ operation, actor, role, detail }) => ({ operation, actor, role, detail })).toReversed();
}

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM audit").run();
  await breaker(env, "shopify").reset("test", "a new test", Date.now());
});

describe("a breaker in a person's hand", () => {
  it("shows who, why and until when, and each change has its row in the audit log, once", async () => {
    const why = "the vendor mends something: größe ✓";
    const before = Date.now();
    expect((await call("POST", "/v1/breakers/shopify/force-open", { body: { why, forMs: 60_000 } })).status).toBe(200);
    const forced = await shown();
    expect(forced).toMatchObject({ state: "forced-open", forced: { by: "admin-token", why } });
    expect(forced?.forced?.until).toBeGreaterThanOrEqual(before + 60_000);
    await call("POST", "/v1/breakers/shopify/force-close", { body: { why: "it is back" } });
    expect(await shown()).toMatchObject({ state: "forced-closed", forced: { why: "it is back", until: null } });
    await call("POST", "/v1/breakers/shopify/reset");
    expect(await shown()).toMatchObject({ state: "closed", forced: null });
    const rows = [
      { operation: "breakers.force-open", actor: "admin-token", role: "admin", detail: { why, forMs: 60_000 } },
      { operation: "breakers.force-close", actor: "admin-token", role: "admin", detail: { why: "it is back" } },
      { operation: "breakers.reset", actor: "admin-token", role: "admin", detail: {} },
    ];
    expect(await audited()).toEqual(rows);
    await runWatchdog(bound, clockAt(0), quiet);
    expect(await audited()).toEqual(rows);
  });

  it("obeys with the database down, and the watchdog writes the rows that are missing", async () => {
    const { call: callWithout } = door({ AGENT_PROBE: fakeAgent(), DB: down });
    const body = { why: "everything burns", forMs: 60_000 };
    expect((await callWithout("POST", "/v1/breakers/shopify/force-open", { body })).status).toBe(200);
    expect((await callWithout("POST", "/v1/breakers/shopify/reset")).status).toBe(200);
    expect(await audited()).toEqual([]);
    await runWatchdog(bound, clockAt(0), quiet);
    // Those of the test before are made good as well: their rows were deleted.
    const rows = await audited();
    await runWatchdog(bound, clockAt(0), quiet);
    expect(await audited()).toEqual(rows);
    expect(rows.slice(-2)).toEqual([
      { operation: "breakers.force-open", actor: "admin-token", role: "admin", detail: body },
      { operation: "breakers.reset", actor: "admin-token", role: "admin", detail: {} },
    ]);
  });

  it("says what it last met while it is open", async () => {
    await breaker(env, "shopify").report({ ok: 0, failed: 9, slow: 0, error: "unauthorised" }, Date.now());
    expect(await shown()).toMatchObject({ state: "open", error: "unauthorised" });
    const list = (await (await call("GET", "/v1/connections")).json()) as { items: object[] };
    expect(list.items).toContainEqual(expect.objectContaining({ id: "shopify", whenUnreachable: "call" }));
  });
});
