import { describe, expect, it } from "vitest";
import { door, fakeAgent, tokenOf } from "./door.fixture.ts";

describe("an Idempotency-Key", () => {
  const agent = fakeAgent();
  const { call, env } = door({ AGENT_PROBE: agent });
  const run = (key: string, body: unknown = {}, token?: string) =>
    call("POST", "/v1/agents/probe/run", { body, headers: { "idempotency-key": key }, ...(token ? { token } : {}) });
  const runs = () => agent.asked.filter(([method]) => method === "run").length;

  it("does a write once and answers the same again", async () => {
    const first = await run("k-1");
    const again = await run("k-1");
    expect(runs()).toBe(1);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(await again.text()).toBe(await first.text());
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(first.headers.get("idempotency-replayed")).toBeNull();
  });

  it("is refused with another request", async () => {
    await run("k-2");
    const other = await call("POST", "/v1/agents/probe/pause", { body: {}, headers: { "idempotency-key": "k-2" } });
    expect(other.status).toBe(422);
    expect((await run("k-2", { extra: 1 })).status).toBe(422);
  });

  it("belongs to whoever used it", async () => {
    const before = runs();
    await run("k-3");
    await run("k-3", {}, await tokenOf("operator"));
    expect(runs()).toBe(before + 2);
  });

  it("does not stand in the way after a refusal, and is not used up by bad input", async () => {
    const failing = door({
      AGENT_PROBE: fakeAgent({ run: async () => ({ ok: false, code: "stopped", message: "Stopped." }) }),
    });
    const headers = { "idempotency-key": "k-4" };
    expect((await failing.call("POST", "/v1/agents/probe/run", { body: {}, headers })).status).toBe(409);
    expect((await run("k-4")).status).toBe(202);
    const bad = { method: "PUT", path: "/v1/agents/probe/mode" };
    expect(
      (await call(bad.method, bad.path, { body: { mode: "x" }, headers: { "idempotency-key": "k-5" } })).status,
    ).toBe(400);
    expect((await run("k-5")).status).toBe(202);
  });

  it("says that the first request is still going on, until that one must be dead", async () => {
    await run("k-6");
    await env.DB.prepare("UPDATE idempotency_keys SET status = NULL, response = NULL WHERE key = 'k-6'").run();
    expect((await run("k-6")).status).toBe(409);
    await env.DB.prepare("UPDATE idempotency_keys SET at = at - 61000 WHERE key = 'k-6'").run();
    expect((await run("k-6")).status).toBe(202);
  });

  it("never keeps an answer that holds a secret", async () => {
    const make = () =>
      call("POST", "/v1/tokens", { body: { name: "once", role: "viewer" }, headers: { "idempotency-key": "k-7" } });
    const { secret } = (await (await make()).json()) as { secret: string };
    const again = await make();
    expect(again.status).toBe(409);
    const rows = await env.DB.prepare("SELECT * FROM idempotency_keys WHERE key = 'k-7'").all();
    expect(JSON.stringify(rows.results)).not.toContain(secret);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM tokens WHERE name = 'once'").first("n")).toBe(1);
  });
});
