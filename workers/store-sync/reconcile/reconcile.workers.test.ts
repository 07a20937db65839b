import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { demandSeries } from "#agent-kit/mirror/series.ts";
import { addDays, dayMs, dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { event, openShop, type Rig, rig } from "../testing/rig.ts";

const calendar = shopCalendar("Europe/London");
let sync: Rig;
let offsetMs = 0;

async function cron(): Promise<void> {
  await sync.deliver({ type: "reconcile" });
  await sync.drain();
}

async function advance(ms: number): Promise<void> {
  const moved = (await sync.sandbox("POST", "clock", { advanceMs: ms })) as { offsetMs?: number };
  offsetMs = moved.offsetMs ?? offsetMs + ms;
  await env.KV.put("clock:offset", String(offsetMs));
}

const shopNow = () => Date.now() + offsetMs;
const one = (text: string, ...values: unknown[]) =>
  env.DB.prepare(text)
    .bind(...values)
    .first<Record<string, unknown>>();

/** Every packed figure against sums taken straight from the lines, days without lines included. */
async function expectSeriesToEqualLines(through: string): Promise<void> {
  const ids = (await env.DB.prepare("SELECT id FROM variants").all<{ id: string }>()).results.map(({ id }) => id);
  const series = await demandSeries(env.DB, ids, { through });
  const { results } = await env.DB.prepare(
    `SELECT variant_id || ' ' || day AS at, sum(quantity) AS units, sum(quantity * unit_price_minor) AS revenue
     FROM order_lines WHERE day <= ?1 AND variant_id IS NOT NULL GROUP BY 1`,
  )
    .bind(through)
    .all<{ at: string; units: number; revenue: number }>();
  const sums = new Map(results.map((row) => [row.at, row]));
  for (const [id, { firstDay, unitsSold, revenueMinor }] of series)
    unitsSold.forEach((units, at) => {
      const day = addDays("1970-01-01", firstDay + at);
      const sum = sums.get(`${id} ${day}`) ?? { units: 0, revenue: 0 };
      expect([id, day, units, revenueMinor[at]]).toEqual([id, day, sum.units, sum.revenue]);
      sums.delete(`${id} ${day}`);
    });
  expect(sums.size).toBe(0);
}

beforeAll(async () => {
  sync = rig(await openShop(), { WEBHOOK_ADDRESS: "https://shop.example/webhooks/shopify" });
  await cron();
  sync.woken.length = 0;
}, 60_000);

describe("reconcile", { timeout: 60_000 }, () => {
  it("finds the order, the price and the stock no webhook told of", async () => {
    const variants = await env.DB.prepare("SELECT * FROM variants ORDER BY id").all<Record<string, string>>();
    const [bought, repriced, counted] = variants.results as [
      Record<string, string>,
      Record<string, string>,
      Record<string, string>,
    ];
    const { orders } = (await sync.sandbox("POST", "orders", { items: [{ sku: bought.sku, quantity: 2 }] })) as {
      orders: { id: string }[];
    };
    await sync.sandbox("POST", `products/${encodeURIComponent(repriced.product_id!)}`, { price: "8.18" });
    const { available } = (await sync.sandbox("POST", "stock", { sku: counted.sku, delta: 5 })) as {
      available: number;
    };
    await cron();
    expect(await one("SELECT quantity FROM order_lines WHERE order_id = ?1", orders[0]!.id)).toEqual({ quantity: 2 });
    expect(await one("SELECT price_minor FROM variants WHERE id = ?1", repriced.id)).toEqual({ price_minor: 818 });
    expect(await one("SELECT available FROM inventory_levels WHERE item_id = ?1", counted.inventory_item_id)).toEqual({
      available,
    });
    expect(sync.woken.flat().sort()).toEqual(expect.arrayContaining(["inventory", "orders", "products"]));
  });

  it("writes nothing when nothing changed", async () => {
    await cron();
    const before = await one("SELECT count(*) AS n FROM events");
    await cron();
    expect(await one("SELECT count(*) AS n FROM events")).toEqual(before);
  });

  it("closes the day in the shop's zone with its stock and packs it", async () => {
    const today = calendar.dayOf(shopNow());
    await sync.sandbox("POST", "orders", { count: 5 });
    await cron();
    await advance(calendar.startOf(addDays(today, 1)) + 10 * 60_000 - shopNow());
    await cron();
    expect(calendar.dayOf(shopNow())).toBe(addDays(today, 1));
    expect(await one("SELECT value FROM cursors WHERE name = 'closed-through'")).toEqual({ value: today });
    expect(
      await one("SELECT count(*) AS n, count(available) AS known FROM variant_days WHERE day = ?1", today),
    ).toEqual({ n: 10, known: 10 });
    const last = await one("SELECT min(last_day) AS least, max(last_day) AS most FROM daily_series");
    expect(last).toEqual({ least: dayNumber(today), most: dayNumber(today) });
    const series = await demandSeries(env.DB, [String((await one("SELECT id FROM variants ORDER BY id"))!.id)], {
      through: today,
    });
    expect([...series.values()][0]!.stockAtClose.at(-1)).toEqual(expect.any(Number));
    await expectSeriesToEqualLines(today);
  });

  it("does not call a stock read long after midnight that day's close", async () => {
    const today = calendar.dayOf(shopNow());
    await advance(calendar.startOf(addDays(today, 1)) + 5 * 3_600_000 - shopNow());
    await cron();
    expect(await one("SELECT value FROM cursors WHERE name = 'closed-through'")).toEqual({ value: today });
    expect(await one("SELECT count(available) AS known FROM variant_days WHERE day = ?1", today)).toEqual({ known: 0 });
    await expectSeriesToEqualLines(today);
  });

  it("audits the mirror every day: what vanished is buried, what was lost comes back, and its day is packed again", {
    timeout: 30_000,
  }, async () => {
    const doomed = await one("SELECT id FROM products ORDER BY id DESC LIMIT 1");
    const lost = await one(
      "SELECT id, order_id, variant_id FROM order_lines WHERE day < ?1 AND product_id <> ?2 ORDER BY id LIMIT 1",
      calendar.dayOf(shopNow() - 30 * dayMs),
      doomed!.id,
    );
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO dirty_days SELECT variant_id, day FROM order_lines WHERE order_id = ?1 AND variant_id IS NOT NULL GROUP BY 1, 2",
      ).bind(lost!.order_id),
      env.DB.prepare("DELETE FROM order_lines WHERE order_id = ?1").bind(lost!.order_id),
      env.DB.prepare("DELETE FROM orders WHERE id = ?1").bind(lost!.order_id),
      env.DB.prepare("UPDATE orders SET total_minor = 1 WHERE id = (SELECT max(id) FROM orders)"),
      env.DB.prepare("UPDATE cursors SET value = '2000-01-01' WHERE name = 'audited-day'"),
    ]);
    await sync.sandbox("DELETE", `products/${encodeURIComponent(String(doomed!.id))}`);
    await cron();
    await cron();
    expect(await one("SELECT variant_id FROM order_lines WHERE id = ?1", lost!.id)).toEqual({
      variant_id: lost!.variant_id,
    });
    expect(await one("SELECT count(*) AS n FROM orders WHERE total_minor = 1")).toEqual({ n: 0 });
    expect((await one("SELECT deleted_at FROM products WHERE id = ?1", doomed!.id))!.deleted_at).not.toBeNull();
    expect(await one("SELECT count(*) AS n FROM dirty_days")).toEqual({ n: 0 });
    expect(await one("SELECT count(*) AS n FROM imports WHERE purpose = 'audit' AND status <> 'done'")).toEqual({
      n: 0,
    });
    await expectSeriesToEqualLines(addDays(calendar.dayOf(shopNow()), -1));
  });

  it("subscribes again what the store has dropped", async () => {
    const state = (await sync.sandbox("GET", "state")) as {
      webhooks: { subscriptions: { topic: string; uri: string }[] };
    };
    const ours = state.webhooks.subscriptions.filter(({ uri }) => uri === "https://shop.example/webhooks/shopify");
    expect(ours.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(["ORDERS_CREATE", "INVENTORY_LEVELS_UPDATE"]),
    );
  });
});

describe("an order the store no longer shows", { timeout: 60_000 }, () => {
  const unknown = "gid://shopify/Order/5600099999999";

  async function hold(createdAt: number): Promise<void> {
    await env.DB.batch([
      env.DB.prepare("DELETE FROM orders WHERE id = ?1").bind(unknown),
      env.DB.prepare(
        "INSERT INTO orders (id, name, currency, total_minor, created_at, processed_at, updated_at) VALUES (?1, '#X', 'GBP', 1, ?2, ?2, ?2)",
      ).bind(unknown, createdAt),
    ]);
  }
  const buried = async () => (await one("SELECT deleted_at FROM orders WHERE id = ?1", unknown))!.deleted_at !== null;
  const update = (topic: string, id: string) =>
    sync.deliver(event(topic, "orders", unknown, { deliveryId: id, triggeredAt: shopNow() }));

  it("is deleted when we could see it if it were there", async () => {
    await hold(shopNow() - 5 * dayMs);
    await update("orders/updated", "gone-1");
    expect(await buried()).toBe(true);
  });

  it("is kept when it may only be older than what we are allowed to see, unless the store says it deleted it", async () => {
    await env.DB.prepare("UPDATE shop SET scopes = '[\"read_orders\"]'").run();
    await hold(shopNow() - 90 * dayMs);
    await update("orders/updated", "gone-2");
    expect(await buried()).toBe(false);
    await update("orders/delete", "gone-3");
    expect(await buried()).toBe(true);
  });
});
