import { DurableObject } from "cloudflare:workers";
import type { LIVE_PROTOCOL, LIVE_TICKET_PREFIX } from "#schemas/api/live.ts";
import type { StateEnv } from "./state-env.ts";

/** Something changed: enough to know what to read again, never personal data. `at` in ms of the shop's clock. */
export interface LiveEvent {
  topic: string;
  at: number;
  agent?: string;
  [field: string]: string | number | boolean | null | undefined;
}

// Type imports check the names and keep zod out of this object.
const liveProtocol: typeof LIVE_PROTOCOL = "royal-equips.live.v1";
const ticketPrefix: typeof LIVE_TICKET_PREFIX = "ticket.";
const ticketLifeMs = 60_000;
/** May be received but not sent (RFC 6455, 7.4.1): closing with one of them throws. */
const unsendable: ReadonlySet<number> = new Set([1004, 1005, 1006, 1015]);

/**
 * Passes events on to every open dashboard. Sockets hibernate: the object may be evicted while they stay open. Whoever
 * connects shows a ticket, which works once; control hands them out to those it knows.
 */
export class LiveFeed extends DurableObject<StateEnv> {
  constructor(ctx: DurableObjectState, env: StateEnv) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS ticket (id TEXT PRIMARY KEY, principal TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID",
    );
    // Answered by the runtime without waking the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Real time: a ticket's life must not depend on a moved clock. */
  ticket(principal: string, now = Date.now()): { ticket: string; expiresAt: number } {
    const ticket = crypto.randomUUID().replaceAll("-", "") + crypto.randomUUID().replaceAll("-", "");
    const expiresAt = now + ticketLifeMs;
    this.ctx.storage.sql.exec("DELETE FROM ticket WHERE expires_at <= ?", now);
    this.ctx.storage.sql.exec(
      "INSERT INTO ticket (id, principal, expires_at) VALUES (?, ?, ?)",
      ticket,
      principal,
      expiresAt,
    );
    return { ticket, expiresAt };
  }

  override fetch(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());
    const ticket = offered.find((protocol) => protocol.startsWith(ticketPrefix))?.slice(ticketPrefix.length);
    const principal = ticket === undefined ? null : this.#redeem(ticket, Date.now());
    if (principal === null) return new Response(null, { status: 401 });

    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment({ principal });
    server.send(JSON.stringify({ topic: "hello", at: Date.now() }));
    // A browser closes the socket when we choose none of the protocols it offered.
    const headers = offered.includes(liveProtocol) ? { "sec-websocket-protocol": liveProtocol } : undefined;
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** Answers how many sockets took the event. */
  publish(event: LiveEvent): number {
    const text = JSON.stringify(event);
    return this.ctx.getWebSockets().filter((socket) => sent(socket, text)).length;
  }

  dump(): { sockets: number; tickets: number } {
    const [row] = this.ctx.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM ticket").toArray();
    return { sockets: this.ctx.getWebSockets().length, tickets: row?.n ?? 0 };
  }

  override webSocketMessage(socket: WebSocket): void | Promise<void> {
    // The feed is one way: everything else goes through the API, where roles are checked.
    socket.close(1003, "this feed does not listen");
  }

  override webSocketClose(socket: WebSocket, code: number): void | Promise<void> {
    if (!unsendable.has(code)) socket.close(code);
  }

  #redeem(ticket: string, now: number): string | null {
    const [row] = this.ctx.storage.sql
      .exec<{ principal: string }>(
        "DELETE FROM ticket WHERE id = ? AND expires_at > ? RETURNING principal",
        ticket,
        now,
      )
      .toArray();
    return row?.principal ?? null;
  }
}

function sent(socket: WebSocket, text: string): boolean {
  try {
    socket.send(text);
    return true;
  } catch {
    // Closed between getWebSockets and send: its close event follows.
    return false;
  }
}
