import { number } from "#agent-kit/cell.ts";
import type { Observation, RunContext } from "#agent-kit/definition.ts";
import { seriesQuery } from "#agent-kit/mirror/series.ts";
import { dayFromNumber, dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { readChannel } from "./channel.ts";
import { classCuts, cutsFrom, cutsOf } from "./class-cuts.ts";
import type { Clients } from "./clients.ts";
import { readFixedPrices } from "./fixed-prices.ts";
import { lowDays } from "./lowest-price.ts";
import { nightOf, nightQuery } from "./night.ts";
import { contextOf, contextQuery } from "./price-context.ts";
import { incomingQuery } from "./purchases/incoming.ts";
import { letterheadOf } from "./purchases/letterhead.ts";
import { openPurchasesQuery, toOpenPurchase } from "./purchases/open-purchases.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { InventorySnapshot, ReorderNeed, ShopTerms, VariantSnapshot } from "./snapshot.ts";
import { countsBetween, toCount } from "./stock-counts.ts";

export type Row = Record<string, unknown>;
type Context = RunContext<InventoryPricingSettings, Clients>;

/** Variants of one chunk: bounded by count, each chunk one invocation. Two years of history of so many are 30 to 50 MB. */
export const chunkSize = 400;
const priceDays = 365;

/** Chunk by chunk through the variants in id order; after the last of them one chunk for the purchase drafts. */
export async function observe(context: Context): Promise<Observation<InventorySnapshot>> {
  const { env, now, chunk } = context;
  const today = dayNumber(shopCalendar(context.shopZone).dayOf(now));
  const db = env.DB;
  const first = await context.query([
    db.prepare("SELECT currency, taxes_included FROM shop LIMIT 1"),
    ...(chunk === 0 ? [discountShare(db, now), classCuts(db, today)] : []),
  ]);
  const shop: ShopTerms = {
    currency: String(first[0]?.results[0]?.currency ?? ""),
    taxesIncluded: Number(first[0]?.results[0]?.taxes_included ?? 0) === 1,
    discountShare: Number(chunk === 0 ? (first[1]?.results[0]?.share ?? 0) : context.cursor("discount-share")),
    today,
    classCuts: chunk === 0 ? cutsOf(first[2]?.results ?? []) : cutsFrom(context.cursor("class-cuts")),
  };
  const place = chunk === 0 ? "" : (context.cursor("place") ?? "");
  if (place === "orders") return observeNeeds(context, shop);
  return observeVariants(context, shop, place);
}

async function observeVariants(
  context: Context,
  shop: ShopTerms,
  after: string,
): Promise<Observation<InventorySnapshot>> {
  const db = context.env.DB;
  const [page] = await context.query([livePage(db, after)]);
  const rows = page?.results ?? [];
  const { variants, also } = await readVariants(
    { query: context.query, db, shop, until: null },
    rows,
    context.chunk === 0 ? [countsBetween(db, Number(context.cursor("counted") ?? 0), null)] : [],
  );
  const night = nightDue(context, shop);
  const fixed = night !== undefined && context.chunk === 0 ? await readFixedPrices(context.clients.store) : undefined;
  const port = context.clients.channel();
  const channel = port === null ? undefined : await readChannel(port, variants, context.chunk === 0, context);
  const counted = also[0]?.results ?? [];
  const counts = counted.map(toCount);
  const last = rows.at(-1);
  const more = rows.length === chunkSize;
  const countedAt = counted.map((row) => Number(row.counted_at));
  const cursors: Record<string, string> = {
    place: more && last ? String(last.id) : "orders",
    // Looked up once a run: they read all of the shop's orders.
    "class-cuts": JSON.stringify(shop.classCuts),
    "discount-share": String(shop.discountShare),
  };
  if (countedAt.length > 0) cursors.counted = String(Math.max(...countedAt));
  return {
    snapshot: {
      phase: "variants",
      shop,
      variants,
      counts,
      ...(night && { night }),
      ...(fixed && { fixedPrices: fixed }),
      ...(channel && { channel }),
    },
    observed: variants.length,
    cursors,
    more: true,
  };
}

/** The next variants in id order, with prices and stock as they stand. */
export function livePage(db: D1Database, after: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT v.id, v.product_id, v.sku, v.price_minor, v.compare_at_minor, v.cost_minor, v.cost_provenance, p.title AS product_title,
           v.title, p.vendor, p.product_type, coalesce((SELECT sum(l.available) FROM inventory_levels AS l LEFT JOIN locations AS w ON w.id = l.location_id
             WHERE l.item_id = v.inventory_item_id AND l.deleted_at IS NULL AND coalesce(w.active, 1) = 1), 0) AS available
         FROM variants AS v JOIN products AS p ON p.id = v.product_id
         WHERE v.id > ?1 AND v.deleted_at IS NULL AND p.deleted_at IS NULL AND p.status = 'ACTIVE' ORDER BY v.id LIMIT ?2`,
    )
    .bind(after, chunkSize);
}

export interface Reading {
  query: Context["query"];
  db: D1Database;
  shop: ShopTerms;
  /** Nothing from this instant (ms) on is read; null reads what there is. */
  until: number | null;
}

/** Each row (its prices and stock as they stand in it) with its past; `also` is asked in the same round trip. */
export async function readVariants(
  { query, db, shop, until }: Reading,
  rows: Row[],
  more: D1PreparedStatement[] = [],
): Promise<{ variants: VariantSnapshot[]; also: D1Result<Row>[] }> {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const today = dayFromNumber(shop.today);
  const before = until ?? Number.MAX_SAFE_INTEGER;
  const series = seriesQuery(
    db,
    rows.map((row) => String(row.id)),
    dayFromNumber(shop.today - 1),
  );
  const results = await query([
    ...series.statements,
    linesQuery(db, ids, dayFromNumber(shop.today - priceDays), until === null ? null : { until, today }),
    db
      .prepare(
        `SELECT variant_id, min(low_minor) AS low FROM variant_days WHERE variant_id IN (SELECT value FROM json_each(?1)) AND day >= ?2
         AND (?3 IS NULL OR day < ?4) GROUP BY variant_id`,
      )
      .bind(ids, dayFromNumber(shop.today - lowDays), until, today),
    db
      .prepare(
        `SELECT target, max(CASE WHEN reverted_at < ?2 THEN reverted_at WHEN applied_at < ?2 THEN applied_at END) AS at FROM actions
         WHERE kind = 'price.set' AND status IN ('applied', 'reverted') AND target IN (SELECT value FROM json_each(?1)) GROUP BY target`,
      )
      .bind(ids, before),
    incomingQuery(db, ids, until),
    contextQuery(db, ids, until),
    ...more,
  ]);
  const at = series.statements.length;
  const bySeries = series.read(results.slice(0, at));
  const lines = index(results[at], "variant_id");
  const lows = index(results[at + 1], "variant_id");
  const changed = index(results[at + 2], "target");
  const incoming = index(results[at + 3], "variant_id");
  const contexts = index(results[at + 4], "variant_id");
  const variants = rows.map((row): VariantSnapshot => {
    const id = String(row.id);
    return {
      id,
      productId: String(row.product_id),
      title: titleOf(row),
      sku: text(row.sku),
      supplier: text(row.vendor) ?? "",
      productType: text(row.product_type) ?? "",
      priceMinor: Number(row.price_minor),
      compareAtMinor: number(row.compare_at_minor),
      costMinor: number(row.cost_minor),
      costGenerated: String(row.cost_provenance ?? "").startsWith("generated"),
      available: Number(row.available),
      incoming: Number(incoming.get(id)?.units ?? 0),
      series: bySeries.get(id) ?? {
        firstDay: shop.today,
        unitsSold: [],
        unitsReturned: [],
        revenueMinor: [],
        orders: [],
        stockAtClose: [],
      },
      lines: linesOf(lines.get(id)?.lines),
      lowest30DaysMinor: number(lows.get(id)?.low),
      priceChangedAt: number(changed.get(id)?.at),
      pricing: contextOf(contexts.get(id)),
    };
  });
  return { variants, also: results.slice(at + 5) };
}

/** Live nothing but the index is read: the rows of one variant lie scattered over the whole table. */
function linesQuery(
  db: D1Database,
  ids: string,
  since: string,
  past: { until: number; today: string } | null,
): D1PreparedStatement {
  const before =
    past === null
      ? ""
      : "AND (l.day < ?3 OR (l.day = ?3 AND (SELECT processed_at FROM orders WHERE id = l.order_id) < ?4))";
  return db
    .prepare(
      `SELECT l.variant_id, json_group_array(json_array(l.day, l.unit_price_minor, l.quantity)) AS lines FROM json_each(?1) AS v
       JOIN order_lines AS l ON l.variant_id = v.value WHERE l.day >= ?2 ${before} GROUP BY l.variant_id`,
    )
    .bind(ids, since, ...(past === null ? [] : [past.today, past.until]));
}

/** The shop's day, until a run that began on it has judged the past's forecasts to the end. */
function nightDue(context: Context, shop: ShopTerms): string | undefined {
  const day = dayFromNumber(shop.today);
  return context.cursor("night") === day ? undefined : day;
}

async function observeNeeds(context: Context, shop: ShopTerms): Promise<Observation<InventorySnapshot>> {
  const db = context.env.DB;
  const night = nightDue(context, shop);
  const [found, purchases, name, judged] = await context.query([
    db
      .prepare(
        "SELECT document->'stock'->'need' AS need FROM forecasts WHERE run_id = ?1 AND document->'stock'->>'need' IS NOT NULL",
      )
      .bind(context.runId),
    openPurchasesQuery(db),
    db.prepare("SELECT name FROM shop LIMIT 1"),
    ...(night === undefined ? [] : [nightQuery(db, context.runId, night)]),
  ]);
  const needs = (found?.results ?? []).map((row) => JSON.parse(String(row.need)) as ReorderNeed);
  const open = (purchases?.results ?? []).map(toOpenPurchase);
  const letterhead = letterheadOf(context.env, String(name?.results[0]?.name ?? ""));
  const figures = judged?.results[0] && night !== undefined ? nightOf(judged.results[0], night) : undefined;
  const snapshot = { phase: "orders" as const, shop, needs, open, letterhead, ...(figures && { night: figures }) };
  return { snapshot, observed: 0, cursors: { place: "", ...(night !== undefined && { night }) }, more: false };
}

/** Discounts of the ninety days before an instant, share of what was asked. */
export function discountShare(db: D1Database, at: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT coalesce(sum(discount_minor) * 1.0 / nullif(sum(total_minor + discount_minor), 0), 0) AS share FROM orders
       WHERE processed_at >= ?1 AND processed_at < ?2`,
    )
    .bind(at - 90 * 86_400_000, at);
}

function linesOf(json: unknown): VariantSnapshot["lines"] {
  if (typeof json !== "string") return [];
  return (JSON.parse(json) as [string, number, number][]).map(([day, unitPriceMinor, quantity]) => ({
    day,
    unitPriceMinor,
    quantity,
  }));
}

function titleOf(row: Row): string {
  const variant = String(row.title);
  return variant === "" || variant === "Default Title" ? String(row.product_title) : `${row.product_title}, ${variant}`;
}

function index(result: { results: Row[] } | undefined, column: string): Map<string, Row> {
  return new Map((result?.results ?? []).map((row) => [String(row[column]), row]));
}

function text(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}
