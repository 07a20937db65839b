import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import { allowedCompareAtMinor } from "#core/pricing/compare-at.ts";
import { olsElasticity } from "#core/pricing/elasticity.ts";
import { gainRange } from "#core/pricing/gain-range.ts";
import type { NetTerms } from "#core/pricing/net-money.ts";
import { type PriceReason, proposePrice } from "#core/pricing/propose-price.ts";
import { dailyPrices, detectQuantityBreaks } from "#core/pricing/quantity-breaks.ts";
import { type ElasticityBelief, type MeasuredElasticity, shrinkElasticity } from "#core/pricing/shrink-elasticity.ts";
import { weeklyObservations } from "#core/pricing/weekly-observations.ts";
import { dayNumber } from "#core/time/day.ts";
import type { Demand } from "./demand.ts";
import { bandNow, bandText, bindingEnds } from "./price-band.ts";
import { bandOf } from "./price-context.ts";
import type { StockOutlook } from "./reorder.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { ShopTerms, VariantSnapshot } from "./snapshot.ts";

export type Measured =
  | { kind: "measured"; elasticity: MeasuredElasticity }
  | { kind: "unmeasured"; why: string }
  | { kind: "quantity-breaks"; days: number };

/** Own-price elasticity from weekly modal prices at comparable quantity; a price list by quantity is not a price change. */
export function measureElasticity(variant: VariantSnapshot): Measured {
  const breaks = detectQuantityBreaks(variant.lines);
  if (breaks.found) return { kind: "quantity-breaks", days: breaks.days };
  const { firstDay, unitsSold, stockAtClose } = variant.series;
  const offShelf = (day: number) => stockAtClose[day - firstDay] === 0 && (unitsSold[day - firstDay] ?? 0) <= 0;
  const daily = dailyPrices(variant.lines).map((sold) => ({ ...sold, day: dayNumber(sold.day) }));
  const estimate = olsElasticity(weeklyObservations(daily, offShelf));
  if (!estimate.ok) return { kind: "unmeasured", why: estimate.error.kind };
  return { kind: "measured", elasticity: estimate.value };
}

const whyUnmeasured: Record<string, string> = {
  "too-few-observations": "too few weeks of sales here",
  "price-hardly-moved": "the price hardly moved here",
  "price-moves-only-with-promotion": "the price moved only with promotions here",
};

export interface Repriced {
  decision: Decision | null;
  /** Why the price stays, when it does. */
  held: string | null;
  /** A band there is, and too old to bind. */
  bandStale: boolean;
  elasticity: ElasticityBelief | null;
}

interface Question {
  variant: VariantSnapshot;
  demand: Demand;
  stock: StockOutlook;
  measured: Measured;
  prior: ElasticityBelief;
  terms: NetTerms;
  shop: ShopTerms;
  settings: InventoryPricingSettings;
  now: number;
}

/** A price proposal for one variant, or why there is none. */
export function reprice(question: Question): Repriced {
  const { variant, demand, stock, measured, prior, terms, shop, settings, now } = question;
  if (measured.kind === "quantity-breaks")
    return { decision: null, held: "quantity-breaks", bandStale: false, elasticity: null };
  const belief = measured.kind === "measured" ? shrinkElasticity(measured.elasticity, prior) : prior;
  const band = bandNow(bandOf(variant.pricing, settings.mapTag, shop.currency), now, settings.bandStaleDays);
  const ends = bindingEnds(band);
  const proposal = proposePrice({
    ...ends,
    bandObserved: band?.band.kind === "observed",
    priceMinor: variant.priceMinor,
    costMinor: variant.costMinor,
    weeklyUnits: demand.weeklyMean,
    elasticity: belief,
    terms,
    marginFloor: settings.marginFloor,
    largestMove: settings.largestMove,
    coverDays: stock.daysOfCover,
    leadDays: stock.leadTimeDays,
    overstockDays: settings.overstockDays,
    hoursSinceLastChange: variant.priceChangedAt === null ? null : (now - variant.priceChangedAt) / 3_600_000,
    coolDownHours: settings.coolDownHours,
    minGainShare: settings.leastGain,
    minProbability: settings.leastProbability,
  });
  const known = { bandStale: band?.stale ?? false, elasticity: belief };
  if (proposal.held) return { ...known, decision: null, held: proposal.reasons.at(-1)?.code ?? "held" };
  const direction = proposal.priceMinor > variant.priceMinor ? "raise" : "cut";
  const movePercent = (100 * (proposal.priceMinor - variant.priceMinor)) / variant.priceMinor;
  const compareAtMinor = allowedCompareAtMinor(variant.compareAtMinor, proposal.priceMinor, variant.lowest30DaysMinor);
  const money = (minor: number) => showMoney(minor, shop.currency);
  return {
    ...known,
    held: null,
    decision: {
      kind: "price.set",
      target: variant.id,
      title: variant.title,
      intent: direction,
      basis: `week ${Math.floor((shop.today + 3) / 7)}`,
      group: `${direction}/${variant.productType || variant.supplier || "all"}`,
      payload: {
        productId: variant.productId,
        variantId: variant.id,
        priceMinor: proposal.priceMinor,
        compareAtMinor,
        costMinor: variant.costMinor,
        weeklyUnits: round(demand.weeklyMean),
        marginFloor: settings.marginFloor,
        terms: { ...terms },
      },
      before: { priceMinor: variant.priceMinor, compareAtMinor: variant.compareAtMinor },
      after: { priceMinor: proposal.priceMinor, compareAtMinor },
      movePercent: round(movePercent),
      impactMinor: Math.round(proposal.expectedGainMinorPerWeek),
      ...rangeOf(question, belief, proposal.priceMinor),
      moneyMinor: Math.round(Math.abs(proposal.priceMinor - variant.priceMinor) * demand.weeklyMean),
      currency: shop.currency,
      confidence: round(proposal.probabilityOfGain),
      reasons: [
        {
          code: "price",
          text: `${money(variant.priceMinor)} → ${money(proposal.priceMinor)}, expected ${money(Math.round(proposal.expectedGainMinorPerWeek))} a week`,
        },
        ...proposal.reasons.map((reason) => ({ code: reason.code, text: inMoney(reason, shop.currency) })),
        ...(band ? [{ code: band.stale ? "band-stale" : "band", text: bandText(band, shop.currency) }] : []),
        ...(variant.pricing?.fixed ?? []).map(({ list, currency, priceMinor }) => ({
          code: "fixed-price",
          text: `Stays ${showMoney(priceMinor, currency)} in ${list}, where its price is fixed`,
        })),
        {
          code: "elasticity",
          text: `Elasticity ${belief.mean.toFixed(1)} ± ${belief.sd.toFixed(1)}${measured.kind === "measured" ? "" : `, from similar items (${whyUnmeasured[measured.why] ?? measured.why})`}`,
        },
        {
          code: "stock",
          text:
            stock.daysOfCover === null
              ? "Nothing sells"
              : `Stock covers ${Math.round(stock.daysOfCover)} days, supplier needs ${stock.leadTimeDays}`,
        },
      ],
      figures: {
        priceMinor: variant.priceMinor,
        costMinor: variant.costMinor ?? 0,
        weeklyUnits: round(demand.weeklyMean),
        elasticity: round(belief.mean),
        available: variant.available,
        ...(ends.bandLowMinor === null ? {} : { bandLowMinor: ends.bandLowMinor }),
        ...(ends.bandHighMinor === null ? {} : { bandHighMinor: ends.bandHighMinor }),
      },
      provenance: {
        price: "measured",
        cost: variant.costGenerated ? "generated" : "measured",
        weeklyUnits: demand.borrowed ? "assumed" : "estimated",
        elasticity: measured.kind === "measured" ? "estimated" : "assumed",
        tax: "assumed",
        stock: "measured",
        ...(band ? { band: band.band.kind === "agreed" ? ("assumed" as const) : ("measured" as const) } : {}),
      },
    },
  };
}

/** Where the weekly gain lies with 80 % probability; nothing where the cost is unknown. */
function rangeOf(
  { variant, demand, terms }: Question,
  belief: ElasticityBelief,
  toMinor: number,
): Pick<Decision, "impactRangeMinor"> {
  const { priceMinor: fromMinor, costMinor } = variant;
  if (costMinor === null) return {};
  const [low, high] = gainRange({ fromMinor, toMinor, costMinor, weeklyUnits: demand.weeklyMean }, belief, terms);
  return { impactRangeMinor: [Math.round(low), Math.round(high)] };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** The sentence with its amounts as a person reads them: the pricing rules speak in minor units of no currency. */
function inMoney({ text, numbers }: PriceReason, currency: string): string {
  return Object.entries(numbers)
    .filter(([name]) => name.endsWith("Minor"))
    .reduce(
      (sentence, [, amount]) => sentence.replaceAll(new RegExp(`\\b${amount}\\b`, "g"), showMoney(amount, currency)),
      text,
    );
}
