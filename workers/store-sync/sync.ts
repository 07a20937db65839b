import type { Clock } from "#agent-kit/clock.ts";
import type { Logger } from "#agent-kit/log.ts";
import { type Day, dayMs } from "#core/time/day.ts";
import { type ShopCalendar, shopCalendar } from "#core/time/shop-calendar.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import { shop as shopTable } from "#schemas/db/mirror.ts";
import type { StoreSyncEnv } from "./env.ts";
import type { ShopDay } from "./mirror/apply.ts";
import { rowsOf } from "./mirror/prior.ts";
import type { ShopRow } from "./mirror/rows.ts";
import { createSource, type Source } from "./source.ts";

/** What one invocation works with. */
export interface Sync {
  env: StoreSyncEnv;
  db: D1Database;
  clock: Clock;
  log: Logger;
  client: ShopifyClient;
}

/** The shop as the mirror knows it, and a reader of the store in its terms. */
export interface KnownShop {
  row: ShopRow;
  calendar: ShopCalendar;
  source: Source;
  closedThrough: Day | null;
  /** Orders from before this time (ms) may be out of our reach: that the store shows none of them says nothing. */
  ordersSince: number;
}

const owner = "store-sync";

/** Null before the first step of the first import. */
export async function knownShop({
  db,
  client,
  clock,
}: Pick<Sync, "db" | "client" | "clock">): Promise<KnownShop | null> {
  const [shops, closed] = await db.batch<Record<string, unknown>>([
    db.prepare("SELECT * FROM shop LIMIT 1"),
    db.prepare("SELECT value FROM cursors WHERE agent = ?1 AND name = 'closed-through'").bind(owner),
  ]);
  const row = rowsOf(shopTable, shops)[0];
  if (row === undefined) return null;
  const calendar = shopCalendar(row.timeZone);
  const source = createSource(client, { calendar, currency: row.currency });
  const closedThrough = (closed?.results[0]?.value as string | undefined) ?? null;
  return { row, calendar, source, closedThrough, ordersSince: reach(row.scopes, clock.now()) };
}

/** Without `read_all_orders` an app sees the last 60 days; a day less, since the store counts for itself. */
function reach(scopes: string, now: number): number {
  return (JSON.parse(scopes) as string[]).includes("read_all_orders") ? 0 : now - 59 * dayMs;
}

export function shopDay(shop: KnownShop, now: number): ShopDay {
  return { today: shop.calendar.dayOf(now), closedThrough: shop.closedThrough };
}

export function keepCursor(db: D1Database, name: string, value: string): D1PreparedStatement {
  return db
    .prepare("INSERT INTO cursors (agent, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3")
    .bind(owner, name, value);
}

export async function readCursor(db: D1Database, name: string): Promise<string | null> {
  return db
    .prepare("SELECT value FROM cursors WHERE agent = ?1 AND name = ?2")
    .bind(owner, name)
    .first<string>("value");
}
