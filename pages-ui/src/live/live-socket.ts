import type { LIVE_PROTOCOL, LiveMessage } from "#schemas/api/live.ts";
import { backoffMs } from "./backoff.ts";

const protocol: typeof LIVE_PROTOCOL = "royal-equips.live.v1";
const pingEveryMs = 15_000;
const silentAfterMs = 35_000;

export interface LiveState {
  status: "connecting" | "live" | "lost";
  /** Device time of the last thing heard, or null before the first. */
  heardAt: number | null;
  /** Device time of the next try while lost. */
  retryAt: number | null;
}

export interface LiveSocket {
  state(): LiveState;
  subscribe(listener: () => void): () => void;
  retryNow(): void;
  close(): void;
}

/** One WebSocket kept open: pinged, given up when silent, opened again with growing waits. */
export function openLive(url: string, onMessage: (message: LiveMessage) => void): LiveSocket {
  let state: LiveState = { status: "connecting", heardAt: null, retryAt: null };
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;
  const listeners = new Set<() => void>();

  const set = (next: Partial<LiveState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };

  const connect = () => {
    clearTimeout(retry);
    const opened = new WebSocket(url, [protocol]);
    socket = opened;
    opened.onopen = () => {
      set({ status: "live", heardAt: Date.now(), retryAt: null });
    };
    opened.onmessage = ({ data }) => {
      // Not when it opens: a line that is closed as soon as it stands must not be tried ever faster.
      attempt = 0;
      set({ heardAt: Date.now() });
      const message = parse(data);
      if (message) onMessage(message);
    };
    opened.onclose = () => {
      if (socket === opened) lose();
    };
  };

  const lose = () => {
    if (closed) return;
    socket = null;
    const waitMs = backoffMs(attempt, Math.random());
    attempt += 1;
    set({ status: "lost", retryAt: Date.now() + waitMs });
    clearTimeout(retry);
    retry = setTimeout(connect, waitMs);
  };

  const retryNow = () => {
    if (state.status !== "lost" || closed) return;
    attempt = 0;
    connect();
  };

  const drop = () => {
    const dead = socket;
    if (!dead) return;
    lose();
    dead.close();
  };

  // A laptop that slept keeps an open socket nobody answers: only an unanswered ping shows it.
  const pulse = setInterval(() => {
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    if (Date.now() - (state.heardAt ?? 0) > silentAfterMs) drop();
    else socket.send("ping");
  }, pingEveryMs);
  addEventListener("online", retryNow);
  addEventListener("offline", drop);
  connect();

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow,
    close() {
      closed = true;
      clearInterval(pulse);
      clearTimeout(retry);
      removeEventListener("online", retryNow);
      removeEventListener("offline", drop);
      socket?.close();
    },
  };
}

/** Null for "pong" and whatever else is no event. */
function parse(data: unknown): LiveMessage | null {
  if (typeof data !== "string" || !data.startsWith("{")) return null;
  const value: unknown = JSON.parse(data);
  return isMessage(value) ? value : null;
}

function isMessage(value: unknown): value is LiveMessage {
  return typeof value === "object" && value !== null && "topic" in value && typeof value.topic === "string";
}
