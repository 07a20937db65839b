import * as z from "zod/mini";
import { KitError } from "#agent-kit/errors.ts";
import { throttled } from "#agent-kit/vendor-error.ts";
import { parseLossless } from "#integrations/shopify/lossless-json.ts";

const VENDOR = "CJdropshipping";

const envelope = z.object({
  code: z.coerce.number(),
  result: z.nullish(z.boolean()),
  message: z.nullish(z.string()),
  data: z.optional(z.unknown()),
});

/** Codes of “there is no such thing”: product, variant, order. */
const MISSING: ReadonlySet<number> = new Set([1602000, 1602001, 1602002, 1603100]);
const TOKEN: ReadonlySet<number> = new Set([1600001, 1600002, 1600003, 1600030]);

/** The data of a reply, null for what does not exist. The vendor answers 200 with a code of its own for most refusals. */
export function cjData(text: string, status: number): unknown {
  const parsed = envelope.safeParse(parsedJson(text));
  if (!parsed.success)
    throw new KitError({
      code: "unreadable-reply",
      message: `${VENDOR} answered with something that is no reply of its API.`,
      internal: text.slice(0, 500),
      status,
      retryable: true,
      outcome: "unknown",
    });
  const { code, result, message, data } = parsed.data;
  if (code === 200 && result !== false) return data ?? null;
  if (MISSING.has(code)) return null;
  const internal = `${code} ${message ?? ""}`;
  if (code === 1600200) throw throttled(VENDOR, { retryAfterMs: 1_000 });
  if (code === 1600201)
    throw new KitError({
      code: "out-of-points",
      message: `${VENDOR} says that today's calls are used up.`,
      internal,
      outcome: "refused",
      report: false,
      countsAgainst: false,
    });
  if (TOKEN.has(code))
    throw new KitError({
      code: "unauthorised",
      message: `${VENDOR} refused our token.`,
      internal,
      status: 401,
      outcome: "refused",
    });
  if (code === 1600000)
    throw new KitError({
      code: "vendor-unavailable",
      message: `${VENDOR} is busy.`,
      internal,
      retryable: true,
      outcome: "unknown",
    });
  throw new KitError({
    code: "vendor-refused",
    message: `${VENDOR} refused the request (${code}).`,
    internal,
    outcome: "refused",
  });
}

function parsedJson(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return null;
  }
}
