import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";

/**
 * What is known about the effect of a call that failed: `not-sent` never left us, `refused` was answered and not
 * carried out, `unknown` may have happened.
 */
export type CallOutcome = "not-sent" | "refused" | "unknown";

export interface KitErrorOptions {
  /** Stable, kebab-case: what code and dashboards branch on. */
  code: string;
  /** Safe to show to anyone. */
  message: string;
  /** Our own words with ids and numbers, for logs only. */
  detail?: string;
  /** What somebody else wrote, a vendor or an engine: for code to look at; logs keep of it what `foreignText` knows. */
  internal?: string;
  retryable?: boolean;
  /** Worth a person's attention (sent to Sentry); an expected refusal is not. */
  report?: boolean;
  outcome?: CallOutcome;
  /** Earliest sensible next try, ms of the shop's clock; set when waiting for a breaker, a budget or a stop. */
  notBefore?: number;
  /** What the vendor asked for (`Retry-After`), ms. */
  retryAfterMs?: number;
  /** HTTP status of the vendor's reply, if there was one. */
  status?: number;
  /** Whether the failure says that the vendor is ill; by default only what is retryable does. */
  countsAgainst?: boolean;
  /** The bucket as the refusing reply described it. */
  budget?: BudgetReading;
  cause?: unknown;
}

/** The one error class of the I/O rooms: `message` is public, `detail` and `internal` are not. */
export class KitError extends Error {
  override readonly name = "KitError";
  readonly code: string;
  readonly detail: string | undefined;
  readonly internal: string | undefined;
  readonly retryable: boolean;
  readonly report: boolean;
  readonly outcome: CallOutcome | undefined;
  readonly notBefore: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly countsAgainst: boolean;
  readonly budget: BudgetReading | undefined;

  constructor(options: KitErrorOptions) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.detail = options.detail;
    this.internal = options.internal;
    this.retryable = options.retryable ?? false;
    this.report = options.report ?? !this.retryable;
    this.outcome = options.outcome;
    this.notBefore = options.notBefore;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.countsAgainst = options.countsAgainst ?? this.retryable;
    this.budget = options.budget;
  }
}

/** Also true for an error that crossed an RPC boundary, where its class is lost and its own properties are kept. */
export function isKitError(error: unknown): error is KitError {
  return error instanceof Error && error.name === "KitError" && "code" in error && typeof error.code === "string";
}

/** Makes any thrown value a KitError; what was not foreseen is a bug: not retryable, reported, text kept internal. */
export function toKitError(thrown: unknown, code = "unexpected"): KitError {
  if (isKitError(thrown)) return thrown;
  const internal = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new KitError({ code, message: "Something unexpected happened.", internal, report: true, cause: thrown });
}
