import "#schemas/zod-locale.ts";
import { type Context, Hono } from "hono";
import { routePath } from "hono/route";
import { clock as clockOf } from "#agent-kit/clock.ts";
import { type Logger, workerLog } from "#agent-kit/log.ts";
import { reporter, tellSpan } from "#agent-kit/report.ts";
import { childOf, newTrace, readTraceparent, type Trace } from "#agent-kit/trace.ts";
import { LIVE_PATH } from "#schemas/api/live.ts";
import { type OperationId, operations } from "#schemas/api/table.ts";
import { allows } from "./auth/actor.ts";
import { authenticate } from "./auth/authenticate.ts";
import type { CallContext } from "./context.ts";
import { docsPage } from "./docs-page.ts";
import { type ControlEnv, isLocal } from "./env.ts";
import { answerOperation } from "./http/operation-route.ts";
import { problemOf, problemResponse } from "./http/problem.ts";
import { refused } from "./http/refused.ts";
import { openLive } from "./live.ts";
import { metricsResponse } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { readiness, readinessResponse } from "./readiness.ts";
import { receiveSupplierNews } from "./supplier-news.ts";
import { readSnapshot } from "./watchdog/snapshot.ts";
import { receiveWebhook } from "./webhooks.ts";

interface Surroundings {
  Bindings: ControlEnv;
  Variables: { requestId: string; log: Logger; trace: Trace };
}
type App = Hono<Surroundings>;

/** Gives a request its id, its trace (the caller's, where there is one) and a log that names both. */
function introduce(c: Context<Surroundings>): { requestId: string; trace: Trace } {
  const requestId = crypto.randomUUID();
  const parent = readTraceparent(c.req.header("traceparent"));
  const trace = parent ? childOf(parent) : newTrace();
  const log = workerLog(c.env, { worker: "control", request: requestId, trace: trace.traceId }, Date.now);
  c.set("requestId", requestId);
  c.set("trace", trace);
  c.set("log", log);
  return { requestId, trace };
}

/** Every address control answers. The busiest one stands in front, where finding it and what is said round a reply cost nothing. */
export function createApp(): App {
  const rest = createRest();
  const front: App = new Hono();
  front.post("/webhooks/shopify", async (c) => {
    const { trace } = introduce(c);
    const clock = await clockOf(c.env);
    return receiveWebhook(c.req.raw, { env: c.env, clock, log: c.get("log"), trace });
  });
  front.notFound((c) => rest.fetch(c.req.raw, c.env, c.executionCtx));
  front.onError(answerError);
  return front;
}

/** All but the store's webhooks; operations come from their declarations, the rest is written out. */
function createRest(): App {
  const app: App = new Hono();

  // Before anything that tells of paths: this one carries a secret.
  app.post("/webhooks/suppliers/:supplier/:secret", async (c) => {
    const { trace } = introduce(c);
    const around = { env: c.env, clock: await clockOf(c.env), log: c.get("log"), trace };
    const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
    return receiveSupplierNews(c.req.raw, c.req.param(), { ...around, waitUntil });
  });

  app.use(async (c, next) => {
    const startedAt = Date.now();
    const { requestId, trace } = introduce(c);
    await next();
    // An upgraded reply's headers belong to the runtime.
    if (c.res.status !== 101) c.header("x-request-id", requestId);
    const span = { name: `${c.req.method} ${routePath(c)}`, op: "http.server", startedAt, endedAt: Date.now() };
    const ids = { worker: "control", request: requestId };
    tellSpan(c.env, c.executionCtx, { ...span, ok: c.res.status < 500, ids }, trace);
  });

  // Liveness touches nothing: it must answer with every other part down.
  app.get("/livez", () => plain());
  app.get("/healthz", () => plain());

  app.get("/readyz", async (c) => {
    const { real } = await clockOf({});
    const snapshot = await readSnapshot(c.env.DB).catch((error: unknown) => {
      c.get("log").error("snapshot-unreadable", { error });
      return null;
    });
    return readinessResponse(readiness(snapshot, real()));
  });

  app.get("/metrics", async (c) => {
    const { real } = await clockOf({});
    if (!isLocal(c.env)) {
      const actor = await authenticate(c.req.raw, c.env, real());
      if (!allows(actor, "viewer")) throw refused("forbidden", "Metrics need the role viewer.");
    }
    return metricsResponse(c.req.raw, await readSnapshot(c.env.DB), real());
  });

  app.get("/openapi.json", (c) => c.json(openApi()));
  app.get("/docs", () => docsPage());

  app.get(LIVE_PATH, async (c) => openLive(c.req.raw, c.env, (await clockOf({})).real()));

  for (const [id, { method, path }] of Object.entries(operations)) {
    app.on(method, path, async (c) => {
      const base: Omit<CallContext, "actor"> = {
        env: c.env,
        clock: await clockOf(c.env),
        log: c.get("log").child({ operation: id }),
        requestId: c.get("requestId"),
        trace: c.get("trace"),
        request: c.req.raw,
        reply: new Headers(),
        waitUntil: (work) => c.executionCtx.waitUntil(work),
      };
      return answerOperation(id as OperationId, c.req.param(), base);
    });
  }

  app.notFound((c) => {
    const about = { path: c.req.path, requestId: c.get("requestId") };
    return problemResponse(problemOf(refused("not-found", "There is nothing here."), about));
  });

  app.onError(answerError);

  return app;
}

/** The one catch: whatever a route throws leaves as a problem document. */
function answerError(error: Error, c: Context<Surroundings>): Response {
  const problem = problemOf(error, { path: c.req.path, requestId: c.get("requestId") });
  if (problem.status >= 500) {
    c.get("log").error("request-failed", { path: c.req.path, error });
    reporter(c.env, c.executionCtx, "control")(error, { request: c.get("requestId") }, c.get("trace"));
  }
  return problemResponse(problem);
}

function plain(): Response {
  return new Response("ok", { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}
