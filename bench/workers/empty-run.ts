import { WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { EmptyAgent } from "#agent-kit/run/empty-agent.fixture.ts";
import { type AgentStateApi, agentState } from "#durable-objects/client.ts";
import { fence } from "#schemas/sql/fence.ts";
import { countedEnv } from "#tests/workers/counted-env.ts";
import type { BareObject } from "./bare-object.ts";

interface BenchEnv extends AgentEnv {
  BARE: DurableObjectNamespace<BareObject>;
  ONE_STEP: Workflow<{ at: number }>;
}

/** One step that does nothing, as Cloudflare's own durable execution runs it. */
export class OneStep extends WorkflowEntrypoint<BenchEnv, { at: number }> {
  override async run(
    event: { payload: { at: number } },
    step: { do(name: string, work: () => Promise<number>): Promise<number> },
  ) {
    return step.do("nothing", async () => event.payload.at);
  }
}

const firstTick = Date.UTC(2026, 0, 1);
let ticks = 0;

/** `?times=`: how often, one after the other; Node holds the stopwatch. */
export default class Driver extends WorkerEntrypoint<BenchEnv> {
  override async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/cost") return Response.json(await this.#cost());
    const way = this.#ways[pathname.slice(1)];
    if (!way) return new Response(null, { status: 404 });
    const times = Number(searchParams.get("times"));
    for (let i = 0; i < times; i++) await way();
    return new Response(String(times));
  }

  async #tick(env: AgentEnv): Promise<void> {
    ticks += 1;
    const agent = new EmptyAgent(this.ctx, { ...env, AGENT: "empty" });
    await agent.scheduled({ scheduledTime: firstTick + ticks * 60_000, cron: "* * * * *", noRetry() {} });
  }

  async #cost() {
    const counted = countedEnv(this.env);
    await this.#tick(counted.env);
    return counted.counts;
  }

  readonly #ways: Record<string, () => Promise<unknown>> = {
    run: () => this.#tick(this.env),
    calls: async () => {
      ticks += 1;
      const state = agentState(this.env, "called");
      await bareCalls(this.env.DB, state, `cron:${ticks}`, firstTick + ticks * 60_000);
    },
    bare: async () => {
      ticks += 1;
      const { BARE, DB } = this.env;
      const json = JSON.stringify({ run: `bare-${ticks}`, at: firstTick, mode: "shadow", settings: {} });
      await BARE.get(BARE.idFromName("bare")).write(json);
      await batches(DB, "bare", `bare-${ticks}`, ticks);
      await BARE.get(BARE.idFromName("bare")).write(json);
    },
    workflow: async () => {
      const instance = await this.env.ONE_STEP.create({ params: { at: firstTick } });
      for (;;) {
        const { status } = await instance.status();
        if (status === "complete") return;
        if (status === "errored" || status === "terminated") throw new Error(`the workflow ended as ${status}`);
        await scheduler.wait(1);
      }
    },
  };
}

/** The calls of an empty run in their order and nothing between them. */
async function bareCalls(db: D1Database, state: AgentStateApi, tickId: string, scheduledFor: number): Promise<void> {
  const now = Date.now();
  const begun = await state.begin({
    agent: "called",
    tickId,
    trigger: "cron",
    scheduledFor,
    now,
    timeoutMs: 300_000,
    needs: [],
    needsMirror: true,
  });
  if (!begun.granted) throw new Error(begun.reason);
  await batches(db, "called", begun.runId, begun.token);
  const { runId, token } = begun;
  await state.finish({
    runId,
    token,
    outcome: "succeeded",
    now,
    reason: null,
    recorded: true,
    more: false,
    connections: [],
  });
}

async function batches(db: D1Database, agent: string, runId: string, token: number): Promise<void> {
  await db.batch([
    db.prepare(fence.sql).bind(agent, token),
    db.prepare("SELECT name, value FROM cursors WHERE agent = ?1").bind(agent),
    db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
  ]);
  await db.batch([
    db.prepare(fence.sql).bind(agent, token),
    db
      .prepare(
        "INSERT INTO runs (id, agent, trigger, mode, token, started_at, finished_at, outcome) VALUES (?1, ?2, 'cron', 'shadow', ?3, ?4, ?4, 'succeeded')",
      )
      .bind(runId, agent, token, Date.now()),
  ]);
}
