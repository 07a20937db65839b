import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { livePage, readVariants } from "../observe.ts";
import { snapshotOfOneSeller } from "../snapshot.fixture.ts";

const { shop } = snapshotOfOneSeller();
const db = env.DB;

async function coverOf(id: string): Promise<{ available: number; incoming: number }> {
  const page = await livePage(db, "").all<Record<string, unknown>>();
  const query = (statements: D1PreparedStatement[]) => db.batch<Record<string, unknown>>(statements);
  const { variants } = await readVariants({ query, db, shop, until: null }, page.results);
  const { available, incoming } = variants.find((variant) => variant.id === id)!;
  return { available, incoming };
}

beforeAll(async () => {
  const level = db.prepare(
    "INSERT INTO inventory_levels (item_id, location_id, available, updated_at, deleted_at) VALUES (?1, ?2, ?3, 0, ?4)",
  );
  await db.batch([
    db.prepare(
      "INSERT INTO products (id, title, product_type, status, updated_at) VALUES ('p', 'Towel', 'Kitchen', 'ACTIVE', 1)",
    ),
    db.prepare(
      `INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, inventory_item_id, updated_at)
       VALUES ('v1', 'p', 'A', 't', 1000, 300, 'i1', 1), ('v2', 'p', 'B', 't', 1000, 300, 'i2', 1)`,
    ),
    db.prepare(
      "INSERT INTO locations (id, name, active, updated_at) VALUES ('shop', 'Shop', 1, 0), ('ware', 'Warehouse', 1, 0), ('shut', 'Shut', 0, 0)",
    ),
    level.bind("i1", "shop", 10, null),
    level.bind("i1", "ware", 25, null),
    level.bind("i1", "shut", 400, null),
    level.bind("i1", "gone", 3_000, 5),
    // Oversold in the shop: the warehouse owes it.
    level.bind("i2", "shop", -4, null),
    level.bind("i2", "ware", 10, null),
  ]);
});

it("counts stock over all locations that are open, an oversold one too, and none that are shut or gone", async () => {
  expect(await coverOf("v1")).toMatchObject({ available: 35 });
  expect(await coverOf("v2")).toMatchObject({ available: 6 });
});

it("counts what is open of every purchase, and none of what was cancelled or came", async () => {
  const purchase = (id: string, status: string, quantity: number, received: number) => [
    db
      .prepare(
        "INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES (?1, 's', ?2, 'GBP', 1, 1, 1)",
      )
      .bind(id, status),
    db
      .prepare(
        "INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity, received) VALUES (?1, 'v1', 'A', 't', ?2, ?3)",
      )
      .bind(id, quantity, received),
  ];
  await db.batch([
    ...purchase("draft", "draft", 1, 0),
    ...purchase("sent", "sent", 20, 0),
    ...purchase("part", "partly-received", 300, 100),
    ...purchase("whole", "received", 5_000, 5_000),
    ...purchase("off", "cancelled", 70_000, 0),
  ]);
  expect(await coverOf("v1")).toMatchObject({ incoming: 221 });
});

it("counts what arrived until the shop's number was corrected by it, and a person's count never", async () => {
  const before = (await coverOf("v2")).incoming;
  await db
    .prepare(
      `INSERT INTO stock_counts (id, variant_id, item_id, location_id, counted, available_then, source, counted_at)
       VALUES ('d:v2:1', 'v2', 'i2', 'ware', 60, 10, 'a delivery (d)', 100), ('c1', 'v2', 'i2', 'ware', 900, 10, 'a person', 100)`,
    )
    .run();
  expect((await coverOf("v2")).incoming).toBe(before + 50);
  const correction = async (status: string) =>
    db
      .prepare(
        `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, reasons, currency,
           proposed_at, expires_at, updated_at) VALUES ('s', 'inventory-pricing', 'stock.sync', 'i2 at ware, d:v2:1', 't', 'i', 'b', ?1, 'delta',
           'g', 'r', '{}', '[]', 'GBP', 1, 9, 1) ON CONFLICT (id) DO UPDATE SET status = excluded.status`,
      )
      .bind(status)
      .run();
  for (const [status, coming] of [
    ["proposed", 50],
    ["applying", 50],
    ["applied", 0],
    ["rejected", 0],
  ] as const) {
    await correction(status);
    expect((await coverOf("v2")).incoming, status).toBe(before + coming);
  }
});
