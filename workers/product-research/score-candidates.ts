import { classicScore } from "#core/product-research/classic-score.ts";
import { DEFAULT_WEIGHTS, type OpportunityPart, opportunityScores } from "#core/product-research/opportunity-score.ts";
import { similarTitles, titleIndex } from "#core/product-research/title-similarity.ts";
import { mean } from "#core/stats/moments.ts";
import { normalCdf } from "#core/stats/normal.ts";
import { evidenceOf, type KnownOfCandidate } from "./evidence.ts";
import type { Likeness, ScoredCandidate } from "./knowledge.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { OwnProduct, ResearchSnapshot, StoredCandidate } from "./snapshot.ts";

export interface Judged {
  candidate: StoredCandidate;
  scored: ScoredCandidate;
  known: KnownOfCandidate;
}

const mostAlike = 10;

/** Every candidate's score among all of them, with what speaks against proposing it. Best first. */
export function scoreCandidates(
  snapshot: Extract<ResearchSnapshot, { phase: "conclude" }>,
  settings: ProductResearchSettings,
  now: number,
): Judged[] {
  const { candidates, own, shop } = snapshot;
  const index = titleIndex(own);
  const byId = new Map(own.map((product) => [product.id, product]));
  const ratings = candidates.flatMap(({ offer }) =>
    offer.rating === null || offer.votes === null ? [] : [offer.rating],
  );
  const meanRating = ratings.length > 0 ? mean(ratings) : null;
  const looked = candidates.map((candidate) => {
    const alike = similarTitles(index, candidate.offer.title, settings.alike)
      .slice(0, mostAlike)
      .flatMap(({ id, similarity }) => named(byId.get(id), similarity));
    const products = alike.map(({ product }) => product);
    return { candidate, alike, known: evidenceOf({ candidate, alike: products, meanRating, shop, settings, now }) };
  });
  const opportunities = opportunityScores(
    looked.map(({ known }) => known.evidence),
    weightsOf(settings),
  );
  return looked
    .map(({ candidate, alike, known }, at): Judged => {
      const likenesses = alike.map(
        ({ product, similarity }): Likeness => ({ id: product.id, title: product.title, similarity }),
      );
      const first = likenesses[0];
      const scored: ScoredCandidate = {
        id: candidate.id,
        opportunity: opportunities[at]!,
        classic: presetOf(candidate, known, snapshot.shop.currency, settings),
        duplicateOf: first && first.similarity >= settings.duplicate ? first : null,
        alike: likenesses.slice(0, 3),
        money: known.money,
        weeklyUnits: known.weeklyUnits,
        held: null,
      };
      return { candidate, known, scored: { ...scored, held: heldBy(candidate, scored, snapshot, settings) } };
    })
    .sort(
      (a, b) =>
        (b.scored.opportunity.score ?? -1) - (a.scored.opportunity.score ?? -1) || (a.scored.id < b.scored.id ? -1 : 1),
    );
}

function named(product: OwnProduct | undefined, similarity: number) {
  return product ? [{ product, similarity: Math.round(similarity * 1_000) / 1_000 }] : [];
}

function weightsOf({ weights }: ProductResearchSettings) {
  const parts = Object.keys(DEFAULT_WEIGHTS) as OpportunityPart[];
  const chosen = parts.map((part) => [part, weights[part] ?? DEFAULT_WEIGHTS[part]] as const);
  return Object.fromEntries(chosen) as Record<OpportunityPart, number>;
}

function presetOf(
  { offer }: StoredCandidate,
  { growth, money }: KnownOfCandidate,
  currency: string,
  settings: ProductResearchSettings,
): ScoredCandidate["classic"] {
  const rate = offer.currency === currency ? 1 : settings.exchangeRates[offer.currency];
  if (growth === null || money === null || rate === undefined) return null;
  if (offer.rating === null || offer.shipDaysHigh === null) return null;
  return classicScore({
    supplierPrice: offer.costMinor * rate,
    retailPrice: money.priceMinor,
    trend: Math.round(100 * normalCdf(growth.score / growth.sd)),
    category: offer.category ?? "",
    rating: offer.rating,
    shipDaysLow: offer.shipDaysLow ?? offer.shipDaysHigh,
    shipDaysHigh: offer.shipDaysHigh,
  });
}

function heldBy(
  candidate: StoredCandidate,
  { duplicateOf, opportunity, money }: ScoredCandidate,
  { suppliers, drafted }: Extract<ResearchSnapshot, { phase: "conclude" }>,
  settings: ProductResearchSettings,
): string | null {
  const supplier = suppliers.find(({ id }) => id === candidate.supplier);
  if (supplier?.status !== "ok") return `supplier-${supplier?.status ?? "not-configured"}`;
  if (drafted.includes(candidate.id)) return "drafted";
  if (duplicateOf) return "duplicate";
  if (candidate.offer.stock === 0) return "sold-out";
  if (opportunity.score === null || money === null) return `unknown-${opportunity.missing[0] ?? "margin"}`;
  const margin = opportunity.parts.find(({ part }) => part === "netMargin")?.value ?? 0;
  if (margin < settings.leastMargin) return "margin";
  if (opportunity.score < settings.leastScore) return "score";
  return null;
}
