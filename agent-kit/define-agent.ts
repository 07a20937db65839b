import { WorkerEntrypoint } from "cloudflare:workers";
import { agentState } from "#durable-objects/client.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "./agent-env.ts";
import { clock } from "./clock.ts";
import type { AgentDefinition } from "./definition.ts";
import { type AgentDesk, agentDesk } from "./desk/agent-desk.ts";
import { agentHealth } from "./desk/agent-health.ts";
import { checkEdit } from "./desk/check-edit.ts";
import { describeAgent } from "./desk/describe-agent.ts";
import { dispatch } from "./desk/dispatch.ts";
import { sweep } from "./desk/sweep.ts";
import { actionMessage, parseEach, runMessage } from "./messages.ts";
import { reporter } from "./report.ts";
import { executeRun, type RunAsk } from "./run/execute-run.ts";
import { workMessages } from "./work-messages.ts";

type Asked<Method extends keyof AgentRpc> = Parameters<AgentRpc[Method]>[0];

/**
 * The Worker of one agent: its cron, its two queues and what control may ask of it. An agent is data and functions; this
 * is the only place where they meet the platform.
 */
export function defineAgent<Settings extends object, Snapshot, Knowledge, Clients>(
  definition: AgentDefinition<Settings, Snapshot, Knowledge, Clients>,
) {
  return class Agent extends WorkerEntrypoint<AgentEnv> implements AgentRpc {
    static readonly definition = definition;

    override async scheduled(controller: ScheduledController): Promise<void> {
      const scheduledFor = controller.scheduledTime;
      await this.#run({ tickId: `cron:${scheduledFor}`, trigger: "cron", scheduledFor });
    }

    override async queue(batch: MessageBatch): Promise<void> {
      if (batch.queue.endsWith("-actions")) {
        const time = await clock(this.env);
        return workMessages(definition, this.env, time, parseEach(batch, actionMessage), this.#report());
      }
      for (const { message, body } of parseEach(batch, runMessage)) {
        await this.#run(body);
        message.ack();
      }
    }

    async describe() {
      return describeAgent(definition, this.env);
    }
    async view() {
      return (await this.#desk()).view();
    }
    async health() {
      return agentHealth(definition, this.env, await clock(this.env));
    }
    async ticks(query: Asked<"ticks">) {
      return agentState(this.env, definition.id).ticks(query);
    }
    async run(ask: Asked<"run">) {
      return (await this.#desk()).run(ask);
    }
    async wake(topics: string[]) {
      return (await this.#desk()).wake(topics);
    }
    async cancel(ask: Asked<"cancel">) {
      return (await this.#desk()).cancel(ask);
    }
    async setMode(ask: Asked<"setMode">) {
      return (await this.#desk()).setMode(ask);
    }
    async setSettings(ask: Asked<"setSettings">) {
      return (await this.#desk()).setSettings(ask);
    }
    async stop(ask: Asked<"stop">) {
      return (await this.#desk()).stop(ask);
    }
    async release(ask: Asked<"release">) {
      return (await this.#desk()).release(ask);
    }
    async dispatch(ids: string[]) {
      return dispatch(this.env, definition.id, ids, (await clock(this.env)).now());
    }
    async checkEdit(ask: Asked<"checkEdit">) {
      return checkEdit(definition, this.env, ask);
    }
    async sweep() {
      return sweep(definition, this.env, await clock(this.env));
    }
    async wakeObjects() {
      await agentState(this.env, definition.id).wake((await clock(this.env)).now());
    }

    async #run(ask: RunAsk): Promise<void> {
      const time = await clock(this.env);
      const ran = await executeRun(definition, this.env, time, ask, this.#report());
      await dispatch(this.env, definition.id, ran.approved, time.now());
    }

    async #desk(): Promise<AgentDesk> {
      return agentDesk(definition, this.env, await clock(this.env));
    }

    #report() {
      return reporter(this.env, this.ctx, definition.id);
    }
  };
}
