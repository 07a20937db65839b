import { globSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { packSeries } from "#core/series/pack.ts";

export const today = 20_454;
export const historyDays = 730;
const lineDays = 371;
const periods = { fast: 3, slow: 30 };

/**
 * Fills a stopped runtime's D1 with a store of `count` variants and 730 packed days of history each: one in ten sells
 * every third day, the others once a month; prices move by quarter. Order lines reach back as far as anything reads them
 * (371 days), so that a hundred thousand variants stay within a D1 database's size. As Shopify's, their numbers rise with
 * time, and so they lie on the disk: one variant's lines are scattered over the whole table.
 */
export function fillStore(folder: string, count: number, domain: string): void {
  const file = globSync("state/**/*.sqlite", { cwd: folder })
    .map((each) => path.join(folder, each))
    .find(hasActions);
  if (file === undefined) throw new Error("the runtime has no migrated database");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN");
  const noon = (day: string) => `(${day} * 86400000 + 43200000)`;
  db.exec(`CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count}) SELECT i,
    'gid://shopify/ProductVariant/' || (1000000 + i) AS id, CASE i % 10 WHEN 0 THEN ${periods.fast} ELSE ${periods.slow} END AS period FROM n`);
  db.exec(`CREATE TEMP TABLE d AS WITH RECURSIVE d(day) AS (SELECT ${today - lineDays} UNION ALL SELECT day + 1 FROM d WHERE day + 1 < ${today})
    SELECT day, date(day * 86400, 'unixepoch') AS name FROM d`);
  db.exec(`INSERT INTO shop (id, domain, name, currency, time_zone, taxes_included, scopes, imported_at, updated_at)
    VALUES ('shop', '${domain}', 'Large', 'GBP', 'UTC', 1, '["write_products","write_inventory"]', 1, 1)`);
  db.exec(
    `INSERT INTO cursors (agent, name, value) VALUES ('store-sync', 'closed-through', date(${today - 1} * 86400, 'unixepoch'))`,
  );
  db.exec(`INSERT INTO products (id, title, vendor, product_type, status, updated_at)
    SELECT 'p' || id, 'Thing ' || i, 'Supplier ' || (i % 12), 'Type ' || (i / 7 % 40), 'ACTIVE', 1 FROM n`);
  db.exec(`INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, inventory_item_id, updated_at)
    SELECT id, 'p' || id, 'S' || i, 'Default Title', ${priceOf("i", `${today - 1}`)}, (1000 + i % 500) / 3, 'item' || id, 1 FROM n`);
  db.exec(
    "INSERT INTO inventory_levels (item_id, location_id, available, updated_at) SELECT 'item' || id, 'L', i % 40, 1 FROM n",
  );
  db.exec(`INSERT INTO orders (id, name, currency, total_minor, discount_minor, created_at, processed_at, updated_at)
    SELECT ${numbered("Order")}, '#', 'GBP', 2000, 20, ${noon("day")}, ${noon("day")}, 1 FROM d CROSS JOIN n ON (day + i * 7) % 60 = 0`);
  db.exec(`INSERT INTO order_lines (id, order_id, variant_id, product_id, day, quantity, current_quantity, unit_price_minor)
    SELECT ${numbered("LineItem")}, ${numbered("Order")}, id, 'p' || id, name, 1 + (i + day) % 3, 1, ${priceOf("i", "day")}
    FROM d CROSS JOIN n ON (day + i * 7) % period = 0`);
  db.exec(`INSERT INTO variant_days (variant_id, day, available, price_minor, low_minor)
    SELECT id, name, 9, ${priceOf("i", "day")}, ${priceOf("i", "day")} FROM n JOIN d ON day >= ${today - 31}`);
  const insert = db.prepare(
    "INSERT INTO daily_series (variant_id, first_day, last_day, data, updated_at) VALUES (?, ?, ?, ?, 1)",
  );
  for (let i = 0; i < count; i += 1)
    insert.run(`gid://shopify/ProductVariant/${1_000_000 + i}`, today - historyDays, today - 1, series(i));
  db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

function series(i: number): Uint8Array {
  const period = i % 10 === 0 ? periods.fast : periods.slow;
  const days = Array.from({ length: historyDays }, (_, at) => today - historyDays + at);
  const unitsSold = days.map((day) => ((day + i * 7) % period === 0 ? 1 + ((i + day) % 3) : 0));
  return packSeries({
    firstDay: today - historyDays,
    unitsSold,
    unitsReturned: days.map(() => 0),
    revenueMinor: days.map((day, at) => (unitsSold[at] ?? 0) * price(i, day)),
    orders: unitsSold.map((units) => Math.min(1, units)),
    stockAtClose: days.map(() => 9),
  });
}

const numbered = (type: string) => `'gid://shopify/${type}/' || (day * 1000000 + i)`;
const price = (i: number, day: number) => 1_000 + (i % 500) + 50 * (Math.floor(day / 91) % 3);
const priceOf = (i: string, day: string) => `(1000 + ${i} % 500 + 50 * ((${day}) / 91 % 3))`;

function hasActions(file: string): boolean {
  const db = new DatabaseSync(file);
  try {
    return db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'order_lines'").get() !== undefined;
  } finally {
    db.close();
  }
}
