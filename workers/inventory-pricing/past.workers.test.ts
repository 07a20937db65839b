import {
  applyD1Migrations,
  createExecutionContext,
  createScheduledController,
  reset,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { digestOf } from "#agent-kit/backtest/commit-chunk.ts";
import type { BacktestResult } from "#schemas/rpc/backtest.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { agentEnv, mailbox, seedShop } from "#tests/workers/kit-harness.ts";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** The same moment for every backtest of this file, a quarter to midnight in the shop's zone away from any edge. */
const now = Date.parse("2026-11-20T15:00:00Z");
const importedAt = now - 24 * dayMs;
const variant = (n: number) => `gid://shopify/ProductVariant/${n}`;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  vi.useFakeTimers({ now, toFake: ["Date"] });
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop(importedAt);
  await seedStore();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Two products: one whose buyers minded two rises of its price little, one that runs out. Stock and prices kept since the import. */
async function seedStore(): Promise<void> {
  const sales: unknown[] = [];
  for (let back = 300; back >= 1; back -= 1) {
    const price = back > 200 ? 1_000 : back > 100 ? 1_100 : 1_200;
    const units = Math.round(8 * (price / 1_000) ** -0.6) + (back % 3);
    for (let n = 0; n < units; n += 1) sales.push(sale(`a-${back}-${n}`, 1, now - back * dayMs, price));
    for (let n = 0; n < 3; n += 1) sales.push(sale(`b-${back}-${n}`, 2, now - back * dayMs, 900));
  }
  const closes = Array.from({ length: 24 }, (_, at) => now - (at + 1) * dayMs).flatMap((at) => [
    { variant: variant(1), day: dayOf(at), available: 500, price: 1_200, cost: 300 },
    { variant: variant(2), day: dayOf(at), available: 5, price: 900, cost: 400 },
  ]);
  await env.DB.batch([
    ...[1, 2].flatMap((n) => [
      env.DB.prepare(
        "INSERT INTO products (id, title, vendor, product_type, status, created_at, updated_at) VALUES (?1, ?2, ?3, 'Kitchen', 'ACTIVE', 1, 1)",
      ).bind(`p${n}`, n === 1 ? "Tea towel" : "Mug", `Maker ${n}`),
      env.DB.prepare(
        `INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, inventory_item_id, created_at, updated_at)
         VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, 1, 1)`,
      ).bind(variant(n), `p${n}`, `S-${n}`, n === 1 ? 1_200 : 900, n === 1 ? 300 : 400, `i${n}`),
      env.DB.prepare(
        "INSERT INTO inventory_levels (item_id, location_id, available, updated_at) VALUES (?1, 'w', ?2, 1)",
      ).bind(`i${n}`, n === 1 ? 480 : 4),
    ]),
    ...insertSales(sales),
    env.DB.prepare(
      `INSERT INTO variant_days (variant_id, day, available, price_minor, low_minor, cost_minor)
       SELECT value->>'variant', value->>'day', value->>'available', value->>'price', value->>'price', value->>'cost' FROM json_each(?1)`,
    ).bind(JSON.stringify(closes)),
  ]);
}

function sale(id: string, n: number, at: number, price: number, quantity = 1) {
  return { id, variant: variant(n), at, day: dayOf(at), price, quantity };
}

function insertSales(sales: unknown[]): D1PreparedStatement[] {
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

async function asAgent<T>(work: (agent: InventoryPricing) => Promise<T>): Promise<T> {
  const context = createExecutionContext();
  const result = await work(new InventoryPricing(context, agentEnv()));
  await waitOnExecutionContext(context);
  return result;
}

async function deliver(): Promise<void> {
  for (let most = 0; most < 300 && mailbox.runs.length > 0; most += 1) {
    const body = mailbox.runs.shift()!;
    const message = { id: "m", timestamp: new Date(), attempts: 1, body, ack: () => undefined, retry: () => undefined };
    await asAgent((agent) =>
      agent.queue({
        queue: "inventory-pricing-runs",
        messages: [message],
        metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
        ackAll: () => undefined,
        retryAll: () => undefined,
      }),
    );
  }
}

async function backtest(range: { from?: string; to?: string } = {}): Promise<BacktestResult> {
  await env.DB.batch(
    ["backtests", "backtest_chunks", "backtest_decisions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
  );
  const started = await asAgent((agent) => agent.backtest({ actor: "owner", ...range }));
  if (!started.ok) throw new Error(started.message);
  await deliver();
  const result = await asAgent((agent) => agent.readBacktest(started.id));
  if (!result) throw new Error("no backtest");
  return result;
}

async function digests(fromWeek: number, toWeek: number): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT week || ' ' || kind || ' ' || target || ' ' || digest AS line FROM backtest_decisions WHERE week BETWEEN ?1 AND ?2 ORDER BY week, nth",
  )
    .bind(fromWeek, toWeek)
    .all<{ line: string }>();
  return results.map(({ line }) => line);
}

it("proposes what it would have, says what it would have brought, and what nobody can know", async () => {
  const result = await backtest();
  expect(result).toMatchObject({ status: "finished", weeks: 43, weeksDone: 43 });
  const raised = result.kinds.find(({ kind }) => kind === "price.set");
  const bought = result.kinds.find(({ kind }) => kind === "purchase.draft");
  // The newest instant and the three weeks since the import.
  expect(raised?.proposed).toBeGreaterThanOrEqual(4);
  expect(bought?.proposed).toBe(4);
  for (const { effect } of [raised!, bought!]) {
    expect(effect.withoutRange).toBe(0);
    expect(effect.lowMinor).toBeLessThanOrEqual(effect.minor);
    expect(effect.highMinor).toBeGreaterThan(effect.minor);
  }
  expect(result.worst).not.toBeNull();
  expect(result.unanswered).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "price.set", code: "before-import", weeks: 39, count: 78 }),
      expect.objectContaining({ kind: "purchase.draft", code: "before-import", weeks: 39 }),
    ]),
  );
  expect(result.byWeek.filter(({ proposed }) => proposed > 0)).toHaveLength(4);
});

it("knows no byte of a future spike in any earlier decision", async () => {
  await backtest();
  const [later, earlier] = [await digests(0, 1), await digests(2, 3)];
  expect(earlier.length).toBeGreaterThanOrEqual(4);
  const spikeAt = now - 2 * weekMs + 3_600_000;
  await env.DB.batch([
    // An hour after the instant of week 2, on its day; and what followed from it.
    ...insertSales([sale("spike", 1, spikeAt, 1_200, 900), sale("spike-b", 2, now - 9 * dayMs, 300, 4_000)]),
    env.DB.prepare(
      "UPDATE variant_days SET available = 1, price_minor = 2_000, low_minor = 50, cost_minor = 900 WHERE day >= ?1",
    ).bind(dayOf(spikeAt)),
    env.DB.prepare("UPDATE variants SET price_minor = 2_000, cost_minor = 900"),
    env.DB.prepare("UPDATE inventory_levels SET available = 0"),
    env.DB.prepare(
      `INSERT INTO refund_lines (id, refund_id, order_id, line_id, variant_id, day, quantity, amount_minor) VALUES ('r', 'r', 'o-spike', 'spike', ?1, ?2, 500, 1)`,
    ).bind(variant(1), dayOf(spikeAt)),
    env.DB.prepare("UPDATE orders SET discount_minor = 5_000_000 WHERE processed_at >= ?1").bind(spikeAt),
    env.DB.prepare(
      "INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES ('d', 'Maker 2', 'sent', 'GBP', 1, ?1, ?1)",
    ).bind(spikeAt),
    env.DB.prepare(
      "INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity) VALUES ('d', ?1, 'S-2', 'Mug', 9000)",
    ).bind(variant(2)),
  ]);
  await backtest();
  expect(await digests(2, 3)).toEqual(earlier);
  // And it is a spike: what came after it looks different.
  expect(await digests(0, 1)).not.toEqual(later);
});

it("decides at the newest instant what the live agent decides on the same snapshot", async () => {
  const decide = vi.spyOn(InventoryPricing.definition, "decide");
  const seen = () => {
    const calls = decide.mock.calls.map(([snapshot]) => snapshot);
    const decided = decide.mock.results.flatMap(({ value }) => (value as ReturnType<typeof decide>).decisions);
    decide.mockClear();
    return { snapshots: calls.map((snapshot) => JSON.stringify(snapshot)), decided };
  };
  // What only the night's run does beside: it judges forecasts and reads price lists, and decides nothing by them.
  await env.DB.prepare("INSERT INTO cursors (agent, name, value) VALUES ('inventory-pricing', 'night', ?1)")
    .bind(dayOf(now))
    .run();
  const at = new Date(now);
  await asAgent((agent) => agent.setMode({ mode: "shadow", actor: "test" }));
  await asAgent((agent) => agent.scheduled(createScheduledController({ cron: "5 */2 * * *", scheduledTime: at })));
  await deliver();
  const live = seen();
  expect(live.decided.length).toBeGreaterThanOrEqual(2);
  await backtest({ from: dayOf(now), to: dayOf(now) });
  const replayed = seen();
  expect(replayed.snapshots).toEqual(live.snapshots);
  expect(JSON.stringify(replayed.decided)).toBe(JSON.stringify(live.decided));
  const { results } = await env.DB.prepare("SELECT digest FROM backtest_decisions ORDER BY nth").all();
  expect(results.map(({ digest }) => digest)).toEqual(live.decided.map(digestOf));
  // The ledger has the same ones.
  expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(live.decided.length);
});

it("does not guess where a day's close, its cost or an order's rest was not kept", async () => {
  const weekAgo = dayOf(now - weekMs - dayMs);
  const twoAgo = dayOf(now - 2 * weekMs - dayMs);
  await env.DB.batch([
    env.DB.prepare("DELETE FROM variant_days WHERE variant_id = ?1 AND day = ?2").bind(variant(1), weekAgo),
    env.DB.prepare("UPDATE variant_days SET cost_minor = NULL WHERE variant_id = ?1 AND day = ?2").bind(
      variant(1),
      twoAgo,
    ),
    env.DB.prepare("UPDATE variant_days SET available = NULL WHERE variant_id = ?1 AND day = ?2").bind(
      variant(2),
      twoAgo,
    ),
    // Drafted three weeks ago, received since: what was still to come then is not kept.
    env.DB.prepare(
      "INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES ('d', 'Maker 2', 'received', 'GBP', 1, ?1, ?2)",
    ).bind(now - 20 * dayMs, now - dayMs),
    env.DB.prepare(
      "INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity, received) VALUES ('d', ?1, 'S-2', 'Mug', 10, 10)",
    ).bind(variant(2)),
  ]);
  const { unanswered } = await backtest({ from: dayOf(now - 2 * weekMs) });
  const codes = unanswered.filter(({ kind }) => kind === "price.set").map(({ code, count }) => `${code} ${count}`);
  expect(codes.sort()).toEqual(["cost-unknown 1", "no-close 1", "orders-changed 1", "stock-unknown 1"]);
});
