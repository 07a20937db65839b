import { KitError } from "#agent-kit/errors.ts";
import { httpError, throttled } from "#agent-kit/vendor-error.ts";
import { parseLossless } from "#integrations/shopify/lossless-json.ts";

export interface RestAsk {
  vendor: string;
  url: string;
  method?: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  signal: AbortSignal;
}

export interface RestReply {
  status: number;
  headers: Headers;
  /** The body read as JSON, whole numbers beyond 2^53 as text. */
  data: unknown;
}

/** How long a vendor that says "too many" and not how long is left alone. */
const lockoutMs = 60_000;

/** One request and its JSON. 404 is an answer; any other refusal, and a success that is no JSON, throw KitError. */
export async function askRest(ask: RestAsk): Promise<RestReply> {
  const { vendor, url, method = "GET", headers, body, signal } = ask;
  const reply = await fetch(url, {
    method,
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
    signal,
  });
  const text = await reply.text();
  if (!reply.ok && reply.status !== 404) {
    const error = httpError(vendor, reply, { internal: text.slice(0, 500), realNow: Date.now() });
    // Nothing ran: the connection waits for the bucket instead of counting an attempt.
    if (reply.status === 429) throw throttled(vendor, { retryAfterMs: error.retryAfterMs ?? lockoutMs });
    throw error;
  }
  try {
    return { status: reply.status, headers: reply.headers, data: text === "" ? null : parseLossless(text) };
  } catch {
    if (reply.status === 404) return { status: 404, headers: reply.headers, data: null };
    throw unreadableReply(vendor, text);
  }
}

/** For a reply that is no reply of the vendor's API; whether a write was carried out nobody knows. */
export function unreadableReply(vendor: string, text: string): KitError {
  return new KitError({
    code: "unreadable-reply",
    message: `${vendor} answered with something that is no reply of its API.`,
    internal: text.slice(0, 500),
    retryable: true,
    outcome: "unknown",
  });
}

/** For a write in production to an address that is not the vendor's own: a left-over sandbox must not swallow it. */
export function foreignAddress(name: string): KitError {
  return new KitError({
    code: "foreign-base-address",
    message: `${name} was not sent: in production only the vendor's own address may be written to.`,
    outcome: "not-sent",
    countsAgainst: false,
  });
}

/** For an order that cannot be told to the vendor as it is. */
export function badOrder(why: string): KitError {
  return new KitError({ code: "bad-order", message: why, outcome: "not-sent", countsAgainst: false });
}
