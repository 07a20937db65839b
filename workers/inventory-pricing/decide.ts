import type { Decided, Decision } from "#agent-kit/definition.ts";
import type { NetTerms } from "#core/pricing/net-money.ts";
import { categoryPrior, type ElasticityBelief, META_ANALYSIS_PRIOR } from "#core/pricing/shrink-elasticity.ts";
import { type Demand, demandOf } from "./demand.ts";
import { draftDecisions } from "./purchases/draft-decisions.ts";
import { mailsToSend, purchaseNotices } from "./purchases/open-purchases.ts";
import { type StockOutlook, stockOutlook } from "./reorder.ts";
import { type Measured, measureElasticity, reprice } from "./reprice.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { InventorySnapshot, ShopTerms, StockCount, VariantSnapshot } from "./snapshot.ts";

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
}

/** The whole of the agent's judgement: pure, from one chunk's snapshot to decisions. */
export function decide(
  snapshot: InventorySnapshot,
  settings: InventoryPricingSettings,
  now: number,
): Decided<Outlook[]> {
  return snapshot.phase === "variants"
    ? decideVariants(snapshot.variants, snapshot.counts, snapshot.shop, settings, now)
    : decidePurchases(snapshot, settings, now);
}

function decidePurchases(
  { needs, open = [], letterhead = null, shop }: Extract<InventorySnapshot, { phase: "orders" }>,
  settings: InventoryPricingSettings,
  now: number,
): Decided<Outlook[]> {
  return {
    decisions: [...draftDecisions(needs, shop, settings), ...mailsToSend(open, letterhead, settings, shop.today)],
    measures: { "reorder-needs": needs.length, "open-purchases": open.length },
    notices: purchaseNotices(open, settings, now),
  };
}

interface Seen {
  variant: VariantSnapshot;
  demand: Demand;
  measured: Measured;
}

function decideVariants(
  variants: VariantSnapshot[],
  counts: StockCount[],
  shop: ShopTerms,
  settings: InventoryPricingSettings,
  now: number,
): Decided<Outlook[]> {
  const seen = variants.flatMap((variant): Seen[] => {
    const demand = demandOf(variant.series, shop.today);
    return demand === null ? [] : [{ variant, demand, measured: measureElasticity(variant) }];
  });
  const priors = priorsByType(seen);
  const decisions: Decision[] = counts.flatMap((count) => stockSync(count, shop));
  const tally: Record<string, number> = {};
  const knowledge = seen.map(({ variant, demand, measured }): Outlook => {
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
    if (bandStale) tally["stale bands"] = (tally["stale bands"] ?? 0) + 1;
    if (held) tally[`held ${held}`] = (tally[`held ${held}`] ?? 0) + 1;
    return { variantId: variant.id, sku: variant.sku, title: variant.title, demand, stock, held, elasticity };
  });
  const measures = { variants: variants.length, "too-little-past": variants.length - seen.length, ...tally };
  return { decisions, measures, knowledge };
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
      target: `${count.itemId} at ${count.locationId}${count.source.startsWith("a delivery") ? `, ${count.id}` : ""}`,
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
      reasons: [
        { code: "counted", text: `${count.source} counted ${count.counted}, the shop said ${count.availableThen}` },
      ],
      figures: { counted: count.counted, availableThen: count.availableThen },
      provenance: { counted: "measured" },
    },
  ];
}
