import { routePattern } from "./route-pattern.ts";

/** How an error came to light. */
export type Mechanism = "onerror" | "onunhandledrejection" | "react";

export interface EventFacts {
  thrown: unknown;
  mechanism: Mechanism;
  /** Of the page, as in the address bar. */
  path: string;
  origin: string;
  release: string;
  environment: string;
  /** 32 hex digits. */
  id: string;
  /** Ms since 1970. */
  at: number;
}

const mostFrames = 50;
const mostText = 300;

/**
 * A Sentry event of the error alone: its kind, its text without what may name a thing or a person, the places in our own
 * scripts, and the page's pattern. No address, no browser, no user, nothing that was typed.
 */
export function eventOf({ thrown, mechanism, path, origin, release, environment, id, at }: EventFacts) {
  const error = thrown instanceof Error ? thrown : null;
  const frames = framesOf(error?.stack ?? "", origin);
  return {
    event_id: id,
    timestamp: at / 1_000,
    platform: "javascript",
    level: "error",
    release,
    environment,
    transaction: routePattern(path),
    exception: {
      values: [
        {
          type: error ? error.name : "NoError",
          value: impersonal(error ? error.message : `a ${typeof thrown} was thrown`),
          mechanism: { type: mechanism, handled: mechanism === "react" },
          ...(frames.length > 0 ? { stacktrace: { frames } } : {}),
        },
      ],
    },
  };
}

/** What was quoted, addressed or numbered is somebody's; the words around it are ours. */
export function impersonal(text: string): string {
  return text
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”|‘[^’]*’/g, '"…"')
    .replace(/\b[a-z]+:\/\/\S+/gi, "<address>")
    .replace(/\S+@\S+/g, "<mail>")
    .replace(/(?<=\s|^)\/\S+/g, "<path>")
    .replace(/[\w-]*\d[\w-]*/g, "#")
    .slice(0, mostText);
}

/** Oldest first, as Sentry has them. Chromium and Firefox write a place as `address:line:column`, with the function before. */
function framesOf(stack: string, origin: string) {
  const read = stack.split("\n").flatMap((line) => {
    const found = /^\s*(?:at (?:async )?)?(.*?)[ @]?\(?((?:https?:)\/\/[^\s)]+?):(\d+):(\d+)\)?$/.exec(line);
    const url = URL.parse(found?.[2] ?? "");
    // An extension's place, and one without a file such as an inlined handler, says nothing of us.
    if (!found || url?.origin !== origin || !url.pathname.includes(".")) return [];
    const name = /^[\w$.<>[\] ]{1,80}$/.test(found[1] ?? "") ? found[1] : "?";
    return [{ function: name, filename: `app://${url.pathname}`, lineno: Number(found[3]), colno: Number(found[4]) }];
  });
  return read.slice(0, mostFrames).reverse();
}
