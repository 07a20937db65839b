import { offer } from "#integrations/supplier/offer.ts";
import type { Chunk, Context } from "./observe.ts";
import { pastCandidates, toPastCandidate } from "./past-candidates.ts";
import type { OwnProduct, ResearchSnapshot, ShopTerms, StoredCandidate, SupplierStatus } from "./snapshot.ts";

type Conclusion = Extract<ResearchSnapshot, { phase: "conclude" }>;
type Row = Record<string, unknown>;

/** Candidates judged beside each other in one chunk, watched and newest first. */
const mostCandidates = 2_000;
/** Own products candidates are compared with, best sold first. */
const mostOwn = 10_000;
const mostWaiting = 50;

/** A week of a backtest: its trends stand in its earlier chunks, and of an instant of the past only what was known then counts. */
export interface Then {
  backtestId: string;
  week: number;
  at: number;
  past: boolean;
}

type Reading = Pick<Context, "env" | "now" | "settings" | "query" | "clients">;

/** Everything the earlier chunks left in D1, read once more as a whole. */
export async function observeConclusion(context: Reading, shop: ShopTerms, then: Then | null = null): Promise<Chunk> {
  const { env, now, settings } = context;
  const db = env.DB;
  const since = now - settings.forgetAfterDays * 86_400_000;
  const before = then?.past ? then.at : Number.MAX_SAFE_INTEGER;
  const [counted, tested, states, found, drafted, waiting] = await context.query([
    db
      .prepare(`${trendsOf(then)}SELECT count(*) AS n FROM trends WHERE day = ?1 AND p <= ?2`)
      .bind(shop.through, 1, ...keyOf(then)),
    db
      .prepare(
        `${trendsOf(then)}SELECT t.variant_id, t.p, t.direction, t.lower, t.weekly_units, p.title, p.product_type FROM trends AS t
         JOIN variants AS v ON v.id = t.variant_id JOIN products AS p ON p.id = v.product_id
         WHERE t.day = ?1 AND t.p <= ?2 ORDER BY t.p, t.variant_id LIMIT 20000`,
      )
      .bind(shop.through, settings.falseFindings, ...keyOf(then)),
    db.prepare("SELECT supplier, status, detail FROM supplier_states ORDER BY supplier"),
    then?.past
      ? pastCandidates(db, then.at, shop, settings.forgetAfterDays, mostCandidates)
      : liveCandidates(db, since),
    db
      .prepare(
        `SELECT DISTINCT target FROM actions WHERE kind = 'product.draft'
         AND status IN ('approved', 'scheduled', 'applying', 'unknown', 'applied', 'reverting', 'dead') AND coalesce(decided_at, 0) < ?1`,
      )
      .bind(before),
    db
      .prepare(
        `SELECT a.target, p.id, p.title FROM actions AS a JOIN products AS p ON p.id = coalesce(a.result->>'productId', ${foundDraft})
         WHERE a.kind = 'product.draft' AND a.status = 'applied' AND p.status = 'DRAFT' AND p.deleted_at IS NULL
           AND a.applied_at < ?2 ORDER BY a.applied_at, a.id LIMIT ?1`,
      )
      .bind(mostWaiting, before),
  ]);
  const candidates = then?.past ? rows(found).map(toPastCandidate) : rows(found).map(toCandidate);
  const snapshot: Conclusion = {
    phase: "conclude",
    shop,
    suppliers: then?.past ? thenHeard(candidates) : standings(context, rows(states)),
    tested: Number(rows(counted)[0]?.n ?? 0),
    trends: rows(tested).map((row) => ({
      variantId: String(row.variant_id),
      title: String(row.title),
      productType: String(row.product_type ?? ""),
      p: Number(row.p),
      rising: Number(row.direction) > 0,
      lower: Number(row.lower),
      weeklyUnits: Number(row.weekly_units),
    })),
    own: candidates.length === 0 ? [] : await ownProducts(context, shop, then),
    candidates,
    drafted: rows(drafted).map((row) => String(row.target)),
    waiting: rows(waiting).map((row) => ({
      productId: String(row.id),
      title: String(row.title),
      supplierTarget: String(row.target),
    })),
  };
  return { snapshot, observed: candidates.length, next: null };
}

/** A draft whose making was only seen afterwards has no number in the ledger: it is known by what we gave it. */
const foundDraft = `(SELECT q.id FROM variants AS v JOIN products AS q ON q.id = v.product_id
  WHERE v.sku = a.payload->>'$.variants[0].sku' AND v.deleted_at IS NULL AND q.deleted_at IS NULL
    AND q.vendor = a.payload->>'supplier'
    AND EXISTS (SELECT 1 FROM json_each(q.tags) AS t WHERE t.value = 'supplier:' || (a.payload->>'supplier'))
  ORDER BY q.created_at, q.id LIMIT 1)`;

function liveCandidates(db: D1Database, since: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT c.id, c.supplier, c.offer, c.watched, c.last_seen_at, c.quoted_at, c.score,
         (SELECT json_group_array(json_array(d.day, d.sold)) FROM (
            SELECT day, sold FROM candidate_days WHERE candidate_id = c.id AND sold IS NOT NULL ORDER BY day DESC LIMIT 200) AS d) AS sold
       FROM candidates AS c WHERE c.doubt IS NULL AND (c.watched = 1 OR c.last_seen_at >= ?1)
       ORDER BY c.watched DESC, c.last_seen_at DESC, c.id LIMIT ?2`,
    )
    .bind(since, mostCandidates);
}

/** Suppliers whose offers of those days were kept had answered; how the others stood is not known, and nothing rests on it. */
function thenHeard(candidates: StoredCandidate[]): Conclusion["suppliers"] {
  const heard = [...new Set(candidates.map(({ supplier }) => supplier))].sort();
  return heard.map((id) => ({ id, status: "ok", detail: "its offers of those days were kept" }));
}

/** The table of trends or, in a backtest, what the week's earlier chunks found in its place. */
function trendsOf(then: Then | null): string {
  if (then === null) return "";
  // Materialised, it gets an index of its own for the join.
  return `WITH trends AS MATERIALIZED (SELECT t.value->>'variantId' AS variant_id, ?1 AS day, t.value->>'weeklyUnits' AS weekly_units,
    t.value->>'score' AS score, t.value->>'sd' AS sd, t.value->>'lower' AS lower, t.value->>'p' AS p, t.value->>'direction' AS direction
    FROM backtest_chunks AS c, json_each(c.carry) AS t WHERE c.backtest_id = ?3 AND c.week = ?4) `;
}

function keyOf(then: Then | null): [string, number] | [] {
  return then === null ? [] : [then.backtestId, then.week];
}

/** How every supplier there is an adapter for answered last; one that lost its configuration is not asked what it said before. */
function standings(context: Reading, states: Row[]): Conclusion["suppliers"] {
  return context.clients.suppliers().map(({ id, port }) => {
    const held = states.find((row) => row.supplier === id);
    if (port === null) return { id, status: "not-configured", detail: "not configured" };
    if (!held) return { id, status: "down", detail: "has not answered yet" };
    return { id, status: String(held.status) as SupplierStatus, detail: String(held.detail) };
  });
}

async function ownProducts(context: Reading, shop: ShopTerms, then: Then | null): Promise<OwnProduct[]> {
  const [found] = await context.query([
    context.env.DB.prepare(
      `${trendsOf(then)}SELECT p.id, p.title, p.product_type, min(${then?.past ? "d.price_minor" : "v.price_minor"}) AS price, coalesce(sum(t.weekly_units), 0) AS units,
         sum(t.score * (t.weekly_units + 1)) / sum(t.weekly_units + 1) AS score,
         sqrt(sum(t.sd * t.sd * (t.weekly_units + 1) * (t.weekly_units + 1))) / sum(t.weekly_units + 1) AS sd
       FROM products AS p JOIN variants AS v ON v.product_id = p.id AND v.deleted_at IS NULL
       ${then?.past ? "JOIN variant_days AS d ON d.variant_id = v.id AND d.day = ?1 AND d.price_minor IS NOT NULL" : ""}
       LEFT JOIN trends AS t ON t.variant_id = v.id AND t.day = ?1
       WHERE p.deleted_at IS NULL AND p.status <> 'ARCHIVED' GROUP BY p.id ORDER BY units DESC, p.id LIMIT ?2`,
    ).bind(shop.through, mostOwn, ...keyOf(then)),
  ]);
  return rows(found).map((row) => ({
    id: String(row.id),
    title: String(row.title),
    productType: String(row.product_type ?? ""),
    priceMinor: Number(row.price),
    weeklyUnits: Number(row.units),
    growth: row.score === null ? null : { score: Number(row.score), sd: Number(row.sd) },
  }));
}

function toCandidate(row: Row): StoredCandidate {
  return {
    id: String(row.id),
    supplier: String(row.supplier),
    offer: offer.parse(JSON.parse(String(row.offer))),
    watched: Number(row.watched) === 1,
    lastSeenAt: Number(row.last_seen_at),
    quotedAt: row.quoted_at === null ? null : Number(row.quoted_at),
    sold: (JSON.parse(String(row.sold)) as [string, number][]).toReversed(),
    previousScore: row.score === null ? null : Number(row.score),
  };
}

function rows(result: { results: Row[] } | undefined): Row[] {
  return result?.results ?? [];
}
