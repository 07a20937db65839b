import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LIVE_PATH } from "#schemas/api/live.ts";
import { apiUrl } from "../lib/api/call.ts";
import { type LiveSocket, type LiveState, openLive } from "./live-socket.ts";
import { touched } from "./touched.ts";

const path: typeof LIVE_PATH = "/v1/live";
/** While the line is down, pages are read again this often: the API may answer where a WebSocket does not get through. */
const withoutLineMs = 20_000;
/** Events come in bursts (one a row of a batch); one reading answers them all. */
const gatherMs = 300;

const LiveContext = createContext<LiveSocket | null>(null);
const offline: LiveState = { status: "connecting", heardAt: null, retryAt: null };

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [socket, setSocket] = useState<LiveSocket | null>(null);

  useEffect(() => {
    const pending = new Set<string>();
    let everything = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => everything || pending.has(String(queryKey[0])),
      });
      pending.clear();
      everything = false;
    };
    const opened = openLive(apiUrl(path, "ws"), ({ topic }) => {
      const reads = touched(topic);
      if (reads) for (const id of reads) pending.add(id);
      else everything = true;
      timer ??= setTimeout(flush, gatherMs);
    });
    // What happened while nobody listened is read once the line is back.
    let wasLost = false;
    const unsubscribe = opened.subscribe(() => {
      const { status } = opened.state();
      if (status === "live" && wasLost) void queries.invalidateQueries();
      wasLost = status === "lost";
    });
    const fallback = setInterval(() => {
      if (opened.state().status === "lost") void queries.invalidateQueries();
    }, withoutLineMs);
    setSocket(opened);
    return () => {
      clearInterval(fallback);
      unsubscribe();
      clearTimeout(timer);
      opened.close();
    };
  }, [queries]);

  return <LiveContext value={socket}>{children}</LiveContext>;
}

export function useLive(): LiveState & { retryNow: () => void } {
  const socket = useContext(LiveContext);
  const state = useSyncExternalStore(
    (listener) => socket?.subscribe(listener) ?? (() => {}),
    () => socket?.state() ?? offline,
  );
  return { ...state, retryNow: () => socket?.retryNow() };
}
