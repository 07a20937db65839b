import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import type { OpportunityPart } from "#core/product-research/opportunity-score.ts";
import { normalCdf } from "#core/stats/normal.ts";
import { draftValue, type ProductDraft } from "./actions/draft-payload.ts";
import { offSale, onSale } from "./actions/product-publish.ts";
import type { Judged } from "./score-candidates.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { ShopTerms, WaitingDraft } from "./snapshot.ts";

/** The best candidates against which nothing speaks, each as a draft product. */
export function draftDecisions(judged: Judged[], shop: ShopTerms, settings: ProductResearchSettings): Decision[] {
  return judged
    .filter(({ scored }) => scored.held === null)
    .slice(0, settings.draftsPerRun)
    .flatMap((each) => toDecision(each, shop, settings));
}

function toDecision(
  { candidate, scored, known }: Judged,
  shop: ShopTerms,
  settings: ProductResearchSettings,
): Decision[] {
  const { money, opportunity } = scored;
  const { offer } = candidate;
  if (money === null || opportunity.score === null || known.growth === null) return [];
  const payload = draftOf(candidate, money, shop, settings);
  const show = (minor: number) => showMoney(minor, shop.currency);
  const margin = opportunity.parts.find(({ part }) => part === "netMargin");
  const weekly = scored.weeklyUnits ?? 0;
  const score = Math.round(opportunity.score * 10) / 10;
  return [
    {
      kind: "product.draft",
      target: candidate.id,
      title: offer.title,
      intent: "draft",
      basis: `offer ${offer.costMinor} ${offer.currency}`,
      group: offer.category ?? "new products",
      payload: { ...payload },
      before: null,
      after: draftValue(payload),
      movePercent: null,
      impactMinor: Math.round(money.contributionMinor * weekly),
      moneyMinor: 0,
      currency: shop.currency,
      confidence: round(opportunity.coverage * normalCdf(known.growth.score / known.growth.sd)),
      reasons: [
        {
          code: "score",
          text: `Scores ${Math.round(score)} of 100 beside the other offers; ${Math.round(100 * opportunity.coverage)} % of what counts is known`,
        },
        {
          code: "margin",
          text: `Sold at ${show(money.priceMinor)} it leaves ${show(money.contributionMinor)} (${Math.round(100 * (margin?.value ?? 0))} %) after ${show(money.costMinor)} for goods, ${show(money.shippingMinor)} for shipping, tax and fees`,
        },
        { code: "growth", text: growthText(known, scored.alike) },
        ...opportunity.parts.map(({ part, source, ageDays, quality }) => ({
          code: `source-${part}`,
          text: `${partNames[part]}: ${source}; ${ageDays < 1 ? "of today" : `${Math.ceil(ageDays)} days old`}, ${quality}`,
        })),
        ...(opportunity.missing.length > 0
          ? [
              {
                code: "unknown",
                text: `Nobody tells: ${opportunity.missing.map((part) => partNames[part].toLowerCase()).join(", ")}`,
              },
            ]
          : []),
      ],
      figures: {
        score,
        priceMinor: money.priceMinor,
        costMinor: money.costMinor,
        shippingMinor: money.shippingMinor,
        growth: round(known.growth.score),
      },
      provenance: Object.fromEntries(opportunity.parts.map(({ part, quality }) => [part, quality])),
    },
  ];
}

const partNames: Record<OpportunityPart, string> = {
  netMargin: "Margin",
  trend: "Trend",
  demand: "Demand",
  competition: "Other sellers",
  supplierReliability: "The supplier's reliability",
  shipDays: "Days to the buyer",
  rating: "Rating",
};

function growthText(known: Judged["known"], alike: Judged["scored"]["alike"]): string {
  const change = Math.round(100 * (Math.exp(known.growth?.score ?? 0) - 1));
  const names = alike.map(({ title }) => title).join("; ");
  const whose = names === "" ? "By the supplier's own count it sells" : `Products of the shop like it (${names}) sell`;
  return `${whose} ${Math.abs(change)} % ${change < 0 ? "less" : "more"} in the last four weeks than before`;
}

function draftOf(
  { supplier, offer }: Judged["candidate"],
  money: NonNullable<Judged["scored"]["money"]>,
  shop: ShopTerms,
  settings: ProductResearchSettings,
): ProductDraft {
  const rate = money.costMinor / offer.costMinor;
  const variants =
    offer.variants.length > 0
      ? offer.variants
      : [{ reference: offer.reference, sku: offer.sku, title: offer.title, costMinor: offer.costMinor }];
  const titles = new Set<string>();
  return {
    supplier,
    reference: offer.reference,
    title: offer.title,
    description: offer.description?.slice(0, 20_000) ?? null,
    productType: offer.category ?? "",
    images: offer.images.filter((image) => /^https:\/\//.test(image)).slice(0, 10),
    variants: variants.slice(0, 100).map((variant, at) => {
      const title = titles.has(variant.title) ? `${variant.title} ${at + 1}` : variant.title;
      titles.add(title);
      // Dearer variants are priced up by what they cost more, so that none of them is sold below the margin.
      const costMinor = Math.max(1, Math.ceil(variant.costMinor * rate));
      const priceMinor =
        money.priceMinor + Math.max(0, Math.ceil((costMinor - money.costMinor) * (money.priceMinor / money.costMinor)));
      return {
        reference: variant.reference,
        sku: variant.sku ?? `${supplier}-${variant.reference}`,
        title,
        priceMinor,
        costMinor,
      };
    }),
    shippingMinor: money.shippingMinor,
    leastMargin: settings.leastMargin,
    terms: {
      taxRate: settings.taxRate,
      taxIncluded: shop.taxesIncluded,
      discountShare: shop.discountShare,
      feeRate: settings.paymentFeeRate,
    },
  };
}

/** Drafts of ours that are still drafts: whether they go on sale is for a person to say. */
export function publishDecisions(waiting: WaitingDraft[], shop: ShopTerms): Decision[] {
  return waiting.map(({ productId, title, supplierTarget }) => ({
    kind: "product.publish",
    target: productId,
    title,
    intent: "publish",
    basis: supplierTarget,
    group: "drafts",
    payload: { productId },
    before: offSale,
    after: onSale,
    movePercent: null,
    impactMinor: 0,
    moneyMinor: 0,
    currency: shop.currency,
    confidence: 0.5,
    reasons: [{ code: "waiting", text: "The draft is in the store and waits to be looked at and put on sale" }],
    figures: {},
    provenance: {},
  }));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
