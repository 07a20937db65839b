import { normalCdf } from "#core/stats/normal.ts";
import { median } from "#core/stats/quantile.ts";

/** What is known of a candidate, each figure already on the scale it is compared on. */
export type OpportunityPart =
  /** Share of the net price left after goods, shipping and fees. */
  | "netMargin"
  /** Lower bound of log growth. */
  | "trend"
  /** ln of units a week. */
  | "demand"
  /** ln of sellers; more is worse. */
  | "competition"
  /** Share of shipments that go well. */
  | "supplierReliability"
  /** Days to the buyer; more is worse. */
  | "shipDays"
  /** Stars, drawn towards the catalogue's mean. */
  | "rating";

export type Quality = "measured" | "estimated" | "assumed" | "generated";

export interface Evidence {
  readonly value: number;
  readonly source: string;
  readonly ageDays: number;
  readonly quality: Quality;
}

/** Null where the source failed or has nothing: the part then has no number, and none is made up. */
export type CandidateEvidence = Readonly<Record<OpportunityPart, Evidence | null>>;

export interface ScoredPart extends Evidence {
  readonly part: OpportunityPart;
  /** Share of comparable candidates this one would beat, 0 to 1; half when all are alike. */
  readonly standing: number;
  /** Weight among the parts that are known. */
  readonly weight: number;
}

export interface Opportunity {
  /** 0 to 100; null when margin or trend is unknown or too little else is. */
  readonly score: number | null;
  /** Share of the whole weight that is known. */
  readonly coverage: number;
  readonly parts: readonly ScoredPart[];
  readonly missing: readonly OpportunityPart[];
}

export type OpportunityWeights = Readonly<Record<OpportunityPart, number>>;

export const DEFAULT_WEIGHTS: OpportunityWeights = {
  netMargin: 0.25,
  trend: 0.25,
  demand: 0.15,
  competition: 0.1,
  supplierReliability: 0.1,
  shipDays: 0.08,
  rating: 0.07,
};

const WORSE_WHEN_HIGHER: ReadonlySet<OpportunityPart> = new Set(["competition", "shipDays"]);
const REQUIRED: readonly OpportunityPart[] = ["netMargin", "trend"];
const MIN_COVERAGE = 0.6;
const MAD_TO_SD = 1.4826;

/**
 * Scores candidates against each other: each part by its robust standing (median and median absolute deviation through
 * the normal distribution, so one absurd offer does not squeeze the rest), then the weighted mean of what is known.
 * Of two candidates alike but for one part, the better in it never scores lower. Same order as given.
 */
export function opportunityScores(
  candidates: readonly CandidateEvidence[],
  weights: OpportunityWeights = DEFAULT_WEIGHTS,
): Opportunity[] {
  const parts = Object.keys(DEFAULT_WEIGHTS) as OpportunityPart[];
  const scales = new Map(parts.map((part) => [part, scaleOf(candidates.map((candidate) => candidate[part]))]));
  const whole = parts.reduce((sum, part) => sum + weights[part], 0);
  return candidates.map((candidate) => {
    const known = parts.filter((part) => candidate[part] !== null);
    const knownWeight = known.reduce((sum, part) => sum + weights[part], 0);
    const scored = known.map((part): ScoredPart => {
      const evidence = candidate[part]!;
      const { centre, spread } = scales.get(part)!;
      const direction = WORSE_WHEN_HIGHER.has(part) ? -1 : 1;
      const standing = spread > 0 ? normalCdf((direction * (evidence.value - centre)) / spread) : 0.5;
      return { part, ...evidence, standing, weight: weights[part] / knownWeight };
    });
    const coverage = whole > 0 ? knownWeight / whole : 0;
    const enough = coverage >= MIN_COVERAGE && REQUIRED.every((part) => candidate[part] !== null);
    const score = scored.reduce((sum, { standing, weight }) => sum + 100 * standing * weight, 0);
    return {
      score: enough ? score : null,
      coverage,
      parts: scored,
      missing: parts.filter((part) => candidate[part] === null),
    };
  });
}

function scaleOf(evidence: readonly (Evidence | null)[]): { centre: number; spread: number } {
  const values = evidence.flatMap((e) => (e === null ? [] : [e.value]));
  if (values.length < 2) return { centre: values[0] ?? 0, spread: 0 };
  const centre = median(values);
  const robust = MAD_TO_SD * median(values.map((value) => Math.abs(value - centre)));
  if (robust > 0) return { centre, spread: robust };
  // More than half alike: the mean distance still tells the others apart.
  return { centre, spread: values.reduce((sum, value) => sum + Math.abs(value - centre), 0) / values.length };
}
