import type { Decided, Decision } from "#agent-kit/definition.ts";
import { showCount } from "#core/money/show-money.ts";
import type { NetTerms } from "#core/pricing/net-money.ts";
import { categoryPrior, type ElasticityBelief, META_ANALYSIS_PRIOR } from "#core/pricing/shrink-elasticity.ts";
import { orderNumber } from "#core/purchasing/order-number.ts";
import { tellChannel } from "./channel.ts";
import { type Demand, demandOf, newDemandOf } from "./demand.ts";
import { accuracyOfPast, type NightAccuracy, nightMeasures, type VariantAccuracy } from "./night.ts";
import { draftDecisions } from "./purchases/draft-decisions.ts";
import { mailsToSend, purchaseNotices } from "./purchases/open-purchases.ts";
import { type StockOutlook, stockOutlook } from "./reorder.ts";
import { type Measured, measureElasticity, reprice } from "./reprice.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { FixedPrice, InventorySnapshot, ShopTerms, StockCount, VariantSnapshot } from "./snapshot.ts";

/** What is kept of each variant looked at. */
export interface Outlook {
  variantId: string;
  sku: string | null;
  title: string;
  demand: Demand;
  stock: StockOutlook;
  held: string | null;
  /** How buyers are believed to answer to its price; null where that is not identified. */
  elasticity: ElasticityBelief | null;
  /** Only in the night's run; kept beside the outlook until the next night. */
  accuracy?: VariantAccuracy | null;
}

/** What a run leaves for the next ones, and for people. */
export interface Learned {
  outlooks: Outlook[];
  night?: NightAccuracy;
  fixedPrices?: FixedPrice[];
}

/** The whole of the agent's judgement: pure, from one chunk's snapshot to decisions. */
export function decide(snapshot: InventorySnapshot, settings: InventoryPricingSettings, now: number): Decided<Learned> {
  return snapshot.phase === "variants"
    ? decideVariants(snapshot, settings, now)
    : decidePurchases(snapshot, settings, now);
}

function decidePurchases(
  { needs, open = [], letterhead = null, shop, night }: Extract<InventorySnapshot, { phase: "orders" }>,
  settings: InventoryPricingSettings,
  now: number,
): Decided<Learned> {
  return {
    ...(night && { knowledge: { outlooks: [], night } }),
    decisions: [...draftDecisions(needs, shop, settings), ...mailsToSend(open, letterhead, settings, shop.today)],
    measures: { "reorder-needs": needs.length, "open-purchases": open.length, ...(night && nightMeasures(night)) },
    notices: purchaseNotices(open, settings, now),
  };
}

const dayMs = 86_400_000;

interface Seen {
  variant: VariantSnapshot;
  demand: Demand;
  measured: Measured;
}

function decideVariants(
  { variants, counts, shop, night, fixedPrices, channel }: Extract<InventorySnapshot, { phase: "variants" }>,
  settings: InventoryPricingSettings,
  now: number,
): Decided<Learned> {
  const seen = variants.flatMap((variant): Seen[] => {
    const createdAt = variant.pricing?.createdAt ?? null;
    const ageDays = createdAt === null ? null : Math.floor((now - createdAt) / dayMs);
    const speed = shop.classCuts.speeds?.[variant.productType] ?? 0;
    const demand = demandOf(variant.series, shop.today) ?? newDemandOf(variant.series, shop.today, ageDays, speed);
    return demand === null ? [] : [{ variant, demand, measured: measureElasticity(variant) }];
  });
  const priors = priorsByType(seen);
  const decisions: Decision[] = counts.flatMap((count) => stockSync(count, shop));
  const tally: Record<string, number> = {};
  const outlooks = seen.map(({ variant, demand, measured }): Outlook => {
    const terms = termsOf(demand, shop, settings);
    const stock = stockOutlook(variant, demand, shop, settings, terms);
    const prior = priors.get(variant.productType) ?? META_ANALYSIS_PRIOR;
    const { decision, held, bandStale, elasticity } = reprice({
      variant,
      demand,
      stock,
      measured,
      prior,
      terms,
      shop,
      settings,
      now,
    });
    if (decision) decisions.push(decision);
    if (demand.borrowed) tally["borrowed from category"] = (tally["borrowed from category"] ?? 0) + 1;
    if (bandStale) tally["stale bands"] = (tally["stale bands"] ?? 0) + 1;
    if (held) tally[`held ${held}`] = (tally[`held ${held}`] ?? 0) + 1;
    const { id: variantId, sku, title } = variant;
    const outlook: Outlook = { variantId, sku, title, demand, stock, held, elasticity };
    return night === undefined ? outlook : { ...outlook, accuracy: accuracyOfPast(demand, night) };
  });
  const demands = new Map(seen.map(({ variant, demand }) => [variant.id, demand]));
  const told = channel && tellChannel(channel, variants, demands, shop, settings, now);
  if (told?.decision) decisions.push(told.decision);
  const measures = {
    variants: variants.length,
    "too-little-past": variants.length - seen.length,
    ...tally,
    ...told?.measures,
  };
  if (fixedPrices === undefined) return { decisions, measures, knowledge: { outlooks } };
  return fixedPrices.ok
    ? {
        decisions,
        measures: { ...measures, "fixed prices": fixedPrices.rows.length },
        knowledge: { outlooks, fixedPrices: fixedPrices.rows },
      }
    : {
        decisions,
        measures: { ...measures, "fixed prices": `not read: ${fixedPrices.why}` },
        knowledge: { outlooks },
      };
}

function priorsByType(seen: Seen[]): Map<string, ElasticityBelief> {
  const byType = new Map<string, { elasticity: number; standardError: number }[]>();
  for (const { variant, measured } of seen)
    if (measured.kind === "measured")
      byType.set(variant.productType, [...(byType.get(variant.productType) ?? []), measured.elasticity]);
  return new Map([...byType].map(([type, items]) => [type, categoryPrior(items)]));
}

function termsOf(demand: Demand, shop: ShopTerms, settings: InventoryPricingSettings): NetTerms {
  return {
    taxRate: settings.taxRate,
    taxIncluded: shop.taxesIncluded,
    discountShare: shop.discountShare,
    feeRate: settings.paymentFeeRate,
    returnShare: demand.returnShare,
  };
}

/** Which purchase a count came with; null for what somebody counted. */
function deliveryOf({ source }: StockCount): string | null {
  return /^a delivery \((.+)\)$/.exec(source)?.[1] ?? null;
}

function counted(count: StockCount): string {
  const purchase = deliveryOf(count);
  if (purchase === null) return `${count.source} counted ${count.counted}, the shop said ${count.availableThen}`;
  const units = count.counted - count.availableThen;
  return `${showCount(units)} arrived with order ${orderNumber(purchase)}; the shop said ${count.availableThen} before`;
}

/**
 * Brings the shop's number to what was counted: by the difference, so that sales since the count stay counted. A newer count of
 * a shelf takes an older one's place; deliveries add up, so each is a target of its own.
 */
function stockSync(count: StockCount, shop: ShopTerms): Decision[] {
  const delta = count.counted - count.availableThen;
  if (delta === 0) return [];
  return [
    {
      kind: "stock.sync",
      target: `${count.itemId} at ${count.locationId}${deliveryOf(count) === null ? "" : `, ${count.id}`}`,
      title: count.title,
      intent: `count ${count.id}`,
      basis: count.id,
      group: "counted",
      payload: { itemId: count.itemId, locationId: count.locationId, delta, countId: count.id },
      before: { available: count.available },
      after: { available: count.available + delta },
      movePercent: count.available === 0 ? null : (100 * delta) / count.available,
      impactMinor: 0,
      moneyMinor: 0,
      currency: shop.currency,
      confidence: 1,
      reasons: [{ code: "counted", text: counted(count) }],
      figures: { counted: count.counted, availableThen: count.availableThen },
      provenance: { counted: "measured" },
    },
  ];
}
