import type { CostDecision, RiskTerms } from "#core/risk/decide-by-cost.ts";
import type { ReliabilityBin } from "#core/risk/measures.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import type { OrderScore } from "#core/risk/score-order.ts";
import type { Sighting } from "#core/risk/sighting.ts";
import type { Velocity } from "#core/risk/velocity.ts";
import type { RiskWeights } from "#core/risk/weights.ts";

/** An order to score; of who ordered it only keyed hashes. Money in minor units of `currency`. */
export interface OrderToScore {
  name: string;
  amountMinor: number;
  marginMinor: number;
  currency: string;
  /** What the order tells by itself. */
  features: OrderFeatures;
  sighting: Sighting;
}

/** What a dispute says of an order. */
export interface DisputeNews {
  order: string;
  fraud: boolean;
}

/** An order scored earlier, as far as learning needs it. */
export interface PastOrder {
  at: number;
  features: OrderFeatures;
  score: number;
  amountMinor: number;
  marginMinor: number;
  /** Null while nobody has said. */
  fraud: boolean | null;
}

export interface FraudSnapshot {
  orders: OrderToScore[];
  past: Sighting[];
  weights: RiskWeights;
  /** What a decision costs, as the agent that holds orders has it. */
  terms: RiskTerms;
  disputes: DisputeNews[];
  /** Present when it is time to learn: the newest past orders. */
  lessons: PastOrder[] | null;
  currency: string;
}

export interface ScoredOrder extends OrderToScore {
  features: OrderFeatures;
  velocity: Velocity;
  scored: OrderScore;
  choice: CostDecision;
  weightsVersion: number;
}

export interface MonthMeasures {
  month: string;
  orders: number;
  frauds: number;
  brier: number | null;
  logLoss: number | null;
  recallAt1Percent: number | null;
  reliability: readonly ReliabilityBin[];
}

export interface FraudKnowledge {
  scored: ScoredOrder[];
  disputes: DisputeNews[];
  /** Null when it was not time to learn. */
  months: MonthMeasures[] | null;
  settledDays: number;
}
