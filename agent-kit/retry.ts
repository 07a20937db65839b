import type { KitError } from "./errors.ts";

/** `keyed-write` carries a vendor's idempotency key, so repeating it is harmless; a bare `write` is never repeated blindly. */
export type CallEffect = "read" | "keyed-write" | "write";

export interface RetryPolicy {
  /** Tries in all, the first included. */
  attempts: number;
  minDelayMs: number;
  maxDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { attempts: 3, minDelayMs: 4_000, maxDelayMs: 10_000 };

/** Whether another try is allowed: a bare write only when the failed one is known not to have left us. */
export function mayRetry(error: KitError, effect: CallEffect, attempt: number, policy: RetryPolicy): boolean {
  if (!error.retryable || attempt >= policy.attempts) return false;
  return effect !== "write" || error.outcome === "not-sent";
}

/** Uniform between the policy's bounds (`roll` in [0, 1)), never sooner than the vendor asked for. */
export function retryDelayMs(error: KitError, policy: RetryPolicy, roll: number): number {
  const own = policy.minDelayMs + roll * (policy.maxDelayMs - policy.minDelayMs);
  return Math.round(Math.max(own, error.retryAfterMs ?? 0));
}

/** Milliseconds in a `Retry-After` header (seconds, also with decimals, or an HTTP date); `undefined` when there is none. */
export function retryAfterMs(header: string | null, realNow: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - realNow);
}
