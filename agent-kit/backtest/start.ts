import { startingPolicy } from "#core/ledger/policy.ts";
import { agentState } from "#durable-objects/client.ts";
import type { Settled } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { rangeOf } from "./instants.ts";
import { sendStep } from "./send-step.ts";

export interface BacktestAsk {
  trigger: "person" | "import";
  actor: string;
  from?: string;
  to?: string;
}

/** Writes the backtest's row, with settings and policy as they stand now, and sends its first chunk; a newer one ends an older. */
export async function startBacktest(
  definition: AnyAgent,
  env: AgentEnv,
  time: Clock,
  ask: BacktestAsk,
): Promise<Settled<{ id: string }>> {
  const now = time.now();
  const db = env.DB;
  const [view, [shop, first, policy]] = await Promise.all([
    agentState(env, definition.id).view(now),
    db.batch<Record<string, unknown>>([
      db.prepare("SELECT time_zone, imported_at FROM shop LIMIT 1"),
      db.prepare("SELECT min(day) AS day FROM order_lines"),
      db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
    ]),
  ]);
  const importedAt = shop?.results[0]?.imported_at;
  if (importedAt === null || importedAt === undefined)
    return {
      ok: false,
      code: "importing",
      message: "The store's past is not here yet: try again after the first import.",
    };
  const shopZone = String(shop?.results[0]?.time_zone ?? "UTC");
  const day = first?.results[0]?.day;
  const range = rangeOf({ ...ask, firstDay: typeof day === "string" ? day : null, shopZone, now });
  if (!range.ok) return { ok: false, code: "invalid-range", message: range.why };
  const { version, ...document } = startingPolicy;
  const held = policy?.results[0] ?? { version, document: JSON.stringify(document) };
  const id = ask.trigger === "import" ? firstId(definition.id) : `${definition.id}-backtest-${now}`;
  const settings = definition.settings.parse(view.settings) as object;
  const [, made] = await db.batch([
    db
      .prepare(
        `UPDATE backtests SET status = 'cancelled', reason = 'a newer one took its place', finished_at = ?2, updated_at = ?2
         WHERE agent = ?1 AND status = 'running' AND id <> ?3`,
      )
      .bind(definition.id, now, id),
    db
      .prepare(
        `INSERT INTO backtests (id, agent, trigger, asked_by, status, newest, live, weeks, shop_zone, imported_at, settings, policy,
           policy_version, at, updated_at)
         VALUES (?1, ?2, ?3, ?4, 'running', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(
        id,
        definition.id,
        ask.trigger,
        ask.actor,
        range.newest,
        range.live ? 1 : 0,
        range.weeks,
        shopZone,
        Number(importedAt),
        JSON.stringify(settings),
        String(held.document),
        Number(held.version),
        now,
      ),
  ]);
  if (made?.meta.changes === 1) await sendStep(env, definition.id, { id, step: 0 }, now);
  return { ok: true, id };
}

const firstId = (agent: string) => `${agent}-backtest-first`;

/** The one every agent that can starts by itself once the store's past is here. */
export async function firstBacktest(definition: AnyAgent, env: AgentEnv, time: Clock): Promise<void> {
  const due = await env.DB.prepare(
    `SELECT 1 AS due FROM events WHERE topic = 'import.completed' AND NOT EXISTS (SELECT 1 FROM backtests WHERE agent = ?1) LIMIT 1`,
  )
    .bind(definition.id)
    .first();
  if (due) await startBacktest(definition, env, time, { trigger: "import", actor: "first import" });
}
