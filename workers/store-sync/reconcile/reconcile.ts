import type { Day } from "#core/time/day.ts";
import { absorb, absorbFound } from "../absorb.ts";
import { closeDays } from "../days/close-days.ts";
import { planImport } from "../import/imports.ts";
import type { LoggedEvent } from "../mirror/events.ts";
import { slices } from "../source.ts";
import { type KnownShop, keepCursor, readCursor, type Sync } from "../sync.ts";
import { checkSubscriptions } from "./subscriptions.ts";

/** The store's search lags behind its data, so each look begins before the last one ended. */
const overlapMs = 2 * 60_000;
const pagesAtOnce = 20;
/** Levels have no "changed since" of their own; the least recently confirmed ones are looked at in turn. */
const itemsAtOnce = 500;

export interface Reconciled {
  events: LoggedEvent[];
  /** Something was left for another message. */
  more: boolean;
  auditPlanned: boolean;
}

/** What webhooks may have lost: changed orders and products, a share of the levels, days that are over, subscriptions. */
export async function reconcile(sync: Sync, shop: KnownShop): Promise<Reconciled> {
  const events: LoggedEvent[] = [];
  let more = await changedOrders(sync, shop, events);
  more = (await changedProducts(sync, shop, events)) || more;
  await oldestLevels(sync, shop, events);
  more = (await closeDays(sync, shop)) || more;
  return { events, more, auditPlanned: await daily(sync, shop) };
}

async function changedOrders(sync: Sync, shop: KnownShop, events: LoggedEvent[]): Promise<boolean> {
  return pages(
    sync,
    "orders-since",
    events,
    async (sinceMs, after, asOf) => {
      const page = await shop.source.ordersChanged(sinceMs, after, asOf);
      return { page, read: { ...nothing, asOf, orders: page.found } };
    },
    shop,
  );
}

async function changedProducts(sync: Sync, shop: KnownShop, events: LoggedEvent[]): Promise<boolean> {
  return pages(
    sync,
    "products-since",
    events,
    async (sinceMs, after, asOf) => {
      const page = await shop.source.productsChanged(sinceMs, after, asOf);
      return { page, read: { ...nothing, asOf, products: page.found } };
    },
    shop,
  );
}

const nothing = { orders: [], products: [], items: [], gone: { orders: [], products: [] } };

/** Pages from the cursor on; the cursor moves only when the last page is in, and to the time the first was asked for. */
async function pages(
  sync: Sync,
  cursor: string,
  events: LoggedEvent[],
  read: (
    sinceMs: number,
    after: string | null,
    asOf: number,
  ) => Promise<{ page: { next: string | null }; read: Parameters<typeof absorbFound>[2] }>,
  shop: KnownShop,
): Promise<boolean> {
  const { db, clock } = sync;
  const began = clock.now();
  const state = JSON.parse((await readCursor(db, cursor)) ?? String(began)) as number | PageState;
  let { since, after, until } = typeof state === "number" ? { since: state, after: null, until: began } : state;
  for (let count = 0; count < pagesAtOnce; count += 1) {
    const asOf = clock.now();
    const found = await read(since - overlapMs, after, asOf);
    const absorbed = await absorbFound(sync, shop, found.read);
    after = found.page.next;
    const kept = after === null ? String(until) : JSON.stringify({ since, after, until } satisfies PageState);
    await db.batch([...absorbed.statements, keepCursor(db, cursor, kept)]);
    events.push(...absorbed.events);
    if (after === null) return false;
  }
  return true;
}

interface PageState {
  since: number;
  after: string | null;
  until: number;
}

async function oldestLevels(sync: Sync, shop: KnownShop, events: LoggedEvent[]): Promise<void> {
  const { results } = await sync.db
    .prepare(
      `SELECT item_id AS id, min(triggered_at) AS seen FROM inventory_levels WHERE deleted_at IS NULL
       GROUP BY item_id ORDER BY seen LIMIT ${itemsAtOnce}`,
    )
    .all<{ id: string }>();
  for (const ids of slices(
    results.map(({ id }) => id),
    250,
  )) {
    const absorbed = await absorb(sync, shop, { orders: [], products: [], items: ids });
    await sync.db.batch(absorbed.statements);
    events.push(...absorbed.events);
  }
}

/** Once a shop day: every subscription still exists, and an audit of the whole mirror is planned. */
async function daily(sync: Sync, shop: KnownShop): Promise<boolean> {
  const { db, clock } = sync;
  const today: Day = shop.calendar.dayOf(clock.now());
  if ((await readCursor(db, "audited-day")) === today) return false;

  await checkSubscriptions(sync);
  const [planned] = await db.batch([planImport(db, "audit", clock.now()), keepCursor(db, "audited-day", today)]);
  return (planned?.meta.changes ?? 0) > 0;
}
