import { WorkerEntrypoint } from "cloudflare:workers";
import { type SentryEnv, sentry } from "#agent-kit/sentry.ts";
import type { ErrorReport, ErrorReportsApi, SpanReport } from "#schemas/rpc/error-reports.ts";
import { version } from "../package.json";

/** Passes on what other Workers report; true when there is somewhere to pass it on to. Holds no state, so no object. */
export class ErrorReports extends WorkerEntrypoint<SentryEnv> implements ErrorReportsApi {
  async error(report: ErrorReport): Promise<boolean> {
    const told = sentry(this.env, this.ctx, version);
    told?.error(report);
    return told !== null;
  }

  async span(report: SpanReport): Promise<boolean> {
    const told = sentry(this.env, this.ctx, version);
    told?.span(report);
    return told !== null;
  }
}
