import { readDsn } from "./dsn.ts";
import { eventOf, type Mechanism } from "./event.ts";

export interface SendOptions {
  dsn: string;
  release: string;
  environment: string;
}

/** A page that fails in a loop says so a few times, not for ever. */
const mostAPage = 10;
const seen = new WeakSet<object>();
const told = new Set<string>();

/** Sends an error to Sentry once, however often and by whichever way it comes to light; true when it was taken. */
export async function sendError(thrown: unknown, mechanism: Mechanism, options: SendOptions): Promise<boolean> {
  const to = readDsn(options.dsn);
  if (to === null) return false;
  if (typeof thrown === "object" && thrown !== null) {
    if (seen.has(thrown)) return false;
    seen.add(thrown);
  }
  const event = eventOf({
    ...{ thrown, mechanism, release: options.release, environment: options.environment },
    ...{ path: location.pathname, origin: location.origin },
    id: crypto.randomUUID().replaceAll("-", ""),
    at: Date.now(),
  });
  const same = JSON.stringify([
    event.transaction,
    event.exception.values.map(({ type, value, stacktrace }) => [type, value, stacktrace]),
  ]);
  if (told.has(same) || told.size >= mostAPage) return false;
  told.add(same);
  const header = { event_id: event.event_id, sent_at: new Date(event.timestamp * 1_000).toISOString() };
  const envelope = [header, { type: "event" }, event].map((part) => JSON.stringify(part)).join("\n");
  // Like a form's: no header of ours, so the browser asks for no leave first. Neither cookies nor our address go along.
  const reply = await fetch(to.envelopes, {
    method: "POST",
    body: envelope,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    keepalive: true,
  }).catch(() => null);
  return reply?.ok ?? false;
}
