import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  reset,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import type { ActionMessage, RunMessage } from "#agent-kit/messages.ts";
import { agentState } from "#durable-objects/client.ts";
import type { Mode, Tick } from "#schemas/rpc/agent.ts";
import { Probe, resetScript } from "./probe-agent.ts";

/** Queues a test looks into and delivers from, as often and in which order it likes. */
export interface Mailbox {
  runs: RunMessage[];
  actions: ActionMessage[];
}

export const mailbox: Mailbox = { runs: [], actions: [] };

export function agentEnv(change: Partial<AgentEnv> = {}): AgentEnv {
  const queue = <T>(into: T[]) =>
    ({
      send: async (body: T) => void into.push(body),
      sendBatch: async (messages: Iterable<{ body: T }>) => void into.push(...[...messages].map(({ body }) => body)),
    }) as unknown as Queue<T>;
  return { ...(env as unknown as AgentEnv), RUNS: queue(mailbox.runs), ACTIONS: queue(mailbox.actions), ...change };
}

/** An imported shop, empty queues and a probe that wishes for nothing: where every test of the kit begins. */
export async function freshShop(): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  resetScript();
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop();
}

export async function seedShop(imported: number | null = 1): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO shop (id, domain, name, currency, time_zone, sandbox, imported_at, updated_at) VALUES ('gid://shopify/Shop/1', 'test', 'Test', 'GBP', 'Europe/London', 1, ?1, 1)
     ON CONFLICT (id) DO UPDATE SET imported_at = excluded.imported_at`,
  )
    .bind(imported)
    .run();
}

export async function setMode(mode: Mode): Promise<void> {
  await withProbe((probe) => probe.setMode({ mode, actor: "test" }));
}

/** One invocation of the probe, waited for to its end. */
export async function withProbe<T>(work: (probe: Probe) => Promise<T>, change: Partial<AgentEnv> = {}): Promise<T> {
  const context = createExecutionContext();
  const result = await work(new Probe(context, agentEnv(change)));
  await waitOnExecutionContext(context);
  return result;
}

export function cron(scheduledTime: number, change: Partial<AgentEnv> = {}): Promise<void> {
  return withProbe(
    (probe) =>
      probe.scheduled(createScheduledController({ cron: "*/5 * * * *", scheduledTime: new Date(scheduledTime) })),
    change,
  );
}

/** Delivers the held messages (and what they cause) until none are left. */
export async function deliver(change: Partial<AgentEnv> = {}, most = 50): Promise<void> {
  for (let round = 0; round < most; round += 1) {
    const runs = mailbox.runs.splice(0);
    const actions = mailbox.actions.splice(0);
    if (runs.length + actions.length === 0) return;
    for (const [queue, bodies] of [
      ["probe-runs", runs],
      ["probe-actions", actions],
    ] as const) {
      if (bodies.length === 0) continue;
      const batch = createMessageBatch(
        queue,
        bodies.map((body, at) => ({ id: `${round}-${at}`, timestamp: new Date(), attempts: 1, body })),
      );
      const context = createExecutionContext();
      await new Probe(context, agentEnv(change)).queue(batch);
      await getQueueResult(batch, context);
    }
  }
  throw new Error("messages keep coming");
}

export async function ticks(): Promise<Tick[]> {
  const held = await agentState(env, "probe").ticks({ limit: 100 });
  return held.toReversed();
}

export async function actionRows(): Promise<Record<string, unknown>[]> {
  return (await env.DB.prepare("SELECT * FROM actions ORDER BY target, proposed_at, id").all()).results;
}

export async function moveClock(ms: number): Promise<void> {
  const offset = Number((await env.KV.get("clock:offset")) ?? 0);
  await env.KV.put("clock:offset", String(offset + ms));
}
