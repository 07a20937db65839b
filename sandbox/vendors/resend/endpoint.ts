import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod/mini";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import { readMeta } from "../../store/clock.ts";
import type { Shop } from "../../store/shop.ts";
import { sufferAtVendor } from "../faults.ts";
import { acceptMail, listMails } from "./mails.ts";

export const RESEND_SANDBOX_KEY = "re_sandbox";
/** A key that may send and not list, as the vendor advises for servers. */
export const RESEND_SENDING_KEY = "re_sandbox_sending";
const ROOT = "/vendors/resend";
const USUAL_PER_SECOND = 5;

interface Options {
  shop: Shop;
  chance: () => number;
}

const address = z.string().check(z.regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^<>]*<[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+>$/));
const mailSchema = z.object({
  from: address,
  to: z.union([
    z.pipe(
      address,
      z.transform((one) => [one]),
    ),
    z.array(address).check(z.minLength(1), z.maxLength(50)),
  ]),
  subject: z.string().check(z.minLength(1)),
  text: z.optional(z.string()),
  html: z.optional(z.string()),
  reply_to: z.optional(z.string()),
  attachments: z.optional(
    z.array(z.object({ filename: z.string(), content: z.base64(), content_type: z.optional(z.string()) })),
  ),
});

/** The two states that matter to who sends: the second waits for its records in the DNS. */
const domains = [
  { name: "shop.example", status: "verified" },
  { name: "unverified.example", status: "pending" },
].map((domain, at) => ({
  id: `d91cd9bd-1176-453e-8fc1-35364d380${206 + at}`,
  created_at: "2026-04-26 20:21:26.347412+00",
  region: "eu-west-1",
  ...domain,
}));

const lastCalls = new WeakMap<Shop, number[]>();

/** The double of Resend: sending with an idempotency key and the lists of what was sent and of domains, in the documented shapes. */
export async function answerResend(
  { shop, chance }: Options,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const what = `${request.method} ${url.pathname.slice(ROOT.length)}`;
  const body = request.method === "POST" ? await readJson(request) : {};
  const fault = takeFault(
    shop,
    ["resend", `resend${url.pathname.slice(ROOT.length)}`],
    what.startsWith("POST"),
    chance,
  );
  if (await sufferAtVendor(fault, response)) return;
  if (!request.headers["user-agent"]) return refuse(response, 403, "error_1010", "A User-Agent is needed");
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (key === undefined)
    return refuse(response, 401, "missing_api_key", "Missing API key in the authorization header.");
  if (fault?.kind === "401" || (key !== RESEND_SANDBOX_KEY && key !== RESEND_SENDING_KEY))
    return refuse(response, 403, "invalid_api_key", "API key is invalid.");
  if (fault?.kind === "quota") return refuse(response, 429, "daily_quota_exceeded", "The daily quota is used up.");
  const limit = Number(readMeta(shop.database, "mails_per_second") ?? USUAL_PER_SECOND);
  const left = remaining(shop, limit);
  if (fault?.kind === "throttled" || left < 0)
    return refuse(response, 429, "rate_limit_exceeded", "Too many requests.", { "retry-after": "1" });
  const rate = {
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(left),
    "ratelimit-reset": "1",
  };

  if (what !== "POST /emails" && key === RESEND_SENDING_KEY)
    return refuse(response, 401, "restricted_api_key", "This API key is restricted to only send emails.");
  if (what === "GET /domains") return sendJson(response, 200, { object: "list", has_more: false, data: domains }, rate);
  if (what === "GET /emails") {
    const size = Math.min(100, Number(url.searchParams.get("limit") ?? 20));
    return sendJson(response, 200, listMails(shop, size, url.searchParams.get("after")), rate);
  }
  if (what !== "POST /emails") return refuse(response, 404, "not_found", "The requested endpoint does not exist.");

  const idempotencyKey = request.headers["idempotency-key"];
  const named = typeof idempotencyKey === "string" ? idempotencyKey : null;
  if (named !== null && (named.length < 1 || named.length > 256))
    return refuse(response, 400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
  const mail = mailSchema.safeParse(body);
  if (!mail.success || (mail.data.text === undefined && mail.data.html === undefined))
    return refuse(response, 422, "validation_error", "A field of the mail is missing or wrong.");
  const delayed = fault?.kind === "commit-delayed";
  const accepted = acceptMail(shop, mail.data, named, delayed ? (fault.delayMs ?? 3_000) : 0);
  if (fault?.kind === "reply-lost" || (delayed && fault.reply === "lost")) return void response.socket?.destroy();
  if (delayed) return refuse(response, 502, "application_error", "Bad gateway");
  if ("status" in accepted) return refuse(response, accepted.status, accepted.name, accepted.message);
  sendJson(response, 200, accepted, rate);
}

/** Requests left in this second. */
function remaining(shop: Shop, limit: number): number {
  const now = Date.now();
  const recent = (lastCalls.get(shop) ?? []).filter((at) => at > now - 1_000);
  lastCalls.set(shop, [...recent, now]);
  return limit - recent.length - 1;
}

function refuse(
  response: ServerResponse,
  statusCode: number,
  name: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(response, statusCode, { statusCode, name, message }, headers);
}
