import "#schemas/zod-locale.ts";
import { WorkerEntrypoint } from "cloudflare:workers";
import { agentState } from "#durable-objects/client.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "./agent-env.ts";
import { type Clock, clock } from "./clock.ts";
import type { AgentDefinition } from "./definition.ts";
import { type AgentDesk, agentDesk } from "./desk/agent-desk.ts";
import { agentHealth } from "./desk/agent-health.ts";
import { answerRequest } from "./desk/answer-request.ts";
import { checkEdit } from "./desk/check-edit.ts";
import { describeAgent } from "./desk/describe-agent.ts";
import { dispatch } from "./desk/dispatch.ts";
import { sweep } from "./desk/sweep.ts";
import { tryConnection } from "./desk/try-connection.ts";
import { withLimits } from "./limits/with-limits.ts";
import { actionMessage, parseEach, runMessage } from "./messages.ts";
import { reporter, reporting, tellSpan } from "./report.ts";
import { executeRun, type RunAsk } from "./run/execute-run.ts";
import { readTraceparent } from "./trace.ts";
import { workMessages } from "./work-messages.ts";

type Asked<Method extends keyof AgentRpc> = Parameters<AgentRpc[Method]>[0];

/**
 * The Worker of one agent: its cron, its two queues and what control may ask of it. An agent is data and functions; this
 * is the only place where they meet the platform.
 */
export function defineAgent<Settings extends object, Snapshot, Knowledge, Clients>(
  definition: AgentDefinition<Settings, Snapshot, Knowledge, Clients>,
) {
  const { backtest } = definition;
  return class Agent extends WorkerEntrypoint<AgentEnv> implements AgentRpc {
    static readonly definition = definition;

    constructor(ctx: ExecutionContext, env: AgentEnv) {
      super(ctx, withLimits(env));
    }

    override async scheduled(controller: ScheduledController): Promise<void> {
      const scheduledFor = controller.scheduledTime;
      await this.#timed((time) => this.#run(time, { tickId: `cron:${scheduledFor}`, trigger: "cron", scheduledFor }));
    }

    override async queue(batch: MessageBatch): Promise<void> {
      await this.#timed(async (time) => {
        if (batch.queue.endsWith("-actions"))
          return workMessages(definition, this.env, time, parseEach(batch, actionMessage), this.#report());
        for (const { message, body } of parseEach(batch, runMessage)) {
          if (body.backtest) await backtest?.step(definition, this.env, time, body.backtest, this.#report());
          else await this.#run(time, body);
          message.ack();
        }
      });
    }

    async describe() {
      return describeAgent(definition, this.env);
    }
    async view() {
      return this.#desk((desk) => desk.view());
    }
    async health() {
      return this.#timed((time) => agentHealth(definition, this.env, time));
    }
    async ticks(query: Asked<"ticks">) {
      return this.#timed(() => agentState(this.env, definition.id).ticks(query));
    }
    async run(ask: Asked<"run">) {
      return this.#desk((desk) => desk.run(ask));
    }
    async wake(topics: string[], traceparent?: string) {
      const asked = await this.#desk((desk) => desk.wake(topics, traceparent));
      if (topics.includes("import.completed"))
        await this.#timed(async (time) => backtest?.first(definition, this.env, time));
      return asked;
    }
    async cancel(ask: Asked<"cancel">) {
      return this.#desk((desk) => desk.cancel(ask));
    }
    async setMode(ask: Asked<"setMode">) {
      return this.#desk((desk) => desk.setMode(ask));
    }
    async setSettings(ask: Asked<"setSettings">) {
      return this.#desk((desk) => desk.setSettings(ask));
    }
    async stop(ask: Asked<"stop">) {
      return this.#desk((desk) => desk.stop(ask));
    }
    async release(ask: Asked<"release">) {
      return this.#desk((desk) => desk.release(ask));
    }
    async dispatch(ids: string[], traceparent?: string) {
      const trace = readTraceparent(traceparent);
      return this.#timed((time) => dispatch(this.env, definition.id, ids, time.now(), trace));
    }
    async checkEdit(ask: Asked<"checkEdit">) {
      return this.#timed((time) => checkEdit(definition, this.env, time, ask));
    }
    async request(ask: Asked<"request">) {
      return this.#timed((time) => answerRequest(definition, this.env, time, ask));
    }
    async tryConnection(ask: Asked<"tryConnection">) {
      return this.#timed((time) => tryConnection(definition, this.env, time, ask));
    }
    async backtest(ask: Asked<"backtest">): ReturnType<AgentRpc["backtest"]> {
      const message = `${definition.name} cannot be tried on the past: what it works on then was not kept.`;
      if (!backtest) return { ok: false, code: "no-backtest", message };
      return this.#timed((time) => backtest.start(definition, this.env, time, { ...ask, trigger: "person" }));
    }
    async sweep() {
      return this.#timed(async (time) => {
        const swept = await sweep(definition, this.env, time);
        await backtest?.sweep(definition, this.env, time);
        return swept;
      });
    }
    async wakeObjects() {
      await this.#timed((time) => agentState(this.env, definition.id).wake(time.now()));
    }

    async #run(time: Clock, ask: RunAsk): Promise<void> {
      const startedAt = time.real();
      const ran = await executeRun(definition, this.env, time, ask, this.#report());
      await dispatch(this.env, definition.id, ran.approved, time.now(), ran.trace);
      if (!ran.trace) return;
      const ids = { worker: definition.id, run: ran.runId ?? "" };
      const ok = ran.result === "succeeded";
      const span = { name: `${definition.id} run`, op: "run", startedAt, endedAt: time.real(), ok, ids };
      tellSpan(this.env, this.ctx, span, ran.trace);
    }

    #desk<T>(ask: (desk: AgentDesk) => Promise<T>): Promise<T> {
      return this.#timed((time) => ask(agentDesk(definition, this.env, time)));
    }

    /** Every way in: with the invocation's one clock, and reporting what it throws. */
    #timed<T>(work: (time: Clock) => Promise<T>): Promise<T> {
      return reporting(this.#report(), async () => work(await clock(this.env)));
    }

    #report() {
      return reporter(this.env, this.ctx, definition.id);
    }
  };
}
