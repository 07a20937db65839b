import { describe, expect, it, vi } from "vitest";
import { door, fakeAgent, insertAction } from "./door.fixture.ts";

const agent = fakeAgent();
const { call, send, env } = door({ AGENT_PROBE: agent });
const origin = "https://control.test";

interface Session {
  role: string;
  via: string;
  csrf: string;
}

async function codeOf(role = "admin"): Promise<string> {
  const made = await call("POST", "/v1/session/codes", { body: { role } });
  expect(made.status).toBe(201);
  return ((await made.json()) as { code: string }).code;
}

const exchange = (code: string) => call("POST", "/v1/session", { token: null, body: { code } });

async function signIn(role = "admin"): Promise<{ cookie: string; csrf: string }> {
  const response = await exchange(await codeOf(role));
  expect(response.status).toBe(201);
  const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return { cookie, csrf: ((await response.json()) as Session).csrf };
}

describe("a dashboard session", () => {
  it("opens with a one-time code, as a cookie that scripts and other sites cannot use", async () => {
    const response = await exchange(await codeOf());
    const cookie = response.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=43200"])
      expect(cookie).toContain(part);
    const secret = /royal_session=([^;]+)/.exec(cookie)?.[1] ?? "";
    expect(secret.length).toBeGreaterThan(40);
    const kept = JSON.stringify((await env.DB.prepare("SELECT * FROM sessions").all()).results);
    expect(kept).not.toContain(secret);
  });

  it("opens once with a code, and not with an old or a made-up one", async () => {
    const code = await codeOf();
    expect((await exchange(code)).status).toBe(201);
    expect((await exchange(code)).status).toBe(401);
    const old = await codeOf();
    await env.DB.prepare("UPDATE sessions SET expires_at = 1 WHERE kind = 'code' AND used_at IS NULL").run();
    expect((await exchange(old)).status).toBe(401);
    expect((await exchange("made-up-code")).status).toBe(401);
  });

  it("opens once of twenty tries at the same moment", async () => {
    const code = await codeOf();
    const tries = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    expect(tries.filter((response) => response.status === 201)).toHaveLength(1);
  });

  it("reads with the cookie alone and has the code's role", async () => {
    const { cookie } = await signIn("viewer");
    const response = await call("GET", "/v1/session", { token: null, headers: { cookie } });
    expect(await response.json()).toMatchObject({ role: "viewer", via: "session" });
  });

  it("writes only from our own page with the token that page was given", async () => {
    const { cookie, csrf } = await signIn();
    const pause = async (headers: Record<string, string>) =>
      (await call("POST", "/v1/agents/probe/pause", { token: null, body: {}, headers: { cookie, ...headers } })).status;
    expect(await pause({ origin, "x-csrf-token": csrf })).toBe(200);
    expect(await pause({ origin })).toBe(403);
    expect(await pause({ origin, "x-csrf-token": "0".repeat(32) })).toBe(403);
    expect(await pause({ "x-csrf-token": csrf })).toBe(403);
    expect(await pause({ origin: "https://evil.test", "x-csrf-token": csrf })).toBe(403);
    expect(agent.asked.filter(([method]) => method === "setMode")).toHaveLength(1);
  });

  it("ends when signed out, and when its time is over", async () => {
    const { cookie, csrf } = await signIn();
    const status = async () => (await call("GET", "/v1/session", { token: null, headers: { cookie } })).status;
    expect(await status()).toBe(200);
    const headers = { cookie, origin, "x-csrf-token": csrf };
    expect((await call("DELETE", "/v1/session", { token: null, headers })).status).toBe(200);
    expect(await status()).toBe(401);

    const later = await signIn();
    await env.DB.prepare("UPDATE sessions SET expires_at = 1 WHERE kind = 'session'").run();
    expect((await call("GET", "/v1/session", { token: null, headers: { cookie: later.cookie } })).status).toBe(401);
  });
});

describe("the live feed", () => {
  const open = (headers: Record<string, string>) => send("/v1/live", { headers: { upgrade: "websocket", ...headers } });

  it("opens for a cookie only from our own page", async () => {
    const { cookie } = await signIn("viewer");
    const protocol = { "sec-websocket-protocol": "royal-equips.live.v1" };
    const mine = await open({ cookie, origin, ...protocol });
    expect(mine.status).toBe(101);
    expect(mine.headers.get("sec-websocket-protocol")).toBe("royal-equips.live.v1");
    mine.webSocket?.accept();
    mine.webSocket?.close();
    expect((await open({ cookie, ...protocol })).status).toBe(403);
    expect((await open({ cookie, origin: "https://evil.test", ...protocol })).status).toBe(403);
  });

  it("says that something was decided to whoever is watching", async () => {
    const { cookie } = await signIn("viewer");
    const { webSocket } = await open({ cookie, origin, "sec-websocket-protocol": "royal-equips.live.v1" });
    const heard: { topic: string }[] = [];
    webSocket?.accept();
    webSocket?.addEventListener("message", (event) => heard.push(JSON.parse(String(event.data)) as { topic: string }));
    const id = await insertAction();
    await call("POST", `/v1/actions/${id}/approve`);
    await vi.waitFor(() => expect(heard.map((message) => message.topic)).toContain("actions"));
    webSocket?.close();
  });

  it("opens once with a ticket, and never without anything", async () => {
    const { ticket } = (await (await call("POST", "/v1/live/ticket")).json()) as { ticket: string };
    const protocol = { "sec-websocket-protocol": `royal-equips.live.v1, ticket.${ticket}` };
    const mine = await open(protocol);
    expect(mine.status).toBe(101);
    mine.webSocket?.accept();
    mine.webSocket?.close();
    expect((await open(protocol)).status).toBe(401);
    expect((await open({})).status).toBe(401);
    expect((await send("/v1/live")).status).toBe(400);
  });
});
