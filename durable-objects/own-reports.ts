import { reporter, reporting } from "#agent-kit/report.ts";
import { type SentryEnv, sentry } from "#agent-kit/sentry.ts";
import type { ErrorReportsApi } from "#schemas/rpc/error-reports.ts";
import { version } from "../package.json";

interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

/** Straight to Sentry, which this Worker carries for all others; answers whether there was somewhere to send it. */
export function ownReports(env: SentryEnv, ctx: Lasting) {
  return {
    async error(report) {
      const told = sentry(env, ctx, version);
      told?.error(report);
      return told !== null;
    },
    async span(report) {
      const told = sentry(env, ctx, version);
      told?.span(report);
      return told !== null;
    },
  } satisfies ErrorReportsApi;
}

/**
 * What the platform asks of an object, an alarm or a socket's event, that no Worker waits for. What it throws is reported
 * once and still reaches the platform, which repeats an alarm.
 */
export function reportedEvent(
  env: SentryEnv,
  ctx: Lasting,
  object: string,
  work: () => void | Promise<void>,
): Promise<void> {
  return reporting(reporter({ ...env, ERROR_REPORTS: ownReports(env, ctx) }, ctx, object), work);
}
