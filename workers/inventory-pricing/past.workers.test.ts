import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf } from "#agent-kit/backtest/commit-chunk.ts";
import type { Decision } from "#agent-kit/definition.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import {
  backToRealTime,
  dayMs,
  dayOf,
  digests,
  insertProduct,
  insertSales,
  now,
  runBacktest,
  runLive,
  type Sale,
  sale,
  shopAtNow,
  variant,
  watchDecide,
  weekMs,
} from "#tests/workers/past-harness.ts";

beforeEach(async () => {
  await shopAtNow(now - 24 * dayMs);
  await seedStore();
});

afterEach(backToRealTime);

/** Two products: one whose buyers minded two rises of its price little, one that runs out. Stock and prices kept since the import. */
async function seedStore(): Promise<void> {
  const sales: Sale[] = [];
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
    ...insertProduct(1, "Tea towel", 1_200, 300),
    ...insertProduct(2, "Mug", 900, 400),
    ...[480, 4].map((available, at) =>
      env.DB.prepare(
        "INSERT INTO inventory_levels (item_id, location_id, available, updated_at) VALUES (?1, 'w', ?2, 1)",
      ).bind(`i${at + 1}`, available),
    ),
    ...insertSales(sales),
    env.DB.prepare(
      `INSERT INTO variant_days (variant_id, day, available, price_minor, low_minor, cost_minor)
       SELECT value->>'variant', value->>'day', value->>'available', value->>'price', value->>'price', value->>'cost' FROM json_each(?1)`,
    ).bind(JSON.stringify(closes)),
  ]);
}

it("proposes what it would have, says what it would have brought, and what nobody can know", async () => {
  const result = await runBacktest(InventoryPricing);
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
  await runBacktest(InventoryPricing);
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
  await runBacktest(InventoryPricing);
  expect(await digests(2, 3)).toEqual(earlier);
  // And it is a spike: what came after it looks different.
  expect(await digests(0, 1)).not.toEqual(later);
});

it("decides at the newest instant what the live agent decides on the same snapshot", async () => {
  const seen = watchDecide(InventoryPricing);
  // What only the night's run does beside: it judges forecasts and reads price lists, and decides nothing by them.
  await env.DB.prepare("INSERT INTO cursors (agent, name, value) VALUES ('inventory-pricing', 'night', ?1)")
    .bind(dayOf(now))
    .run();
  await runLive(InventoryPricing, "5 */2 * * *");
  const live = seen();
  expect(live.decisions.length).toBeGreaterThanOrEqual(2);
  await runBacktest(InventoryPricing, { from: dayOf(now), to: dayOf(now) });
  expect(seen()).toEqual(live);
  const { results } = await env.DB.prepare("SELECT digest FROM backtest_decisions ORDER BY nth").all();
  expect(results.map(({ digest }) => digest)).toEqual(
    live.decisions.map((decision) => digestOf(JSON.parse(decision) as Decision)),
  );
  // The ledger has the same ones.
  expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(live.decisions.length);
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
  const { unanswered } = await runBacktest(InventoryPricing, { from: dayOf(now - 2 * weekMs) });
  const codes = unanswered.filter(({ kind }) => kind === "price.set").map(({ code, count }) => `${code} ${count}`);
  expect(codes.sort()).toEqual(["cost-unknown 1", "no-close 1", "orders-changed 1", "stock-unknown 1"]);
});
