import { probability } from "./log-odds.ts";
import type { OrderFeatures } from "./order-features.ts";
import { RISK_SIGNALS, SIGNAL_CODES, type SignalCode } from "./signals.ts";
import { type RiskWeights, startingWeights } from "./weights.ts";

export const RISK_LEVELS = ["low", "medium", "high"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export interface RiskReason {
  readonly code: SignalCode;
  readonly text: string;
  /** What it adds to the log odds of fraud; below zero speaks for the order. */
  readonly contribution: number;
}

export interface OrderScore {
  /** Probability of fraud, 0 to 1. */
  readonly score: number;
  /** For people and for the platform's own scale; decisions are made by cost, not by level. */
  readonly level: RiskLevel;
  /** Every signal that counted, largest first; they add up to the log odds from the base rate on. */
  readonly reasons: readonly RiskReason[];
}

const levelFrom = { medium: 0.05, high: 0.3 };

/**
 * Probability that an order is fraud, explained: log odds are added up signal by signal, so each reason's contribution is exact.
 * Give the current weights (`agent-kit/risk/current-weights.ts`); without them the starting ones count.
 */
export function scoreOrder(features: OrderFeatures, weights: RiskWeights = startingWeights): OrderScore {
  const { slope, shift } = weights.calibration;
  const reasons = SIGNAL_CODES.flatMap((code): RiskReason[] => {
    const signal = RISK_SIGNALS[code];
    const value = signal.value(features);
    if (value === null || value === 0 || Number.isNaN(value)) return [];
    return [{ code, text: signal.text(features), contribution: slope * weights.weights[code] * value }];
  }).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const base = shift + slope * weights.intercept;
  const score = probability(reasons.reduce((odds, { contribution }) => odds + contribution, base));
  return { score, level: levelOf(score), reasons };
}

export function levelOf(score: number): RiskLevel {
  if (score >= levelFrom.high) return "high";
  return score >= levelFrom.medium ? "medium" : "low";
}
