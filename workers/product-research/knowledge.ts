import type { ClassicScore } from "#core/product-research/classic-score.ts";
import type { DoubtedCost } from "#core/product-research/doubt-offer.ts";
import type { Opportunity } from "#core/product-research/opportunity-score.ts";
import type { Offer } from "#integrations/supplier/offer.ts";
import type { SupplierStatus } from "./snapshot.ts";
import type { Trend } from "./trend.ts";

export interface Likeness {
  id: string;
  title: string;
  similarity: number;
}

/** A candidate's judgement as it is kept and shown: every part with its source, age and how far it is to be trusted. */
export interface ScoredCandidate {
  id: string;
  opportunity: Opportunity;
  /** The preset 30/25/20/15/10 score, where everything it needs is known. */
  classic: ClassicScore | null;
  duplicateOf: Likeness | null;
  alike: Likeness[];
  /** In the shop's currency; null where the rate, the shipping or a price to sell at is unknown. */
  money: { priceMinor: number; costMinor: number; shippingMinor: number; contributionMinor: number } | null;
  weeklyUnits: number | null;
  /** Why it is not proposed, when it is not. */
  held: string | null;
}

/** What a run learned and wants kept. */
export type Knowledge =
  | { kind: "trends"; through: string; trends: Trend[] }
  | {
      kind: "supplier";
      supplier: string;
      page: number;
      evidence: string;
      status: SupplierStatus;
      detail: string;
      day: string;
      believed: { offer: Offer; quoted: boolean }[];
      doubted: { reference: string; why: string; cost?: DoubtedCost }[];
      offers: number;
    }
  | { kind: "scores"; day: string; scores: ScoredCandidate[] };
