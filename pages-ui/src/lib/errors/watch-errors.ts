import type { RootOptions } from "react-dom/client";
import type { Mechanism } from "./event.ts";
import type { SendOptions } from "./send-error.ts";

/** Listens for what nobody caught, and for what a page's boundary caught; the code that sends comes with the first error. */
export function watchErrors(options: SendOptions): RootOptions {
  const send = (thrown: unknown, mechanism: Mechanism) =>
    // What cannot be sent is not the next error.
    void import("./send-error.ts")
      .then(({ sendError }) => sendError(thrown, mechanism, options))
      .catch(() => undefined);
  // React hands on to the window what no boundary caught. Without an error there is nothing of ours to tell.
  addEventListener("error", ({ error }) => error !== null && error !== undefined && send(error, "onerror"));
  addEventListener("unhandledrejection", ({ reason }) => send(reason, "onunhandledrejection"));
  return {
    onCaughtError(error) {
      console.error(error);
      send(error, "react");
    },
  };
}
