import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { demandSeries } from "#agent-kit/mirror/series.ts";
import { dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { openShop, rig } from "../testing/rig.ts";

const tables = ["orders", "order_lines", "refund_lines", "products", "variants", "inventory_levels", "daily_series"];

async function counts(): Promise<Record<string, number>> {
  const rows = await env.DB.batch<{ n: number }>(
    tables.map((table) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`)),
  );
  return Object.fromEntries(tables.map((table, at) => [table, rows[at]!.results[0]!.n]));
}

async function empty(): Promise<void> {
  const all = [...tables, "imports", "events", "cursors", "shop", "locations"];
  await env.DB.batch(all.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
}

async function importedAt(): Promise<number | null> {
  return env.DB.prepare("SELECT imported_at FROM shop").first<number>("imported_at");
}

/** A database whose nth batch kills: its promise never settles, so nothing after it runs. */
function killedAt(real: D1Database, nth: number, when: "before" | "after") {
  const { promise: death, resolve: die } = Promise.withResolvers<"killed">();
  const never = new Promise<never>(() => undefined);
  let batches = 0;
  const batch = async (statements: D1PreparedStatement[]) => {
    batches += 1;
    if (batches > nth) return never;
    if (batches < nth) return real.batch(statements);
    if (when === "after") await real.batch(statements);
    die("killed");
    return never;
  };
  const db = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "batch") return batch;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { db, death };
}

let shop = "";
beforeAll(async () => {
  shop = await openShop();
});
beforeEach(empty);

describe("first import", { timeout: 60_000 }, () => {
  it("brings in the whole shop, packs its past and tells that it is there", async () => {
    const sync = rig(shop);
    await sync.deliver({ type: "reconcile" });
    await sync.drain();
    const state = (await sync.sandbox("GET", "state")) as { counts: Record<string, number> };
    const held = await counts();
    expect(held).toMatchObject({ orders: state.counts.orders, order_lines: state.counts.lines, products: 10 });
    const sums = await env.DB.prepare(
      "SELECT sum(quantity) AS units, sum(quantity * unit_price_minor) AS revenue FROM order_lines",
    ).first();
    expect(sums).toEqual({ units: state.counts.units, revenue: state.counts.revenueMinor });
    expect(await env.DB.prepare("SELECT count(*) AS n FROM shop WHERE imported_at > 0").first("n")).toBe(1);
    expect(await env.DB.prepare("SELECT topic FROM events").all()).toMatchObject({
      results: [{ topic: "import.completed" }],
    });
    expect(sync.woken).toEqual([["import.completed"]]);
    const kinds = await env.DB.prepare("SELECT kind, status FROM imports").all<{ kind: string; status: string }>();
    expect(kinds.results).toHaveLength(6);
    expect(kinds.results.every((row) => row.status === "done")).toBe(true);
    const cost = await env.DB.prepare("SELECT DISTINCT cost_provenance AS p FROM variants").all();
    expect(cost.results).toEqual([{ p: "generated:42" }]);
  });

  it("loses and doubles nothing when it is killed before or after any of its batches", {
    timeout: 60_000,
  }, async () => {
    const whole = rig(shop);
    await whole.deliver({ type: "reconcile" });
    await whole.drain();
    const wanted = await counts();
    for (const when of ["before", "after"] as const) {
      await empty();
      let kills = 0;
      // The first life ends at its first batch, the second at its second, and so on until one outlives the import.
      for (let life = 1; (await importedAt()) === null; life += 1) {
        expect(life).toBeLessThan(60);
        const mortal = killedAt(env.DB, life, when);
        const sync = rig(shop, { DB: mortal.db });
        const working = sync.deliver({ type: "reconcile" }).then(() => sync.drain());
        if ((await Promise.race([working, mortal.death])) === "killed") kills += 1;
      }
      expect(kills).toBeGreaterThan(4);
      expect(await counts()).toEqual(wanted);
    }
  });

  it("packs every closed day to the sums of its lines", async () => {
    const sync = rig(shop);
    await sync.deliver({ type: "reconcile" });
    await sync.drain();
    const ids = await env.DB.prepare("SELECT id FROM variants").all<{ id: string }>();
    const yesterday = shopCalendar("Europe/London").dayOf(Date.now() - 86_400_000);
    const packed = await demandSeries(
      env.DB,
      ids.results.map(({ id }) => id),
      { through: yesterday },
    );
    const lines = await env.DB.prepare(
      `SELECT variant_id AS id, day, sum(quantity) AS units, sum(quantity * unit_price_minor) AS revenue,
         count(DISTINCT order_id) AS orders FROM order_lines WHERE day <= ?1 GROUP BY 1, 2`,
    )
      .bind(yesterday)
      .all<{ id: string; day: string; units: number; revenue: number; orders: number }>();
    expect(lines.results.length).toBeGreaterThan(500);
    for (const { id, day, units, revenue, orders } of lines.results) {
      const series = packed.get(id)!;
      const at = dayNumber(day) - series.firstDay;
      expect([series.unitsSold[at], series.revenueMinor[at], series.orders[at]]).toEqual([units, revenue, orders]);
    }
    const units = [...packed.values()].flatMap((series) => series.unitsSold).reduce((sum, each) => sum + each, 0);
    expect(units).toBe(lines.results.reduce((sum, row) => sum + row.units, 0));
  });
});

describe("an import that cannot be", () => {
  it("names the missing credential", async () => {
    const sync = rig(shop, { SHOPIFY_ACCESS_TOKEN: "", SHOPIFY_CLIENT_ID: "" });
    await sync.deliver({ type: "import" });
    expect(sync.waiting).toEqual([]);
    const row = await env.DB.prepare("SELECT error FROM imports WHERE kind = 'shop'").first<string>("error");
    expect(row).toMatch(/SHOPIFY_ACCESS_TOKEN/);
  });
});
