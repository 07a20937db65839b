import * as z from "zod/mini";
import { err, ok, type Result } from "#core/result.ts";
import { parseLossless } from "./lossless-json.ts";
import { type IdRule, type Stream, streams, type TopicRule, topics } from "./webhook-topics.ts";

/** Largest message we put on a queue, bytes of JSON. */
export const MESSAGE_LIMIT = 16 * 1024;

const gid = z.string().check(z.startsWith("gid://shopify/"));

/** What is left of a delivery: ids, times and a few states. The truth is read again from the store. */
export const shopEvent = z.object({
  /** The same on every retry of one delivery. */
  deliveryId: z.string(),
  /** Shared by all topics that one action of the merchant fired. */
  eventId: z.nullable(z.string()),
  topic: z.string(),
  stream: z.enum(streams),
  shop: z.string(),
  apiVersion: z.nullable(z.string()),
  subject: gid,
  related: z.record(z.string(), gid),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  deleted: z.boolean(),
  /** When the store fired it, ms; the time of receipt where the header is missing. */
  triggeredAt: z.number(),
  /** The subject's own version, ms. */
  updatedAt: z.nullable(z.number()),
});
export type ShopEvent = z.infer<typeof shopEvent>;

export interface WebhookHeaders {
  topic: string;
  signature: string;
  shop: string;
  deliveryId: string;
  eventId: string | null;
  apiVersion: string | null;
  triggeredAt: number | null;
}

export type HeaderError = { readonly kind: "missing-header"; readonly name: string };

/** Why a correctly signed delivery is kept as ignored and not acted upon. */
export type ProjectionError =
  | { readonly kind: "unknown-topic"; readonly topic: string }
  | { readonly kind: "malformed"; readonly detail: string }
  | { readonly kind: "no-subject"; readonly topic: string }
  | { readonly kind: "too-big"; readonly bytes: number };

/** Any capitalisation, from a request or from a plain record. */
export function readWebhookHeaders(from: Headers | Record<string, string>): Result<WebhookHeaders, HeaderError> {
  const headers = from instanceof Headers ? from : new Headers(from);
  const value = (name: string) => headers.get(`x-shopify-${name}`);
  const found: Record<string, string> = {};
  for (const name of ["topic", "hmac-sha256", "shop-domain", "webhook-id"]) {
    const held = value(name);
    if (!held) return err({ kind: "missing-header", name: `x-shopify-${name}` });
    found[name] = held;
  }
  const triggeredAt = Date.parse(value("triggered-at") ?? "");
  return ok({
    topic: found.topic ?? "",
    signature: found["hmac-sha256"] ?? "",
    shop: found["shop-domain"] ?? "",
    deliveryId: found["webhook-id"] ?? "",
    eventId: value("event-id"),
    apiVersion: value("api-version"),
    triggeredAt: Number.isNaN(triggeredAt) ? null : triggeredAt,
  });
}

/**
 * Whether the raw bytes carry a signature by any of the secrets (the old one stays valid for an hour after a rotation).
 * All are tried, each in constant time, so that the time taken says nothing about which one fits.
 */
export async function verifyWebhook(
  body: Uint8Array,
  signature: string | null,
  secrets: readonly (string | undefined)[],
): Promise<boolean> {
  const expected = signature === null ? null : fromBase64(signature);
  if (expected === null || expected.byteLength !== 32) return false;
  const usable = secrets.filter((secret): secret is string => secret !== undefined && secret !== "");
  const verdicts = await Promise.all(
    usable.map(async (secret) => crypto.subtle.verify("HMAC", await keyOf(secret), expected, body)),
  );
  return verdicts.some((verdict) => verdict);
}

/** The isolate's keys, the keys themselves and no promises, which belong to one request; importing one costs nearly a check. */
const keys = new Map<string, CryptoKey>();
/** The newest and the one before, and room for another rotation. */
const mostKeys = 4;

async function keyOf(secret: string): Promise<CryptoKey> {
  const held = keys.get(secret);
  if (held) return held;
  const bytes = encoder.encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(secret, key);
  return key;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  let characters: string;
  try {
    characters = atob(text.trim());
  } catch {
    return null;
  }
  // Five times the pace of Uint8Array.from with a function.
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

// One of each for the isolate: making one costs more than its work on a delivery.
const encoder = new TextEncoder();
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Reduces a verified delivery to ids. Order and completeness of its payload are not trusted, so little is kept. */
export function projectWebhook(
  headers: WebhookHeaders,
  body: Uint8Array,
  receivedAt: number,
): Result<ShopEvent, ProjectionError> {
  const rule = topics.get(headers.topic);
  if (!rule) return err({ kind: "unknown-topic", topic: headers.topic });
  let payload: unknown;
  try {
    payload = readPayload(utf8.decode(body), rule);
  } catch (error) {
    return err({ kind: "malformed", detail: error instanceof Error ? error.name : "unreadable" });
  }
  if (typeof payload !== "object" || payload === null || Array.isArray(payload))
    return err({ kind: "malformed", detail: "not an object" });
  const subject = idOf(payload, rule.subject);
  if (subject === null) return err({ kind: "no-subject", topic: headers.topic });

  const updatedAt = Date.parse(String(at(payload, "updated_at") ?? ""));
  const event: ShopEvent = {
    deliveryId: headers.deliveryId,
    eventId: headers.eventId,
    topic: headers.topic,
    stream: rule.stream satisfies Stream,
    shop: headers.shop,
    apiVersion: headers.apiVersion,
    subject,
    related: Object.fromEntries(
      Object.entries(rule.related ?? {}).flatMap(([name, each]) => {
        const id = idOf(payload, each);
        return id === null ? [] : [[name, id]];
      }),
    ),
    fields: Object.fromEntries(
      (rule.fields ?? []).flatMap((path) => {
        const value = at(payload, path);
        return isPlain(value) ? [[path, value]] : [];
      }),
    ),
    deleted: headers.topic.endsWith("/delete"),
    triggeredAt: headers.triggeredAt ?? receivedAt,
    updatedAt: Number.isNaN(updatedAt) ? null : updatedAt,
  };
  const bytes = encoder.encode(JSON.stringify(event)).byteLength;
  return bytes > MESSAGE_LIMIT ? err({ kind: "too-big", bytes }) : ok(event);
}

/** The payload, read a second time without loss where a number that we take from it lies beyond 2^53 (five times the work). */
function readPayload(text: string, rule: TopicRule): unknown {
  const payload: unknown = JSON.parse(text);
  const isRounded = (path: string) => {
    const value = at(payload, path);
    return Number.isInteger(value) && !Number.isSafeInteger(value);
  };
  const ids = [rule.subject, ...Object.values(rule.related ?? {})];
  const rounded = ids.some((id) => id.at.some(isRounded)) || (rule.fields ?? []).some(isRounded);
  return rounded ? parseLossless(text) : payload;
}

function idOf(payload: object, rule: IdRule): string | null {
  for (const path of rule.at) {
    const value = at(payload, path);
    const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
    if (text.startsWith(`gid://shopify/${rule.type}/`)) return text.split("?")[0] ?? null;
    if (/^[1-9]\d*$/.test(text)) return `gid://shopify/${rule.type}/${text}`;
  }
  return null;
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
