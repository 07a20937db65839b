import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { inject, vi } from "vitest";
import { ErrorReports } from "#durable-objects/error-reports.ts";
import type { ErrorReportsApi } from "#schemas/rpc/error-reports.ts";

interface SentryItem {
  type: string;
  release?: string;
  environment?: string;
  tags?: Record<string, string>;
  transaction?: string;
  user?: unknown;
  request?: unknown;
  contexts?: { trace?: { trace_id: string; status?: string } };
  exception?: { values: { type: string; value: string; stacktrace?: { frames: unknown[] } }[] };
}

/** The state Worker's door for errors with a DSN of its own, and what arrived at it. */
export function sentryProject(id: string, vars: Record<string, string> = {}) {
  const host = inject("errorReceiver");
  const binding: ErrorReportsApi = {
    async error(report) {
      const ctx = createExecutionContext();
      // As between Workers: only what can be cloned crosses.
      await new ErrorReports(ctx, env()).error(structuredClone(report));
      await waitOnExecutionContext(ctx);
    },
    async span(report) {
      const ctx = createExecutionContext();
      await new ErrorReports(ctx, env()).span(structuredClone(report));
      await waitOnExecutionContext(ctx);
    },
  };
  const env = () => ({ ENVIRONMENT: "test", SENTRY_DSN: `http://public@${host}/${id}`, ...vars });
  const text = async () => (await fetch(`http://${host}/taken/${id}`)).json() as Promise<string[]>;
  return {
    binding,
    text,
    async items(): Promise<SentryItem[]> {
      return (await text()).map((envelope) => {
        const [, head = "{}", body = "{}"] = envelope.split("\n");
        return { ...(JSON.parse(body) as SentryItem), type: (JSON.parse(head) as { type: string }).type };
      });
    },
    /** Waits until so many arrived, then a little longer, so that one too many is seen. */
    async settled(count: number): Promise<SentryItem[]> {
      await vi.waitFor(async () => {
        if ((await text()).length < count) throw new Error("not yet");
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      return this.items();
    },
  };
}
