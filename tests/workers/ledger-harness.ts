import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { actionId } from "#core/ledger/identity.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import { agentEnv, mailbox, moveClock } from "./kit-harness.ts";

interface AgentWorker extends Pick<AgentRpc, "sweep"> {
  queue(batch: MessageBatch): Promise<void>;
}
export type AgentClass = new (ctx: ExecutionContext, env: AgentEnv) => AgentWorker;

export interface Desk {
  agent: string;
  Agent: AgentClass;
  /** What the agent's environment has beside the tests' own. */
  extra: Partial<AgentEnv> & Record<string, unknown>;
}

export interface Seeded {
  kind: string;
  target: string;
  effect: "absolute" | "delta";
  payload: unknown;
  before: unknown;
  after: unknown;
  decidedBy?: string;
  status?: string;
  moneyMinor?: number;
}

let serial = 0;

/** An approved action as a run and a person would have left it. */
export async function seedAction(desk: Desk, seed: Seeded): Promise<string> {
  serial += 1;
  const id = actionId({
    agent: desk.agent,
    kind: seed.kind,
    target: seed.target,
    intent: "test",
    basis: String(serial),
  });
  const now = Date.now() + Number((await env.KV.get("clock:offset")) ?? 0);
  await env.DB.prepare(
    `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, before, after, reasons,
       currency, money_minor, proposed_at, expires_at, decided_by, decided_at, sent_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?4, 'test', ?5, ?6, ?7, 'test', 'test', ?8, ?9, ?10, '[]', 'GBP', ?11, ?12, ?13, ?14, ?12, ?12, ?12)`,
  )
    .bind(
      id,
      desk.agent,
      seed.kind,
      seed.target,
      String(serial),
      seed.status ?? "approved",
      seed.effect,
      JSON.stringify(seed.payload),
      JSON.stringify(seed.before),
      JSON.stringify(seed.after),
      seed.moneyMinor ?? 0,
      now,
      now + 86_400_000,
      seed.decidedBy ?? "person",
    )
    .run();
  return id;
}

/** One delivery of one action's message; the given environment may be one that gets killed. */
export async function work(desk: Desk, id: string, over: AgentEnv = agentEnv()): Promise<void> {
  const context = createExecutionContext();
  const batch = createMessageBatch(`${desk.agent}-actions`, [
    {
      id: crypto.randomUUID(),
      timestamp: new Date(),
      attempts: 1,
      body: { queue: `${desk.agent}-actions`, actionId: id },
    },
  ]);
  await new desk.Agent(context, { ...over, ...desk.extra } as AgentEnv).queue(batch);
  await getQueueResult(batch, context);
}

export async function sweep(desk: Desk): Promise<void> {
  const context = createExecutionContext();
  await new desk.Agent(context, { ...agentEnv(), ...desk.extra } as AgentEnv).sweep();
  await waitOnExecutionContext(context);
}

export async function action(id: string): Promise<Record<string, unknown>> {
  return (await env.DB.prepare("SELECT * FROM actions WHERE id = ?1").bind(id).first()) ?? {};
}

const settled = new Set(["applied", "reverted", "failed", "dead", "rejected"]);

/** Lets time pass and the watchdog work, as after any crash, until the action rests or waits for a person. */
export async function recover(desk: Desk, id: string): Promise<Record<string, unknown>> {
  for (let round = 0; round < 8; round += 1) {
    const row = await action(id);
    if (settled.has(String(row.status)) || String(row.status_reason).includes("a person must look")) return row;
    await moveClock(130_000);
    await sweep(desk);
    const due = mailbox.actions.splice(0);
    mailbox.runs.length = 0;
    for (const { actionId: each } of due) await work(desk, each);
  }
  return action(id);
}
