interface TraceIds {
  traceId: string;
  spanId: string;
}

/** What leaves a Worker about an error: redacted, without personal data, plain enough to cross any boundary. */
export interface ErrorReport {
  code: string;
  /** First what was thrown, then its causes. */
  errors: { name: string; message: string; stack: string }[];
  /** Worker, agent, run, action: what to look for in the logs. */
  ids: Record<string, string>;
  trace: TraceIds | null;
}

/** A piece of work of a sampled trace; times in ms of real time. */
export interface SpanReport {
  name: string;
  op: string;
  startedAt: number;
  endedAt: number;
  ok: boolean;
  ids: Record<string, string>;
  trace: TraceIds;
}

/** The state Worker's entrypoint that passes reports on. One place knows Sentry, so that no other Worker carries it. */
export interface ErrorReportsApi {
  error(report: ErrorReport): Promise<unknown>;
  span(report: SpanReport): Promise<unknown>;
}
