import * as z from "zod/mini";
import { KitError } from "#agent-kit/errors.ts";
import { retryAfterMs } from "#agent-kit/retry.ts";
import { httpError, throttled } from "#agent-kit/vendor-error.ts";
import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";
import { rateUnder } from "./account.ts";

const VENDOR = "Resend";

const refusal = z.object({ name: z.string().check(z.maxLength(60)), message: z.nullish(z.string()) });

/** What a refusal means. The vendor's own sentence may quote an address, so it goes no further than the log's judge. */
export function refusedReply(reply: { status: number; headers: Pick<Headers, "get"> }, text: string): KitError {
  const said = refusal.safeParse(parsedJson(text));
  const name = said.success ? said.data.name : "";
  const internal = name === "" ? text.slice(0, 300) : `${name} ${said.data?.message ?? ""}`;
  const known = { status: reply.status, internal, outcome: "refused" as const };
  switch (name) {
    case "rate_limit_exceeded":
      return throttled(VENDOR, { retryAfterMs: retryAfterMs(reply.headers.get("retry-after"), Date.now()) });
    // The first try is still under way: whether it ends well is not known.
    case "concurrent_idempotent_requests":
      return new KitError({
        ...known,
        code: "mail-under-way",
        message: `${VENDOR} is still at work on an earlier try of this mail.`,
        retryable: true,
        outcome: "unknown",
        countsAgainst: false,
      });
    case "invalid_idempotent_request":
      return new KitError({
        ...known,
        code: "mail-key-used",
        message: `${VENDOR} has sent another mail under this key.`,
        report: false,
      });
    case "daily_quota_exceeded":
    case "monthly_quota_exceeded":
      return new KitError({
        ...known,
        code: "mail-quota",
        message: `${VENDOR} says that the ${name === "daily_quota_exceeded" ? "day's" : "month's"} mails are used up.`,
        report: false,
        countsAgainst: false,
      });
    case "restricted_api_key":
      return new KitError({
        ...known,
        code: "mail-key-restricted",
        message: `This key of ${VENDOR} may send and not look.`,
        report: false,
      });
    case "validation_error":
    case "invalid_from_address":
    case "missing_required_field":
      return new KitError({
        ...known,
        code: "vendor-refused",
        message: `${VENDOR} refused the mail: the sender's domain must be verified and the address be one.`,
      });
    default:
      return httpError(VENDOR, reply, { internal, realNow: Date.now() });
  }
}

/** Requests left in this second, as the reply's headers have it; undefined when they do not say. */
export function rateOf(headers: Pick<Headers, "get">): BudgetReading | undefined {
  const limit = Number(headers.get("ratelimit-limit") ?? Number.NaN);
  const left = Number(headers.get("ratelimit-remaining") ?? Number.NaN);
  if (!(limit > 0) || !(left >= 0)) return undefined;
  const bucket = rateUnder(limit);
  return { ...bucket, available: Math.min(left, bucket.size), actualCost: 1 };
}

export function unreadable(status: number): KitError {
  return new KitError({
    code: "unreadable-reply",
    message: `${VENDOR} answered with something that is no reply of its API.`,
    status,
    retryable: true,
    outcome: "unknown",
  });
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
