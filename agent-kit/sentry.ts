import { Toucan } from "toucan-js";
import type { ErrorReport, SpanReport } from "#schemas/rpc/error-reports.ts";

export interface SentryEnv {
  ENVIRONMENT?: string;
  SENTRY_DSN?: string;
  /** The deployed version; by default the package's. */
  SENTRY_RELEASE?: string;
  SENTRY_TRACES_SAMPLE_RATE?: string;
}

export interface Sentry {
  error(report: ErrorReport): void;
  span(report: SpanReport): void;
}

/** Null without `SENTRY_DSN`. Nothing of a request is attached, and no user: a report says what its sender put in. */
export function sentry(
  env: SentryEnv,
  ctx: { waitUntil(work: Promise<unknown>): void },
  version: string,
): Sentry | null {
  const dsn = env.SENTRY_DSN;
  if (!dsn) return null;
  const client = () =>
    new Toucan({
      dsn,
      context: { waitUntil: (work) => ctx.waitUntil(work) },
      environment: env.ENVIRONMENT ?? "production",
      release: env.SENTRY_RELEASE || `royal-equips@${version}`,
      tracesSampleRate: Number(env.SENTRY_TRACES_SAMPLE_RATE ?? 0) || 0,
      requestDataOptions: { allowedHeaders: [] },
    });

  return {
    error({ code, errors, ids, trace }) {
      const toucan = client();
      toucan.setTags({ ...ids, code });
      if (trace) toucan.setContext("trace", { trace_id: trace.traceId, span_id: trace.spanId });
      toucan.captureException(chain(errors), { data: { mechanism: { type: "worker", handled: true } } });
    },
    span({ name, op, startedAt, endedAt, ok, ids, trace }) {
      client().captureEvent({
        type: "transaction",
        transaction: name,
        start_timestamp: startedAt / 1_000,
        timestamp: endedAt / 1_000,
        tags: ids,
        contexts: {
          trace: { trace_id: trace.traceId, span_id: trace.spanId, op, status: ok ? "ok" : "internal_error" },
        },
      });
    },
  };
}

/** The plain errors of a report as errors again, each the cause of the one before. */
function chain(errors: ErrorReport["errors"]): Error {
  const [first, ...causes] = errors.map(({ name, message, stack }) =>
    Object.assign(new Error(message), { name, stack }),
  );
  let last = first;
  for (const cause of causes) {
    if (last) last.cause = cause;
    last = cause;
  }
  return first ?? new Error("an empty report");
}
