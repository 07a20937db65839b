import { contributionMinor, type NetTerms, netRevenueMinor } from "#core/pricing/net-money.ts";
import type { CandidateEvidence, Evidence } from "#core/product-research/opportunity-score.ts";
import { bayesianRating } from "#core/product-research/rating.ts";
import { median } from "#core/stats/quantile.ts";
import { dayNumber } from "#core/time/day.ts";
import { logGrowth } from "#core/trends/log-growth.ts";
import type { ProductResearchSettings } from "./settings.ts";
import type { OwnProduct, ShopTerms, StoredCandidate } from "./snapshot.ts";

export interface Growth {
  score: number;
  sd: number;
}

/** What is known of one candidate, and where from. What no source tells is null, never a usual value. */
export interface KnownOfCandidate {
  evidence: CandidateEvidence;
  growth: Growth | null;
  weeklyUnits: number | null;
  money: { priceMinor: number; costMinor: number; shippingMinor: number; contributionMinor: number } | null;
}

interface Question {
  candidate: StoredCandidate;
  alike: OwnProduct[];
  meanRating: number | null;
  shop: ShopTerms;
  settings: ProductResearchSettings;
  now: number;
}

const leastSoldWeeks = 6;

export function evidenceOf({ candidate, alike, meanRating, shop, settings, now }: Question): KnownOfCandidate {
  const { offer, supplier } = candidate;
  const ageDays = Math.max(0, (now - candidate.lastSeenAt) / 86_400_000);
  const quotedDays = candidate.quotedAt === null ? ageDays : Math.max(0, (now - candidate.quotedAt) / 86_400_000);
  const told = shop.sandbox ? ("generated" as const) : ("measured" as const);
  const said = (value: number | null, age = ageDays): Evidence | null =>
    value === null ? null : { value, source: `supplier ${supplier}`, ageDays: round(age), quality: told };
  const own = `${alike.length} products of the shop that are like it`;
  const estimated = (value: number): Evidence => ({ value, source: own, ageDays: 0, quality: "estimated" });

  const rate = offer.currency === shop.currency ? 1 : (settings.exchangeRates[offer.currency] ?? null);
  const price = sellingPrice(candidate, alike, rate);
  const terms: NetTerms = {
    taxRate: settings.taxRate,
    taxIncluded: shop.taxesIncluded,
    discountShare: shop.discountShare,
    feeRate: settings.paymentFeeRate,
  };
  let money: KnownOfCandidate["money"] = null;
  let netMargin: Evidence | null = null;
  if (rate !== null && price !== null && offer.shippingMinor !== null) {
    const costMinor = Math.ceil(offer.costMinor * rate);
    const shippingMinor = Math.ceil(offer.shippingMinor * rate);
    const left = contributionMinor(price.minor, costMinor, { ...terms, shippingSubsidyMinor: shippingMinor });
    money = { priceMinor: price.minor, costMinor, shippingMinor, contributionMinor: Math.round(left) };
    const source = `supplier ${supplier}; price: ${price.source}${rate === 1 ? "" : "; exchange rate: settings"}`;
    const value = left / netRevenueMinor(price.minor, terms);
    netMargin = {
      value,
      source,
      ageDays: round(Math.max(ageDays, quotedDays)),
      quality: shop.sandbox ? "generated" : price.quality,
    };
  }

  const sold = soldGrowth(candidate);
  const growth = sold ?? growthOf(alike);
  const trend: Evidence | null =
    growth === null ? null : sold ? said(growth.score - growth.sd) : estimated(growth.score - growth.sd);
  const weeklyUnits =
    alike.length === 0 ? null : alike.reduce((sum, { weeklyUnits: units }) => sum + units, 0) / alike.length;
  const rated = offer.rating !== null && offer.votes !== null && meanRating !== null;
  return {
    growth,
    weeklyUnits,
    money,
    evidence: {
      netMargin,
      trend,
      demand: weeklyUnits === null ? null : estimated(Math.log1p(weeklyUnits)),
      competition: said(offer.sellers === null ? null : Math.log1p(offer.sellers)),
      // Known once orders went through the supplier; no shipment, no number.
      supplierReliability: null,
      shipDays: said(offer.shipDaysHigh, quotedDays),
      rating: rated ? said(bayesianRating(offer.rating!, offer.votes!, meanRating!)) : null,
    },
  };
}

function sellingPrice(
  { offer }: StoredCandidate,
  alike: OwnProduct[],
  rate: number | null,
): { minor: number; source: string; quality: Evidence["quality"] } | null {
  const prices = alike.flatMap(({ priceMinor }) => (priceMinor > 0 ? [priceMinor] : []));
  if (prices.length > 0)
    return {
      minor: Math.round(median(prices)),
      source: "median of what the shop asks for the like",
      quality: "estimated",
    };
  if (offer.suggestedRetailMinor === null || rate === null || !(offer.suggestedRetailMinor > 0)) return null;
  return {
    minor: Math.round(offer.suggestedRetailMinor * rate),
    source: "suggested by the supplier",
    quality: "assumed",
  };
}

/** Growth of the like, weighted by what they sell; null when none of them has a past. */
function growthOf(alike: OwnProduct[]): Growth | null {
  const known = alike.flatMap(({ growth, weeklyUnits }) =>
    growth && Number.isFinite(growth.sd) ? [{ ...growth, weight: weeklyUnits + 1 }] : [],
  );
  const whole = known.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return null;
  const score = known.reduce((sum, each) => sum + each.score * each.weight, 0) / whole;
  const sd = Math.sqrt(known.reduce((sum, each) => sum + (each.sd * each.weight) ** 2, 0)) / whole;
  return { score, sd };
}

/** Growth of what the supplier itself sold, from its running total week by week; null before six whole weeks. */
export function soldGrowth({ sold }: Pick<StoredCandidate, "sold">): Growth | null {
  const last = sold.at(-1);
  const first = sold[0];
  if (!first || !last) return null;
  const end = dayNumber(last[0]);
  const weeks = Math.floor((end - dayNumber(first[0])) / 7);
  if (weeks < leastSoldWeeks) return null;
  const totalAt = (day: number) => sold.findLast(([at]) => dayNumber(at) <= day)?.[1] ?? first[1];
  const weekly = Array.from({ length: weeks }, (_, at) => {
    const until = end - 7 * (weeks - 1 - at);
    return Math.max(0, totalAt(until) - totalAt(until - 7));
  });
  const { score, sd } = logGrowth(weekly);
  return { score, sd };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
