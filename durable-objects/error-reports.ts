import { WorkerEntrypoint } from "cloudflare:workers";
import type { SentryEnv } from "#agent-kit/sentry.ts";
import type { ErrorReport, ErrorReportsApi, SpanReport } from "#schemas/rpc/error-reports.ts";
import { ownReports } from "./own-reports.ts";

/** Passes on what other Workers report; true when there is somewhere to pass it on to. Holds no state, so no object. */
export class ErrorReports extends WorkerEntrypoint<SentryEnv> implements ErrorReportsApi {
  async error(report: ErrorReport): Promise<boolean> {
    return ownReports(this.env, this.ctx).error(report);
  }

  async span(report: SpanReport): Promise<boolean> {
    return ownReports(this.env, this.ctx).span(report);
  }
}
