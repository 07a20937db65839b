import { traceOfRun } from "#core/agents/run-trace.ts";
import { agentState } from "#durable-objects/client.ts";
import type { Trigger } from "#schemas/rpc/agent.ts";
import { fence, isFenced } from "#schemas/sql/fence.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent, RunContext } from "../definition.ts";
import { KitError, toKitError } from "../errors.ts";
import { toConsole, workerLog } from "../log.ts";
import type { RunMessage } from "../messages.ts";
import type { Report } from "../report.ts";
import { childOf, readTraceparent, type Trace, writeTraceparent } from "../trace.ts";
import { type Workbench, workbench } from "../work-context.ts";
import { writeScopes } from "../write-scopes.ts";
import { commitRun } from "./commit-run.ts";
import { runDatabase } from "./run-database.ts";
import { RunLog } from "./run-log.ts";
import { type Granted, writeRun } from "./run-row.ts";

export const defaultTimeoutMs = 300_000;

export interface RunAsk {
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  runId?: string;
  chunk?: number;
  replayOf?: string | null;
  /** Of whoever asked; without one the run begins a trace of its own. */
  traceparent?: string;
}

export interface RunReport {
  granted: boolean;
  runId: string | null;
  /** Refusal or outcome. */
  result: string;
  approved: string[];
  trace: Trace | null;
}

/** One run of one agent from `begin` to `finish`: lease, observe, decide, one fenced batch, done. Never throws. */
export async function executeRun(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  ask: RunAsk,
  report: Report,
): Promise<RunReport> {
  const state = agentState(env, definition.id);
  const timeoutMs = definition.timeoutMs ?? defaultTimeoutMs;
  const parent = readTraceparent(ask.traceparent);
  const begun = await state.begin({
    agent: definition.id,
    tickId: ask.tickId,
    trigger: ask.trigger,
    scheduledFor: ask.scheduledFor,
    now: time.now(),
    timeoutMs,
    needs: definition.needs
      .filter((need) => need.configured(env))
      .map(({ connection, required, whenUnreachable }) => ({ connection, required, whenUnreachable })),
    needsMirror: definition.needsMirror ?? true,
    writeScopes: writeScopes(definition),
    runId: ask.runId,
    chunk: ask.chunk,
    replayOf: ask.replayOf ?? undefined,
    traceId: parent?.traceId,
  });
  if (!begun.granted) return { granted: false, runId: null, result: begun.reason, approved: [], trace: null };

  const trace = parent ? childOf(parent) : traceOfRun(begun.runId, begun.startedAt);
  const lines = new RunLog();
  const ids = { agent: definition.id, run: begun.runId, tick: begun.tickId, trace: trace.traceId };
  const log = workerLog(env, ids, time.now, (line) => {
    lines.add(line);
    toConsole(line);
  });
  const deadline = new AbortController();
  const bench = workbench({
    env,
    agent: definition.id,
    needs: definition.needs,
    clock: time,
    log,
    signal: deadline.signal,
    deadlineAt: begun.deadline,
    verdicts: begun.connections,
  });
  const life = { closed: false };
  const ended = await withDeadline(
    work(definition, env, begun, bench, lines, life, trace),
    Math.max(1, begun.deadline - time.now()),
    () => {
      life.closed = true;
      deadline.abort(new KitError({ code: "deadline", message: "The run's time is up.", report: false }));
    },
  );

  if (ended.kind === "done") {
    const reply = await state.finish({
      runId: begun.runId,
      token: begun.token,
      outcome: "succeeded",
      now: time.now(),
      reason: null,
      recorded: true,
      more: ended.more,
      connections: bench.takeOutcomes(),
    });
    if (reply.ok && reply.chunk !== null) await continueRun(env, definition.id, begun, reply.chunk, trace);
    if (reply.ok && reply.followUp)
      await send(env, definition.id, { tickId: reply.followUp.tickId, trigger: "wake", scheduledFor: time.now() });
    return {
      granted: true,
      runId: begun.runId,
      result: reply.ok ? "succeeded" : "superseded",
      approved: ended.approved,
      trace,
    };
  }
  return close(definition, env, time, begun, bench, lines, ended, report, trace);
}

interface Done {
  kind: "done";
  more: boolean;
  approved: string[];
}
interface Broken {
  kind: "failed" | "timed-out";
  error: KitError;
}

async function work(
  definition: AnyAgent,
  env: AgentEnv,
  granted: Granted,
  bench: Workbench,
  lines: RunLog,
  life: { closed: boolean },
  trace: Trace,
): Promise<Done> {
  const now = granted.startedAt;
  const runDb = runDatabase(env.DB, definition.id, granted.token);
  const settings = definition.settings.parse(granted.settings) as object;
  const context: RunContext<object, unknown> = {
    ...bench,
    clients: await definition.initialize(bench),
    settings,
    runId: granted.runId,
    now,
    chunk: granted.chunk,
    shopZone: granted.shopZone,
    query: runDb.query,
    cursor: runDb.cursor,
  };
  const observation = await definition.observe(context);
  await runDb.open();
  const decided = definition.decide(observation.snapshot, settings, now);
  // A run whose time is up must not commit late: the row that says so may be written already.
  if (life.closed) throw new KitError({ code: "deadline", message: "The run's time is up.", report: false });
  const committed = await commitRun({
    db: env.DB,
    runDb,
    granted,
    ledger: {
      agent: definition.id,
      runId: granted.runId,
      mode: granted.mode,
      now,
      policy: runDb.policy(),
      effects: Object.fromEntries(Object.entries(definition.actions).map(([kind, action]) => [kind, action.effect])),
    },
    decided,
    observed: observation.observed,
    cursors: observation.cursors ?? {},
    more: observation.more ?? false,
    log: lines.toJson(),
    traceId: trace.traceId,
    now: bench.clock.now(),
    knowledge:
      decided.knowledge === undefined
        ? []
        : (definition.record?.(env.DB, decided.knowledge, { runId: granted.runId, now }) ?? []),
  });
  return { kind: "done", more: observation.more ?? false, approved: committed.approved };
}

async function close(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  granted: Granted,
  bench: Workbench,
  lines: RunLog,
  ended: Broken,
  report: Report,
  trace: Trace,
): Promise<RunReport> {
  const superseded = isFenced(ended.error) || isFenced(ended.error.cause);
  const outcome = superseded ? "superseded" : ended.kind;
  bench.log.error("the run did not succeed", { outcome, error: ended.error });
  if (!superseded) report(ended.error, { run: granted.runId }, trace);
  const reason = `${ended.error.code}: ${ended.error.message}`;
  const recorded = superseded
    ? true
    : await env.DB.batch([
        env.DB.prepare(fence.sql).bind(definition.id, granted.token),
        writeRun(env.DB, definition.id, granted, {
          outcome,
          reason,
          observed: 0,
          proposed: 0,
          measures: {},
          log: lines.toJson(),
          finishedAt: time.now(),
          traceId: trace.traceId,
        }),
      ]).then(
        () => true,
        // D1 is away: the object keeps the row in its outbox.
        () => false,
      );
  await agentState(env, definition.id).finish({
    runId: granted.runId,
    token: granted.token,
    outcome,
    now: time.now(),
    reason,
    recorded,
    more: false,
    connections: bench.takeOutcomes(),
  });
  return { granted: true, runId: granted.runId, result: outcome, approved: [], trace };
}

async function withDeadline(running: Promise<Done>, ms: number, onLate: () => void): Promise<Done | Broken> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Broken>((resolve) => {
    timer = setTimeout(() => {
      onLate();
      resolve({
        kind: "timed-out",
        error: new KitError({ code: "deadline", message: "The run's time is up.", report: true }),
      });
    }, ms);
  });
  const settled = running.catch((thrown: unknown): Broken => ({ kind: "failed", error: toKitError(thrown) }));
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function continueRun(env: AgentEnv, agent: string, granted: Granted, chunk: number, trace: Trace): Promise<void> {
  await send(env, agent, {
    tickId: granted.tickId,
    trigger: "continuation",
    scheduledFor: granted.startedAt,
    runId: granted.runId,
    chunk,
    traceparent: writeTraceparent(trace),
  });
}

/** The message is a hint, its row the truth: a send that fails is healed by the sweep. */
export async function send(env: AgentEnv, agent: string, ask: RunAsk, delayMs = 0): Promise<boolean> {
  const message: RunMessage = { queue: `${agent}-runs`, ...ask };
  try {
    await env.RUNS.send(
      message,
      delayMs > 0 ? { delaySeconds: Math.min(43_200, Math.ceil(delayMs / 1_000)) } : undefined,
    );
    return true;
  } catch (error) {
    workerLog(env, { agent }, Date.now).warn("run message not sent; the sweep will", { error });
    return false;
  }
}
