import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { LIVE_PROTOCOL, LIVE_TICKET_PREFIX } from "#schemas/api/live.ts";
import { liveFeed } from "./client.ts";

const feed = liveFeed(env);
const url = "https://control.test/v1/live";

function upgrade(protocols?: string): Request {
  const headers: Record<string, string> = { upgrade: "websocket" };
  if (protocols) headers["sec-websocket-protocol"] = protocols;
  return new Request(url, { headers });
}

async function open(response: Response): Promise<{ socket: WebSocket; next(): Promise<Record<string, unknown>> }> {
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  const waiting: ((data: string) => void)[] = [];
  const arrived: string[] = [];
  socket.addEventListener("message", ({ data }) => {
    const text = String(data);
    const taker = waiting.shift();
    if (taker) taker(text);
    else arrived.push(text);
  });
  socket.accept();
  const next = async () => {
    const ready = arrived.shift();
    const text = ready ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
    return text === "pong" ? { topic: "pong" } : JSON.parse(text);
  };
  expect(await next()).toMatchObject({ topic: "hello" });
  return { socket, next };
}

describe("LiveFeed", () => {
  it("opens for a ticket once, choosing the protocol it speaks", async () => {
    const { ticket } = await feed.ticket("viewer:ada");
    const protocols = `${LIVE_PROTOCOL}, ${LIVE_TICKET_PREFIX}${ticket}`;
    const first = await feed.connect(upgrade(protocols));
    expect(first.status).toBe(101);
    expect(first.headers.get("sec-websocket-protocol")).toBe(LIVE_PROTOCOL);
    const { socket } = await open(first);
    expect((await feed.connect(upgrade(protocols))).status).toBe(401);
    socket.close(1000);
  });

  it("refuses without a ticket, with an invented one and without an upgrade", async () => {
    expect((await feed.connect(upgrade())).status).toBe(401);
    expect((await feed.connect(upgrade(`${LIVE_PROTOCOL}, ${LIVE_TICKET_PREFIX}invented`))).status).toBe(401);
    expect((await feed.connect(new Request(url))).status).toBe(426);
  });

  it("opens for whom control vouches for, and tells every socket, through an eviction", async () => {
    const one = await open(await feed.connect(upgrade(LIVE_PROTOCOL), "viewer:ada"));
    const two = await open(await feed.connect(upgrade(), "viewer:bob"));
    await evictDurableObject(env.LIVE_FEED.get(env.LIVE_FEED.idFromName("live")));
    const took = await feed.publish({ topic: "tick", at: 1, agent: "analytics" });
    expect(took).toBeGreaterThanOrEqual(2);
    expect(await one.next()).toEqual({ topic: "tick", at: 1, agent: "analytics" });
    expect(await two.next()).toEqual({ topic: "tick", at: 1, agent: "analytics" });
    one.socket.close(1000);
    two.socket.close(1000);
  });

  it("answers a ping without listening to anything else", async () => {
    const { socket, next } = await open(await feed.connect(upgrade(), "viewer:ada"));
    socket.send("ping");
    expect(await next()).toEqual({ topic: "pong" });
    const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    socket.send("stop everything");
    expect(await closed).toBe(1003);
  });
});
