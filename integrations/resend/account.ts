import type { Evidence } from "#schemas/rpc/agent.ts";

export const RESEND = "resend";
export const RESEND_HOST = "https://api.resend.com";

/**
 * Five requests a second a team by default; learned from the reply's `ratelimit-*` headers where it is another number. Half
 * of it as size and rate keeps every second under the limit, also when it begins with a full bucket.
 */
export function rateUnder(perSecond: number) {
  return { size: Math.max(1, Math.floor(perSecond / 2)), restorePerSecond: perSecond / 2 };
}
export const resendRate = rateUnder(5);

/** What is read of a Worker's environment beside the secret. */
export interface ResendEnv {
  ENVIRONMENT?: string;
  MAIL_FROM?: string;
  RESEND_BASE_URL?: string;
}

/** The sender of every mail, whose domain was verified with the vendor; null when none is set. */
export function mailFrom(env: ResendEnv): string | null {
  return env.MAIL_FROM || null;
}

/** A key alone sends nothing: there must be a sender, too. */
export function mailConfigured(env: ResendEnv & { RESEND_API_KEY?: string }): boolean {
  return Boolean(env.RESEND_API_KEY) && mailFrom(env) !== null;
}

export const resendEvidence: Evidence = {
  level: "documented",
  source:
    "resend.com/docs (send email, list sent emails, list domains, idempotency keys, errors, usage limits) and its OpenAPI file 1.5.0",
  date: "2026-11-22",
};
