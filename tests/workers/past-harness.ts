import {
  applyD1Migrations,
  createExecutionContext,
  createScheduledController,
  reset,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { readBacktest } from "#agent-kit/backtest/read-backtest.ts";
import type { BacktestResult } from "#schemas/rpc/backtest.ts";
import type { InventoryPricing, ProductResearch } from "./all.ts";
import { agentEnv, mailbox, seedShop } from "./kit-harness.ts";

export const dayMs = 86_400_000;
export const weekMs = 7 * dayMs;
/** The same moment for everything a test compares, far from any day's edge in the shop's zone. */
export const now = Date.parse("2026-11-20T15:00:00Z");

export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
export const variant = (n: number) => `gid://shopify/ProductVariant/${n}`;

type AnyClass = typeof InventoryPricing | typeof ProductResearch;

/** An empty shop at `now`, whose mirror began when told. */
export async function shopAtNow(importedAt: number): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  vi.useFakeTimers({ now, toFake: ["Date"] });
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop(importedAt);
}

export function backToRealTime(): void {
  vi.useRealTimers();
  vi.restoreAllMocks();
}

export function insertProduct(n: number, title: string, priceMinor: number, costMinor: number): D1PreparedStatement[] {
  return [
    env.DB.prepare(
      "INSERT INTO products (id, title, vendor, product_type, status, created_at, updated_at) VALUES (?1, ?2, ?3, 'Kitchen', 'ACTIVE', 1, 1)",
    ).bind(`p${n}`, title, `Maker ${n}`),
    env.DB.prepare(
      `INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, inventory_item_id, created_at, updated_at)
       VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, 1, 1)`,
    ).bind(variant(n), `p${n}`, `S-${n}`, priceMinor, costMinor, `i${n}`),
  ];
}

export interface Sale {
  id: string;
  variant: string;
  at: number;
  day: string;
  price: number;
  quantity: number;
}

export function sale(id: string, n: number, at: number, price: number, quantity = 1): Sale {
  return { id, variant: variant(n), at, day: dayOf(at), price, quantity };
}

export function insertSales(sales: Sale[]): D1PreparedStatement[] {
  const json = JSON.stringify(sales);
  return [
    env.DB.prepare(
      `INSERT INTO orders (id, name, currency, total_minor, created_at, processed_at, updated_at)
       SELECT 'o-' || (value->>'id'), '#', 'GBP', (value->>'price') * (value->>'quantity'), value->>'at', value->>'at', value->>'at' FROM json_each(?1)`,
    ).bind(json),
    env.DB.prepare(
      `INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor)
       SELECT value->>'id', 'o-' || (value->>'id'), value->>'variant', value->>'day', value->>'quantity', value->>'quantity', value->>'price'
       FROM json_each(?1)`,
    ).bind(json),
  ];
}

async function asAgent<T>(
  Agent: AnyClass,
  work: (agent: InstanceType<AnyClass>) => Promise<T>,
  change: object = {},
): Promise<T> {
  const context = createExecutionContext();
  const result = await work(new Agent(context, { ...agentEnv(), ...change } as AgentEnv));
  await waitOnExecutionContext(context);
  return result;
}

async function deliver(Agent: AnyClass, change: object): Promise<void> {
  for (let most = 0; most < 500 && mailbox.runs.length > 0; most += 1) {
    const body = mailbox.runs.shift()!;
    const message = { id: "m", timestamp: new Date(), attempts: 1, body, ack: () => undefined, retry: () => undefined };
    const batch = {
      queue: body.queue,
      messages: [message],
      metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
      ackAll: () => undefined,
      retryAll: () => undefined,
    };
    await asAgent(Agent, (agent) => agent.queue(batch), change);
  }
}

/** One live run in `shadow`, all its chunks. */
export async function runLive(Agent: AnyClass, cron: string, change: object = {}): Promise<void> {
  await asAgent(Agent, (agent) => agent.setMode({ mode: "shadow", actor: "test" }));
  const scheduled = createScheduledController({ cron, scheduledTime: new Date(now) });
  await asAgent(Agent, (agent) => agent.scheduled(scheduled), change);
  await deliver(Agent, change);
}

/** One backtest to its end, in place of any before. */
export async function runBacktest(
  Agent: AnyClass,
  range: { from?: string; to?: string } = {},
  change: object = {},
): Promise<BacktestResult> {
  await env.DB.batch(
    ["backtests", "backtest_chunks", "backtest_decisions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  const started = await asAgent(Agent, (agent) => agent.backtest({ actor: "owner", ...range }));
  if (!started.ok) throw new Error(started.message);
  await deliver(Agent, change);
  const result = await readBacktest(
    env.DB,
    started.id,
    (await asAgent(Agent, (agent) => agent.describe())).backtestAssumes ?? [],
  );
  if (!result) throw new Error("no backtest");
  return result;
}

/** Every decision of these weeks, told by the digest of all its bytes. */
export async function digests(fromWeek: number, toWeek: number): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT week || ' ' || kind || ' ' || target || ' ' || digest AS line FROM backtest_decisions WHERE week BETWEEN ?1 AND ?2 ORDER BY week, nth",
  )
    .bind(fromWeek, toWeek)
    .all<{ line: string }>();
  return results.map(({ line }) => line);
}

/** What `decide` was given and answered since it was last asked, as JSON. */
export function watchDecide(Agent: AnyClass): () => { snapshots: string[]; decisions: string[] } {
  const decide = vi.spyOn(Agent.definition as { decide: (...asked: unknown[]) => unknown }, "decide");
  return () => {
    const seen = {
      snapshots: decide.mock.calls.map(([snapshot]) => JSON.stringify(snapshot)),
      decisions: decide.mock.results.flatMap(({ value }) =>
        (value as { decisions: unknown[] }).decisions.map((decision) => JSON.stringify(decision)),
      ),
    };
    decide.mockClear();
    return seen;
  };
}
