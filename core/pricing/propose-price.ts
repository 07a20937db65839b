import { maximiseOverIntegers } from "#core/stats/maximise-over-integers.ts";
import { charmNeighbours, DEFAULT_ENDINGS, type PriceEnding } from "./charm-price.ts";
import { expectedDemandRatio, probabilityOfGain } from "./expected-profit.ts";
import { contributionMinor, type NetTerms } from "./net-money.ts";
import { type PriceLimits, type PriceRange, priceRange } from "./price-guardrails.ts";
import type { ElasticityBelief } from "./shrink-elasticity.ts";

export interface PriceQuestion extends PriceLimits {
  readonly priceMinor: number;
  /** Null when unknown: then nothing is proposed. */
  readonly costMinor: number | null;
  /** Units a week at the current price. */
  readonly weeklyUnits: number;
  /** Null when the elasticity is not identified, e.g. because of quantity breaks. */
  readonly elasticity: ElasticityBelief | null;
  readonly terms: NetTerms;
  /** The band is where competitors are, not what was agreed: a price under it is cheap, not wrong. */
  readonly bandObserved?: boolean;
  readonly hoursSinceLastChange?: number | null;
  readonly coolDownHours?: number;
  /** Cover above which a unit is worth its salvage and not its cost. */
  readonly overstockDays?: number;
  readonly salvageMinor?: number | null;
  readonly endings?: readonly PriceEnding[];
  /** Smallest expected gain worth a change, share of the current profit. */
  readonly minGainShare?: number;
  readonly minProbability?: number;
}

/** Why a price was proposed or kept; `numbers` are what the sentence is about, amounts in minor units. */
export interface PriceReason {
  readonly code: string;
  readonly text: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface PriceProposal {
  /** The current price when held. */
  readonly priceMinor: number;
  readonly held: boolean;
  /** Expected change of weekly profit, as a share of the current one; of the best change looked at when held. */
  readonly expectedGainShare: number;
  readonly expectedGainMinorPerWeek: number;
  readonly probabilityOfGain: number;
  readonly floorMinor: number | null;
  readonly reasons: readonly PriceReason[];
}

interface Judged {
  readonly price: number;
  readonly gain: number;
  readonly share: number;
  readonly probability: number;
}

/**
 * The price of highest expected profit over the belief about the elasticity, within the guardrails in their order: net
 * floor, band, largest move, cool-down, rounding, stock rules, and the hold unless the gain is worth it and likely. A
 * price under its floor or under the lowest advertised price is corrected whatever the gain; one under an observed band
 * is raised into it only where that pays.
 */
export function proposePrice(question: PriceQuestion): PriceProposal {
  const { priceMinor, costMinor, weeklyUnits, elasticity, terms, coverDays } = question;
  const reasons: PriceReason[] = [];
  const say = (code: string, text: string, numbers: Record<string, number>) => reasons.push({ code, text, numbers });
  const hold = (floorMinor: number | null = null, judged?: Judged): PriceProposal => ({
    priceMinor,
    held: true,
    expectedGainShare: judged?.share ?? 0,
    expectedGainMinorPerWeek: judged?.gain ?? 0,
    probabilityOfGain: judged?.probability ?? 0,
    floorMinor,
    reasons,
  });
  if (!(Number.isSafeInteger(priceMinor) && priceMinor > 0)) {
    say("no-price", "There is no positive price to start from.", { priceMinor });
    return hold();
  }
  if (costMinor === null) {
    say("cost-unknown", "The cost is unknown, so no margin can be kept.", { priceMinor });
    return hold();
  }
  const range = priceRange(priceMinor, costMinor, terms, question);
  const { floorMinor, lowMinor, highMinor } = range;
  const underFloor = floorMinor === null || priceMinor < floorMinor;
  const repair = lowMinor > priceMinor && (underFloor || question.bandObserved !== true);
  if (underFloor) {
    const lacking = floorMinor === null;
    say(
      "under-net-floor",
      lacking
        ? "At these fees no price keeps the margin."
        : `The price ${priceMinor} is under the net floor ${floorMinor}.`,
      lacking ? { priceMinor, costMinor } : { priceMinor, floorMinor, costMinor, marginFloor: question.marginFloor },
    );
    if (lacking) return hold(null);
  }
  if (repair && !underFloor) {
    const bandLowMinor = question.bandLowMinor ?? lowMinor;
    say("under-band", `The price ${priceMinor} is under the band, which begins at ${bandLowMinor}.`, {
      priceMinor,
      bandLowMinor,
    });
  }
  const coolDown = question.coolDownHours ?? 72;
  const hours = question.hoursSinceLastChange;
  if (hours != null && hours < coolDown) {
    say("cool-down", `Changed ${hours} hours ago; ${coolDown} must pass.`, { hours, coolDown });
    return hold(floorMinor);
  }
  if (lowMinor === highMinor && lowMinor === priceMinor) {
    say("no-room", "The guardrails leave no other price.", { priceMinor, limitMinor: lowMinor });
    return hold(floorMinor);
  }
  if (!repair && elasticity === null) {
    say("elasticity-not-identified", "How buyers answer to the price is not identified.", { priceMinor });
    return hold(floorMinor);
  }
  if (!repair && !(weeklyUnits > 0)) {
    say("no-demand", "Nothing was sold lately, so no gain can be estimated.", { weeklyUnits });
    return hold(floorMinor);
  }
  const overstocked = coverDays != null && coverDays > (question.overstockDays ?? 120);
  const unitCost =
    overstocked && question.salvageMinor != null ? Math.min(costMinor, question.salvageMinor) : costMinor;
  const judge = judgeAgainst(question, unitCost);

  let chosen: Judged;
  if (elasticity === null) {
    chosen = judge(lowMinor);
    say(range.low.rule, `${BOUND_TEXT[range.low.rule]} ${lowMinor}.`, boundNumbers(lowMinor, question));
  } else {
    const best = maximiseOverIntegers(lowMinor, highMinor, (price) => judge(price).gain);
    sayWhatBound(range, best, question, judge, say);
    chosen = roundToEnding(best, range, question, judge, say);
  }
  if (overstocked && unitCost < costMinor) {
    say("overstock", `Cover of ${coverDays} days: a unit counts as its salvage ${unitCost}.`, {
      coverDays: coverDays!,
      salvageMinor: unitCost,
    });
  }
  if (!repair) {
    const minGain = question.minGainShare ?? 0.01;
    const minProbability = question.minProbability ?? 0.8;
    if (!Number.isFinite(chosen.share)) {
      say("gain-not-computable", "The belief about the elasticity is too wide for a gain to be computed.", {
        elasticity: elasticity?.mean ?? 0,
      });
      return hold(floorMinor);
    }
    if (chosen.price === priceMinor || chosen.share < minGain) {
      say("gain-too-small", `Expected gain ${percent(chosen.share)} is under ${percent(minGain)}.`, {
        expectedGain: chosen.share,
        minGain,
      });
      return hold(floorMinor, chosen);
    }
    if (chosen.probability < minProbability) {
      say(
        "gain-too-uncertain",
        `Probability of a gain ${percent(chosen.probability)} is under ${percent(minProbability)}.`,
        {
          probability: chosen.probability,
          minProbability,
        },
      );
      return hold(floorMinor, chosen);
    }
    say("expected-gain", `Expected gain ${percent(chosen.share)}, probability ${percent(chosen.probability)}.`, {
      expectedGain: chosen.share,
      expectedGainMinorPerWeek: chosen.gain,
      probability: chosen.probability,
      elasticity: elasticity?.mean ?? 0,
    });
  }
  return {
    priceMinor: chosen.price,
    held: false,
    expectedGainShare: chosen.share,
    expectedGainMinorPerWeek: chosen.gain,
    probabilityOfGain: chosen.probability,
    floorMinor,
    reasons,
  };
}

function judgeAgainst(question: PriceQuestion, unitCost: number): (price: number) => Judged {
  const { priceMinor, weeklyUnits, terms, elasticity } = question;
  const before = contributionMinor(priceMinor, unitCost, terms);
  return (price) => {
    const after = contributionMinor(price, unitCost, terms);
    const ratio = price / priceMinor;
    const demand = elasticity === null ? 1 : expectedDemandRatio(ratio, elasticity);
    const perUnit = after * demand - before;
    const probability = elasticity === null ? 0 : probabilityOfGain(ratio, before, after, elasticity);
    return {
      price,
      gain: perUnit * Math.max(0, weeklyUnits),
      share: before === 0 ? 0 : perUnit / Math.abs(before),
      probability,
    };
  };
}

type Say = (code: string, text: string, numbers: Record<string, number>) => void;

/** A guardrail bound when the profit still grows past the end of the range it set. */
function sayWhatBound(
  range: PriceRange,
  best: number,
  question: PriceQuestion,
  judge: (price: number) => Judged,
  say: Say,
): void {
  const end = best === range.lowMinor ? range.low : best === range.highMinor ? range.high : null;
  if (end === null) return;
  const beyond = best === range.lowMinor ? best - 1 : best + 1;
  if (beyond < 1 || judge(beyond).gain <= judge(best).gain) return;
  say(end.rule, `${BOUND_TEXT[end.rule]} ${end.limitMinor}.`, boundNumbers(end.limitMinor, question));
}

function boundNumbers(limitMinor: number, question: PriceQuestion): Record<string, number> {
  const numbers: Record<string, number> = { limitMinor, priceMinor: question.priceMinor };
  const { marginFloor, largestMove, coverDays, leadDays } = question;
  return {
    ...numbers,
    marginFloor,
    largestMove,
    ...(coverDays != null && leadDays != null && { coverDays, leadDays }),
  };
}

const BOUND_TEXT = {
  "net-floor": "The net floor stops the price at",
  "band-low": "The lower end of the band stops the price at",
  "band-high": "The upper end of the band stops the price at",
  "largest-move": "The largest move stops the price at",
  "no-cut-while-short": "Stock runs out before more arrives, so the price does not go below",
} as const;

/** A rounded price must keep this share of the gain of the exact one. */
const KEPT_BY_ROUNDING = 0.8;

/** The first ending that keeps most of the gain; the exact optimum when none does or the range holds no such price. */
function roundToEnding(
  best: number,
  range: PriceRange,
  question: PriceQuestion,
  judge: (price: number) => Judged,
  say: Say,
): Judged {
  const exact = judge(best);
  if (best === question.priceMinor) return exact;
  for (const ending of question.endings ?? DEFAULT_ENDINGS) {
    const candidates = charmNeighbours(best, ending, range.lowMinor, range.highMinor).map(judge);
    candidates.sort((a, b) => b.gain - a.gain);
    const rounded = candidates[0];
    if (!rounded || rounded.price === question.priceMinor) continue;
    if (rounded.gain < KEPT_BY_ROUNDING * exact.gain) continue;
    if (rounded.price !== best) {
      say("rounded", `Rounded from ${best} to ${rounded.price}.`, { fromMinor: best, toMinor: rounded.price });
    }
    return rounded;
  }
  return exact;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
