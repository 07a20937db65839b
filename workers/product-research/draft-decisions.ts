import type { Decision } from "#agent-kit/definition.ts";
import { formatMinor } from "#core/money/minor-units.ts";
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
  const show = (minor: number) => formatMinor(minor, shop.currency);
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
          text: `Scores ${score} of 100 beside the other candidates; ${Math.round(100 * opportunity.coverage)} % of what counts is known`,
        },
        {
          code: "margin",
          text: `${show(money.priceMinor)} leaves ${show(money.contributionMinor)} (${Math.round(100 * (margin?.value ?? 0))} %) after goods ${show(money.costMinor)} and shipping ${show(money.shippingMinor)}`,
        },
        ...opportunity.parts.map(({ part, source, ageDays, quality }) => ({
          code: `source-${part}`,
          text: `${part}: ${source}, ${ageDays === 0 ? "today" : `${Math.ceil(ageDays)} days old`}, ${quality}`,
        })),
        ...(opportunity.missing.length > 0
          ? [{ code: "unknown", text: `Not known: ${opportunity.missing.join(", ")}` }]
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
