import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unpackSeries } from "#core/series/pack.ts";
import { addDays, dayFromNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { createGids } from "#sandbox/store/gid.ts";
import { openDatabase } from "#scripts/platform/database.ts";
import { type System, startSystem } from "#scripts/platform/system.ts";

/** `STORM=10000` for the full measure, several minutes; the rest of the test does not depend on it. */
const count = Number(process.env.STORM ?? 2_000);
const patienceMs = 600_000;
let system: System;
let stateDir: string;

beforeAll(async () => {
  stateDir = mkdtempSync(path.join(tmpdir(), "royal-storm-"));
  system = await startSystem({ stateDir, sandbox: { products: 300, speed: 0 }, crons: "manual" });
}, 180_000);

afterAll(async () => {
  await system?.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, 60_000);

async function sandbox(method: string, where: string, body?: unknown): Promise<Record<string, unknown>> {
  const reply = await fetch(`${system.sandboxUrl}/__sandbox/${where}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!reply.ok) throw new Error(`${where}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Record<string, unknown>;
}

type Row = Record<string, string | number | null>;

function mirror(text: string): Row[] {
  const database = openDatabase(stateDir);
  try {
    return database.prepare(text).all() as Row[];
  } finally {
    database.close();
  }
}

/** The shop's own file, read beside the running store. */
function store(text: string): Row[] {
  const folder = path.join(stateDir, "sandbox");
  const file = readdirSync(folder).find((name) => /^shop-.*\.sqlite$/.test(name));
  const database = new DatabaseSync(path.join(folder, file ?? ""), { readOnly: true });
  try {
    return database.prepare(text).all() as Row[];
  } finally {
    database.close();
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await sleep(500);
  }
}

async function cron(): Promise<void> {
  await system.crons.fireAll(["royal-equips-store-sync"]);
}

const number = (text: string) => Number(mirror(text)[0]?.n ?? 0);
const open = () => number("SELECT count(*) AS n FROM deliveries WHERE status = 'accepted'");
const importing = () => number("SELECT count(*) AS n FROM imports WHERE status NOT IN ('done', 'failed')");

/** When the last complete look at the store's changes began; 0 while one is under way. */
const lookedAt = (cursor: string) => {
  const value = Number(mirror(`SELECT value FROM cursors WHERE name = '${cursor}'`)[0]?.value);
  return Number.isNaN(value) ? 0 : value;
};
const shopTime = async () => Number((await sandbox("GET", "clock")).nowMs);

/** What the store says and what the mirror says of the same things, in the same words. */
const compared: Record<string, { store: string; mirror: string }> = {
  products: {
    store: `SELECT id, title, vendor, status, updated_ms / 1000 AS updated FROM product WHERE deleted_ms IS NULL ORDER BY id`,
    mirror: `SELECT id, title, vendor, status, updated_at / 1000 AS updated FROM products WHERE deleted_at IS NULL ORDER BY id`,
  },
  variants: {
    store: `SELECT variant.id, product_id, sku, price_minor, compare_at_minor, cost_minor FROM variant
      JOIN inventory_item ON inventory_item.id = variant.id WHERE variant.deleted_ms IS NULL
      AND product_id IN (SELECT id FROM product WHERE deleted_ms IS NULL) ORDER BY variant.id`,
    mirror: `SELECT id, product_id, sku, price_minor, compare_at_minor, cost_minor FROM variants WHERE deleted_at IS NULL ORDER BY id`,
  },
  levels: {
    store: `SELECT item_id, available, committed, incoming FROM level
      WHERE item_id IN (SELECT v.id FROM variant v JOIN product p ON p.id = v.product_id AND p.deleted_ms IS NULL
        WHERE v.deleted_ms IS NULL) ORDER BY item_id`,
    mirror: `SELECT item_id, available, committed, incoming FROM inventory_levels WHERE deleted_at IS NULL ORDER BY item_id`,
  },
  orders: {
    store: `SELECT id, name, customer_id, total_minor, tax_minor, refunded_minor, financial_status, fulfillment_status,
      created_ms / 1000 AS created, updated_ms / 1000 AS updated FROM orders ORDER BY id`,
    mirror: `SELECT id, name, customer_id, total_minor, tax_minor, refunded_minor, financial_status, fulfillment_status,
      created_at / 1000 AS created, updated_at / 1000 AS updated FROM orders WHERE deleted_at IS NULL ORDER BY id`,
  },
  // A deleted product's variant can no longer be asked for: which one a line sold then is not the store's to tell.
  lines: {
    store: `SELECT line.id, order_id, CASE WHEN product.deleted_ms IS NULL THEN variant_id END AS variant_id, quantity,
      current_quantity, unit_minor FROM line JOIN variant ON variant.id = variant_id
      JOIN product ON product.id = product_id ORDER BY line.id`,
    mirror: `SELECT l.id, order_id, CASE WHEN v.deleted_at IS NULL THEN variant_id END AS variant_id, quantity,
      current_quantity, unit_price_minor AS unit_minor FROM order_lines l LEFT JOIN variants v ON v.id = variant_id ORDER BY l.id`,
  },
  refunds: {
    store: `SELECT id, refund_id, line_id, quantity, subtotal_minor FROM refund_line ORDER BY id`,
    mirror: `SELECT id, refund_id, line_id, quantity, amount_minor AS subtotal_minor FROM refund_lines ORDER BY id`,
  },
};

const gids = createGids();

/** Gids back to the numbers the shop's file has. */
function local(rows: Row[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === "string" ? (gids.parse(value)?.local ?? value) : value,
      ]),
    ),
  );
}

/** Every packed day against sums of lines, and every line's day against the packed copy. */
function expectPackedToEqualLines(): void {
  const closed = String(mirror("SELECT value FROM cursors WHERE name = 'closed-through'")[0]?.value);
  const sums = (text: string) => new Map(mirror(text).map((row) => [`${row.variant_id} ${row.day}`, row]));
  const sold = sums(`SELECT variant_id, day, sum(quantity) AS units, sum(quantity * unit_price_minor) AS revenue,
    count(DISTINCT order_id) AS orders FROM order_lines WHERE variant_id IS NOT NULL AND day <= '${closed}' GROUP BY 1, 2`);
  const returned = sums(`SELECT variant_id, day, sum(quantity) AS units FROM refund_lines
    WHERE variant_id IS NOT NULL AND day <= '${closed}' GROUP BY 1, 2`);
  const cells = sold.size + returned.size;
  for (const { variant_id, data } of mirror("SELECT variant_id, hex(data) AS data FROM daily_series")) {
    const unpacked = unpackSeries(Buffer.from(String(data), "hex"));
    if (!unpacked.ok) throw new Error(`${variant_id}: ${unpacked.error.kind}`);
    const { firstDay, unitsSold, unitsReturned, revenueMinor, orders } = unpacked.value;
    for (const [at, units] of unitsSold.entries()) {
      const key = `${variant_id} ${dayFromNumber(firstDay + at)}`;
      const line = sold.get(key) ?? { units: 0, revenue: 0, orders: 0 };
      const packed = [key, units, revenueMinor[at], orders[at], unitsReturned[at]];
      expect(packed).toEqual([key, line.units, line.revenue, line.orders, returned.get(key)?.units ?? 0]);
      sold.delete(key);
      returned.delete(key);
    }
  }
  expect(cells).toBeGreaterThan(1_000);
  expect([...sold.keys(), ...returned.keys()]).toEqual([]);
}

test(`after ${count} deliveries, doubled, shuffled and dropped, the mirror is the store`, {
  timeout: 900_000,
}, async () => {
  await cron();
  await until("the import", () => number("SELECT count(*) AS n FROM shop WHERE imported_at IS NOT NULL") === 1);

  await sandbox("POST", "webhooks", { duplicate: 0.1, reorder: 0.5, drop: 0.05 });
  await sandbox("POST", "orders", { count: 300 });
  const stormed = await sandbox("POST", "deliveries", { count, twice: 0.1, deletes: 0.001 });
  expect(Number(stormed.deleted)).toBeGreaterThan(0);
  await sandbox("POST", "deliveries/idle");
  await until("the deliveries' end", () => open() === 0);
  const worked = number("SELECT count(*) AS n FROM deliveries WHERE status = 'done'");
  expect(worked).toBeGreaterThan(count * 0.9);
  expect(number("SELECT count(*) AS n FROM deliveries WHERE status = 'failed'")).toBe(0);

  // The next shop day: what was dropped is found by the reconcile and the audit, and the day is closed and packed.
  await sandbox("POST", "webhooks", { duplicate: 0, reorder: 0, drop: 0 });
  const calendar = shopCalendar("Europe/London");
  const midnight = calendar.startOf(addDays(calendar.dayOf(await shopTime()), 1));
  await sandbox("POST", "clock", { advanceMs: Math.ceil(midnight + 600_000 - (await shopTime())) });
  await sandbox("POST", "deliveries/idle");
  await cron();
  await until(
    "the audit",
    () => number("SELECT count(*) AS n FROM imports WHERE purpose = 'audit'") > 0 && importing() === 0 && open() === 0,
  );
  const looked = await shopTime();
  // A look that was under way ends with the time it began, so another may be needed.
  while (Math.min(lookedAt("orders-since"), lookedAt("products-since")) < looked) {
    await cron();
    await until("a whole look", () => lookedAt("orders-since") > 0 && lookedAt("products-since") > 0);
    await sleep(1_500);
  }
  await until("the packing", () => number("SELECT count(*) AS n FROM dirty_days") === 0 && open() === 0);

  for (const [what, query] of Object.entries(compared)) {
    const expected = store(query.store);
    expect(expected.length, what).toBeGreaterThan(0);
    const held = local(mirror(query.mirror));
    expect(held.length, what).toBe(expected.length);
    for (const [at, row] of held.entries()) expect(row, what).toEqual(expected[at]);
  }
  expectPackedToEqualLines();
});
