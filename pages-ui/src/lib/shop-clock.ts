import { useSyncExternalStore } from "react";

let offsetMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

/** What time the system says it is; a sandbox's clock may be moved. */
export function setShopNow(now: number): void {
  offsetMs = now - Date.now();
}

export function shopNow(): number {
  return Date.now() + offsetMs;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The shop's now, rendered again every `stepSeconds`. */
export function useShopNow(stepSeconds = 1): number {
  useSyncExternalStore(subscribe, () => Math.floor(second / stepSeconds));
  return shopNow();
}
