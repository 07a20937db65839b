import { number } from "#agent-kit/cell.ts";
import type { RequestContext } from "#agent-kit/definition.ts";
import { readPolicy } from "#agent-kit/ledger/policy-document.ts";
import { type Policy, startingPolicy } from "#core/ledger/policy.ts";
import { openStatuses } from "#core/ledger/status.ts";
import type { ElasticityBelief } from "#core/pricing/shrink-elasticity.ts";
import { dayFromNumber, dayNumber } from "#core/time/day.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { lowDays } from "../lowest-price.ts";
import { discountShare } from "../observe.ts";
import type { PriceBand } from "../price-band.ts";
import { bandOf, contextOf } from "../price-context.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import type { PriceBatchWish } from "./wish.ts";

/** A variant as a person's price wish is judged by. */
export interface KnownVariant {
  id: string;
  productId: string;
  sku: string | null;
  title: string;
  priceMinor: number;
  compareAtMinor: number | null;
  costMinor: number | null;
  costGenerated: boolean;
  lowest30DaysMinor: number | null;
  /** Null before the first forecast. */
  weeklyUnits: number | null;
  returnShare: number;
  elasticity: ElasticityBelief | null;
  band: PriceBand | null;
  /** Price lists in which its price is fixed. */
  fixedIn: string[];
  /** An action of the same target that keeps its place: in another batch, or under way. */
  busy: { status: string; batchId: string | null } | null;
}

export interface Proposal {
  id: string;
  status: string;
  batchId: string | null;
  variantId: string;
  title: string;
  before: number;
  after: number;
  movePercent: number | null;
  impactMinor: number;
  moneyMinor: number;
  confidence: number;
}

export interface Known {
  currency: string;
  taxesIncluded: boolean;
  discountShare: number;
  policy: Policy;
  variants: KnownVariant[];
  proposals: Map<string, Proposal>;
}

type Row = Record<string, unknown>;

/** Everything a batch is judged by, in one D1 round trip. */
export async function readKnown(
  context: RequestContext<InventoryPricingSettings, unknown>,
  wish: PriceBatchWish,
): Promise<Known> {
  const { env, now, shopZone, settings } = context;
  const db = env.DB;
  const today = dayNumber(shopCalendar(shopZone).dayOf(now));
  const named = JSON.stringify(wish.changes.map((row) => row.variantId ?? row.sku));
  const open = JSON.stringify(openStatuses);
  const [shop, discount, policy, variants, proposals] = await db.batch<Row>([
    db.prepare("SELECT currency, taxes_included FROM shop LIMIT 1"),
    discountShare(db, now),
    db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
    db
      .prepare(
        `SELECT v.id, v.product_id, v.sku, v.title, p.title AS product_title, p.tags, p.updated_at AS tagged_at, v.price_minor,
           v.compare_at_minor, v.cost_minor, v.cost_provenance,
           (SELECT min(low_minor) FROM variant_days AS d WHERE d.variant_id = v.id AND d.day >= ?2) AS low,
           f.document->>'$.demand.weeklyMean' AS weekly, f.document->>'$.demand.returnShare' AS returned,
           f.document->>'$.elasticity.mean' AS elasticity, f.document->>'$.elasticity.sd' AS elasticity_sd,
           b.low_minor AS band_low, b.high_minor AS band_high, b.kind AS band_kind, b.source AS band_source, b.as_of AS band_as_of,
           (SELECT json_group_array(json_object('list', list_name)) FROM fixed_prices AS x WHERE x.variant_id = v.id) AS fixed,
           (SELECT json_object('status', a.status, 'batchId', a.batch_id) FROM actions AS a WHERE a.kind = 'price.set' AND a.target = v.id
             AND a.status IN (SELECT value FROM json_each(?3))
             AND (a.batch_id IS NOT NULL OR a.status NOT IN ('proposed', 'approved'))) AS busy
         FROM variants AS v JOIN products AS p ON p.id = v.product_id
         LEFT JOIN forecasts AS f ON f.variant_id = v.id LEFT JOIN price_bands AS b ON b.variant_id = v.id
         WHERE v.deleted_at IS NULL AND p.deleted_at IS NULL
           AND (v.id IN (SELECT value FROM json_each(?1)) OR v.sku IN (SELECT value FROM json_each(?1)))`,
      )
      .bind(named, dayFromNumber(today - lowDays), open),
    db
      .prepare(
        `SELECT id, status, batch_id, target, title, before->>'priceMinor' AS before_minor, after->>'priceMinor' AS after_minor,
           move_percent, impact_minor, money_minor, confidence FROM actions
         WHERE kind = 'price.set' AND agent = ?2 AND (id IN (SELECT value FROM json_each(?1))
           OR status = 'proposed' AND batch_id IS NULL AND group_key = ?3) ORDER BY abs(impact_minor) DESC, id LIMIT 1000`,
      )
      .bind(JSON.stringify(wish.actions), context.agent, wish.groupKey ?? null),
  ]);
  const held = policy?.results[0];
  const currency = String(shop?.results[0]?.currency ?? "");
  return {
    currency,
    taxesIncluded: Number(shop?.results[0]?.taxes_included ?? 0) === 1,
    discountShare: Number(discount?.results[0]?.share ?? 0),
    policy: held ? readPolicy(Number(held.version), String(held.document)) : startingPolicy,
    variants: (variants?.results ?? []).map((row) => toVariant(row, settings, currency)),
    proposals: new Map((proposals?.results ?? []).map((row) => [String(row.id), toProposal(row)])),
  };
}

function toVariant(row: Row, settings: InventoryPricingSettings, currency: string): KnownVariant {
  const own = String(row.title);
  const elasticity = number(row.elasticity);
  const sd = number(row.elasticity_sd);
  const context = contextOf(row);
  return {
    id: String(row.id),
    productId: String(row.product_id),
    sku: row.sku === null ? null : String(row.sku),
    title: own === "" || own === "Default Title" ? String(row.product_title) : `${row.product_title}, ${own}`,
    priceMinor: Number(row.price_minor),
    compareAtMinor: number(row.compare_at_minor),
    costMinor: number(row.cost_minor),
    costGenerated: String(row.cost_provenance ?? "").startsWith("generated"),
    lowest30DaysMinor: number(row.low),
    weeklyUnits: number(row.weekly),
    returnShare: Number(row.returned ?? 0),
    elasticity: elasticity === null || sd === null ? null : { mean: elasticity, sd },
    band: bandOf(context, settings.mapTag, currency),
    fixedIn: context.fixed.map(({ list }) => list),
    busy: row.busy === null ? null : (JSON.parse(String(row.busy)) as KnownVariant["busy"]),
  };
}

function toProposal(row: Row): Proposal {
  return {
    id: String(row.id),
    status: String(row.status),
    batchId: row.batch_id === null ? null : String(row.batch_id),
    variantId: String(row.target),
    title: String(row.title),
    before: Number(row.before_minor),
    after: Number(row.after_minor),
    movePercent: number(row.move_percent),
    impactMinor: Number(row.impact_minor),
    moneyMinor: Number(row.money_minor),
    confidence: Number(row.confidence),
  };
}
