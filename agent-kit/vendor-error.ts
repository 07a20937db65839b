import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";
import { isKitError, KitError, toKitError } from "./errors.ts";
import { retryAfterMs } from "./retry.ts";

/** The KitError for a vendor's non-2xx reply; a 5xx leaves a write's effect unknown, a 4xx means it was not carried out. */
export function httpError(
  vendor: string,
  reply: { status: number; headers: Pick<Headers, "get"> },
  options: { internal?: string; realNow: number },
): KitError {
  const { status } = reply;
  const common = {
    status,
    internal: options.internal,
    retryAfterMs: retryAfterMs(reply.headers.get("retry-after"), options.realNow),
  };
  // 430 is Shopify's reply to traffic it takes for an attack: as patient as with 429.
  if (status === 429 || status === 430)
    return new KitError({
      ...common,
      code: "rate-limited",
      message: `${vendor} asks us to slow down.`,
      retryable: true,
      outcome: "refused",
    });
  if (status === 408 || status >= 500)
    return new KitError({
      ...common,
      code: "vendor-unavailable",
      message: `${vendor} answered ${status}.`,
      retryable: true,
      outcome: "unknown",
    });
  if (status === 401 || status === 403)
    return new KitError({
      ...common,
      code: "unauthorised",
      message: `${vendor} refused our credentials (${status}).`,
      outcome: "refused",
    });
  return new KitError({
    ...common,
    code: "vendor-refused",
    message: `${vendor} refused the request (${status}).`,
    outcome: "refused",
  });
}

/** A reply that says "your budget is used up": nothing ran, and the connection waits for the budget instead of retrying. */
export function throttled(vendor: string, options: { budget?: BudgetReading; retryAfterMs?: number }): KitError {
  const message = `${vendor} has no budget left for this call now.`;
  return new KitError({
    code: "throttled",
    message,
    ...options,
    retryable: true,
    outcome: "refused",
    countsAgainst: false,
  });
}

// Neither undici nor workerd marks a broken connection with a class of its own: only the text tells it from a bug.
const networkText =
  /fetch failed|network|connection (lost|reset|refused|closed)|ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|socket/i;

/** What a vendor call threw, as a KitError: broken connections may be tried again, anything else unforeseen is a bug. */
export function vendorError(vendor: string, thrown: unknown): KitError {
  if (isKitError(thrown)) return thrown;
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message} ${causeText(thrown)}` : String(thrown);
  if (!networkText.test(text)) return new KitError({ ...unforeseen(vendor, text), cause: thrown });
  const message = `${vendor} could not be reached.`;
  return new KitError({ code: "network", message, internal: text, retryable: true, outcome: "unknown", cause: thrown });
}

function unforeseen(vendor: string, text: string) {
  const { code } = toKitError(undefined);
  return {
    code,
    message: `The call to ${vendor} failed unexpectedly.`,
    internal: text,
    report: true,
    outcome: "unknown" as const,
  };
}

function causeText(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : "";
}
