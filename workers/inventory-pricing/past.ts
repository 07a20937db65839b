import { expectedEffect, scaledEffect } from "#agent-kit/backtest/effects.ts";
import type { AgentBacktest, Effect, PastContext, PastObservation, Unanswered } from "#agent-kit/backtest/part.ts";
import type { Decision } from "#agent-kit/definition.ts";
import { dayFromNumber, dayNumber } from "#core/time/day.ts";
import { classCuts, cutsOf } from "./class-cuts.ts";
import type { Clients } from "./clients.ts";
import type { Learned } from "./decide.ts";
import { chunkSize, discountShare, livePage, type Row, readVariants } from "./observe.ts";
import { letterheadOf } from "./purchases/letterhead.ts";
import { openPurchasesQuery, toOpenPurchase } from "./purchases/open-purchases.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { InventorySnapshot, ReorderNeed, ShopTerms } from "./snapshot.ts";
import { countsBetween, toCount } from "./stock-counts.ts";

type Context = PastContext<InventoryPricingSettings, Clients>;
type Seen = PastObservation<InventorySnapshot>;

const weekMs = 7 * 86_400_000;

/** Where a week's next chunk begins. */
type Place = { cuts: ShopTerms["classCuts"]; after: string | null };

/** Tries the agent on the past: what was sold is known from the orders; stock, price and cost from the closes kept since the import. */
export const past: AgentBacktest<InventoryPricingSettings, InventorySnapshot, Learned, Clients> = {
  assumes: [
    "Titles, suppliers, product types and which products are active are today's.",
    "Stock, price and cost of a past instant are those the day before it closed with.",
    "A price band, a fixed price or a product's tags changed since do not count in weeks before the change.",
    "Each week is looked at once, so a limit per day binds it as one day.",
    "What was sold followed the prices there were: a proposal does not change the weeks after it.",
  ],
  observe: look,
  carry: ({ outlooks }) => outlooks.flatMap(({ stock }) => (stock.need ? [{ ...stock.need }] : [])),
  hindsight,
};

async function look(context: Context): Promise<Seen> {
  const { env, at, day, chunk } = context;
  const today = dayNumber(day);
  const held = context.place === null ? null : (JSON.parse(context.place) as Place);
  // Nobody saw stock and prices before the first import: there is nothing to read variant by variant.
  if (at < context.importedAt) return beforeImport(context);
  const [shopRow, discounts, cuts] = await context.query([
    env.DB.prepare("SELECT currency, taxes_included FROM shop LIMIT 1"),
    discountShare(env.DB, at),
    ...(chunk === 0 ? [classCuts(env.DB, today)] : []),
  ]);
  const shop: ShopTerms = {
    currency: String(shopRow?.results[0]?.currency ?? ""),
    taxesIncluded: Number(shopRow?.results[0]?.taxes_included ?? 0) === 1,
    discountShare: Number(discounts?.results[0]?.share ?? 0),
    today,
    classCuts: held?.cuts ?? cutsOf(cuts?.results ?? []),
  };
  return held && held.after === null ? needsOf(context, shop) : variantsOf(context, shop, held?.after ?? "");
}

async function beforeImport({ env, at, query }: Context): Promise<Seen> {
  const [known] = await query([
    env.DB.prepare(
      `SELECT count(*) AS n FROM variants AS v JOIN products AS p ON p.id = v.product_id
       WHERE ${existedThen("?1")} AND p.status = 'ACTIVE'`,
    ).bind(at),
  ]);
  const count = Number(known?.results[0]?.n ?? 0);
  const code = "before-import";
  return {
    snapshot: null,
    observed: 0,
    next: null,
    unanswered: [
      { kind: "price.set", code, why: "Stock and shelf prices before the first import were never seen.", count },
      { kind: "purchase.draft", code, why: "Stock before the first import was never seen.", count },
      { kind: "stock.sync", code, why: "No counts are known from before the first import.", count: 1 },
    ],
  };
}

const existedThen = (at: string) =>
  `coalesce(v.created_at, 0) <= ${at} AND (v.deleted_at IS NULL OR v.deleted_at > ${at}) AND (p.deleted_at IS NULL OR p.deleted_at > ${at})`;

async function variantsOf(context: Context, shop: ShopTerms, after: string): Promise<Seen> {
  const { env, at, past: over, query } = context;
  const db = env.DB;
  const [page, unsure] = await query(
    over ? [pastPage(db, after, at, shop.today), unsureOrders(db, at)] : [livePage(db, after)],
  );
  const rows = page?.results ?? [];
  const unsureIds = new Set((unsure?.results ?? []).map((row) => String(row.variant_id)));
  const { known, unanswered } = over ? sorted(rows, unsureIds) : { known: rows, unanswered: [] };
  const { variants, also } = await readVariants({ query, db, shop, until: over ? at : null }, known, [
    ...(context.chunk === 0 ? [countsBetween(db, at - weekMs, at)] : []),
  ]);
  const counts = (also[0]?.results ?? []).map(toCount).map((count) => {
    // The level's number of today would be knowledge from later; the count says what it was.
    return over ? { ...count, available: count.availableThen } : count;
  });
  const last = rows.at(-1);
  const place: Place = { cuts: shop.classCuts, after: rows.length === chunkSize && last ? String(last.id) : null };
  return {
    snapshot: variants.length + counts.length === 0 ? null : { phase: "variants", shop, variants, counts },
    observed: rows.length,
    next: JSON.stringify(place),
    unanswered,
  };
}

/** The variants there were, each with what the day before closed with. */
function pastPage(db: D1Database, after: string, at: number, today: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT v.id, v.product_id, v.sku, d.price_minor, d.compare_at_minor, d.cost_minor, v.cost_minor AS cost_now, v.cost_provenance,
         p.title AS product_title, v.title, p.vendor, p.product_type, d.available
       FROM variants AS v JOIN products AS p ON p.id = v.product_id LEFT JOIN variant_days AS d ON d.variant_id = v.id AND d.day = ?4
       WHERE v.id > ?1 AND ${existedThen("?3")} AND p.status = 'ACTIVE' ORDER BY v.id LIMIT ?2`,
    )
    .bind(after, chunkSize, at, dayFromNumber(today - 1));
}

/** Variants on purchase drafts that changed since: how much was still to come then is not kept. */
function unsureOrders(db: D1Database, at: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT DISTINCT l.variant_id FROM purchase_lines AS l JOIN purchase_drafts AS d ON d.id = l.draft_id
       WHERE d.created_at < ?1 AND d.updated_at >= ?1`,
    )
    .bind(at);
}

const reasons = {
  "no-close": "What that day closed with was not kept.",
  "stock-unknown": "The stock was not known at that day's close.",
  "cost-unknown": "The cost was not kept at that day's close.",
  "orders-changed": "How much of an order was still to come then is not kept.",
};

function sorted(rows: Row[], unsure: ReadonlySet<string>): { known: Row[]; unanswered: Unanswered[] } {
  const missing = new Map<keyof typeof reasons, number>();
  const known = rows.filter((row) => {
    const why = unknown(row, unsure);
    if (why) missing.set(why, (missing.get(why) ?? 0) + 1);
    return why === null;
  });
  const unanswered = [...missing].flatMap(([code, count]) =>
    ["price.set", "purchase.draft"].map((kind) => ({ kind, code, why: reasons[code], count })),
  );
  return { known, unanswered };
}

function unknown(row: Row, unsure: ReadonlySet<string>): keyof typeof reasons | null {
  if (row.price_minor === null) return "no-close";
  if (row.available === null) return "stock-unknown";
  if (row.cost_minor === null && row.cost_now !== null) return "cost-unknown";
  return unsure.has(String(row.id)) ? "orders-changed" : null;
}

async function needsOf(context: Context, shop: ShopTerms): Promise<Seen> {
  const { env, at, backtestId, week, past: over, query } = context;
  const [carried, purchases, name] = await query([
    env.DB.prepare(
      "SELECT carry FROM backtest_chunks WHERE backtest_id = ?1 AND week = ?2 AND carry IS NOT NULL ORDER BY chunk",
    ).bind(backtestId, week),
    over
      ? env.DB.prepare("SELECT 1 AS known FROM purchase_drafts WHERE created_at < ?1 LIMIT 1").bind(at)
      : openPurchasesQuery(env.DB),
    env.DB.prepare("SELECT name FROM shop LIMIT 1"),
  ]);
  const needs = (carried?.results ?? []).flatMap((row) => JSON.parse(String(row.carry)) as ReorderNeed[]);
  const held = purchases?.results ?? [];
  const open = over ? [] : held.map(toOpenPurchase);
  const letterhead = over ? null : letterheadOf(env, String(name?.results[0]?.name ?? ""));
  const why = "Which orders lay unsent then is not kept.";
  return {
    snapshot: { phase: "orders", shop, needs, open, letterhead },
    observed: 0,
    next: null,
    unanswered: over && held.length > 0 ? [{ kind: "purchase.send", code: "not-kept", why, count: 1 }] : [],
  };
}

/** Prices by what was sold in the week after; a reorder's loss falls due over its whole lead time, so a week has its part of it. */
async function hindsight(context: Context, decisions: Decision[]): Promise<Effect[]> {
  const { env, at, day, settings, week } = context;
  const prices = decisions.filter(({ kind }) => kind === "price.set");
  const [sold] =
    week === 0 || prices.length === 0
      ? [undefined]
      : await context.query([
          env.DB.prepare(
            `SELECT l.variant_id, sum(l.quantity) AS units FROM json_each(?1) AS v JOIN order_lines AS l ON l.variant_id = v.value
             JOIN orders AS o ON o.id = l.order_id WHERE l.day >= ?2 AND o.processed_at >= ?3 AND o.processed_at < ?4 GROUP BY l.variant_id`,
          ).bind(JSON.stringify(prices.map(({ target }) => target)), day, at, at + weekMs),
        ]);
  const units = new Map((sold?.results ?? []).map((row) => [String(row.variant_id), Number(row.units)]));
  return decisions.map((decision): Effect => {
    if (decision.kind === "purchase.draft") {
      const supplier = decision.target.slice("supplier:".length);
      const leadDays = settings.suppliers[supplier]?.leadTimeDays ?? settings.leadTimeDays;
      return scaledEffect(decision, 7 / Math.max(7, leadDays + settings.reviewDays), "expected");
    }
    const expected = decision.figures.weeklyUnits ?? 0;
    if (decision.kind !== "price.set" || week === 0 || expected <= 0) return expectedEffect(decision);
    return scaledEffect(decision, (units.get(decision.target) ?? 0) / expected, "sales");
  });
}
