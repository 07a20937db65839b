import type { ErrorReport, ErrorReportsApi, SpanReport } from "#schemas/rpc/error-reports.ts";
import { errorText } from "./error-text.ts";
import { type KitError, toKitError } from "./errors.ts";
import { framesOf } from "./impersonal.ts";
import { environmentRedactor } from "./redact.ts";
import { childOf, isSampled, type Trace } from "./trace.ts";

export interface ReporterEnv {
  ENVIRONMENT?: string;
  ERROR_REPORTS?: ErrorReportsApi;
  SENTRY_TRACES_SAMPLE_RATE?: string;
}

/** Where errors worth a person's attention go; whatever was reported once, here or behind a call, stays silent. */
export type Report = (thrown: unknown, ids?: Record<string, string>, trace?: Trace | null) => void;

interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

/** `worker` names who speaks, e.g. an agent's id. */
export function reporter(env: ReporterEnv, ctx: Lasting, worker: string): Report {
  // One invocation may meet one trouble many times: D1 being away fails every part of the watchdog.
  const told = new Set<string>();
  return (thrown, ids = {}, trace = null) => {
    const error = toKitError(thrown);
    if (!error.report || isReported(thrown)) return;
    markReported(thrown, error);
    const report = describe(error, { worker, ...ids }, trace, env);
    const same = report.errors.map(({ name, message }) => `${name}: ${message}`).join("\n");
    if (told.has(same)) return;
    told.add(same);
    console.error(
      JSON.stringify({
        level: "error",
        message: report.errors[0]?.message,
        environment: env.ENVIRONMENT,
        ...report.ids,
        code: report.code,
        ...(trace && { trace: trace.traceId }),
        reported: env.ERROR_REPORTS !== undefined,
      }),
    );
    const handedOver = env.ERROR_REPORTS?.error(report);
    // A report must never become the next error.
    if (handedOver) ctx.waitUntil(handedOver.catch(() => undefined));
  };
}

/** Does the work and reports what it throws, which still reaches the caller. */
export async function reporting<T>(report: Report, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    report(thrown);
    throw thrown;
  }
}

/** Tells of a finished piece of work when its trace is among the recorded share (`SENTRY_TRACES_SAMPLE_RATE`). */
export function tellSpan(env: ReporterEnv, ctx: Lasting, span: Omit<SpanReport, "trace">, parent: Trace): void {
  if (!env.ERROR_REPORTS || !isSampled(parent, env.SENTRY_TRACES_SAMPLE_RATE)) return;
  ctx.waitUntil(env.ERROR_REPORTS.span({ ...span, trace: childOf(parent) }).catch(() => undefined));
}

function describe(error: KitError, ids: Record<string, string>, trace: Trace | null, env: object): ErrorReport {
  const redact = environmentRedactor(env);
  const errors: ErrorReport["errors"] = [];
  for (let each: unknown = error; each instanceof Error && errors.length < 4; each = each.cause) {
    const { message, about } = errorText(each);
    const text = redact.text(about === undefined ? message : `${message} (${about})`);
    const frames = framesOf(each).map((frame) => redact.text(frame));
    errors.push({
      name: each.name,
      message: text,
      stack: [`${each.name}: ${text}`, ...frames].join("\n"),
    });
  }
  return { code: error.code, errors, ids, trace };
}

// An own property of this name survives a call between Workers, where the error's class does not.
function isReported(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "reported" in thrown && thrown.reported === true;
}

function markReported(...errors: unknown[]): void {
  for (const error of errors)
    if (typeof error === "object" && error !== null && Object.isExtensible(error))
      Object.assign(error, { reported: true });
}
