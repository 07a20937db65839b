export const RISK_DECISIONS = ["pass", "hold", "review", "decline"] as const;
export type RiskDecision = (typeof RISK_DECISIONS)[number];

/** What a decision can cost, in minor units of one currency; shares are fractions. The owner may set each. */
export interface RiskTerms {
  /** Charged by the payment provider for every dispute. */
  readonly chargebackFeeMinor: number;
  /** A person's few minutes. */
  readonly reviewCostMinor: number;
  /** What refusing a good customer costs beyond this order's margin. */
  readonly goodwillMinor: number;
  /** Share of frauds a person recognises. */
  readonly reviewCatches: number;
  /** Share of good orders a person refuses, or that leave while waiting for one. */
  readonly reviewLoses: number;
  /** A buyer kept waiting asks where the order is. */
  readonly holdCostMinor: number;
  /** Share of frauds that show themselves while an order waits a day: the issuer's warning, the platform's late verdict. */
  readonly holdCatches: number;
  /** Share of good orders cancelled for being slow. */
  readonly holdLoses: number;
}

export const defaultRiskTerms = {
  chargebackFeeMinor: 1_500,
  reviewCostMinor: 300,
  goodwillMinor: 500,
  reviewCatches: 0.8,
  reviewLoses: 0.03,
  holdCostMinor: 50,
  holdCatches: 0.25,
  holdLoses: 0.01,
} as const satisfies RiskTerms;

export interface CostDecision {
  readonly decision: RiskDecision;
  /** Expected cost of each choice, minor units. */
  readonly expectedMinor: Readonly<Record<RiskDecision, number>>;
  /** Lost if it is fraud and goes out: the amount, paid back, and the fee. */
  readonly lossIfFraudMinor: number;
  /** Lost if it is good and refused: its margin and goodwill. */
  readonly marginLostMinor: number;
  readonly reviewCostMinor: number;
  readonly chargebackFeeMinor: number;
  /** What the choice saves against letting the order pass. */
  readonly savedMinor: number;
}

/**
 * The cheapest of four choices for an order that is fraud with probability `score`. Declining is a proposal to a person: no
 * code cancels by itself. Of equally cheap choices the gentlest is taken. Amounts below zero count as zero.
 * @example decideByCost({ score: 0.01, amountMinor: 5_000, marginMinor: 2_000 }).decision // "pass"
 */
export function decideByCost(
  order: { readonly score: number; readonly amountMinor: number; readonly marginMinor: number },
  terms: RiskTerms = defaultRiskTerms,
): CostDecision {
  const fraud = Math.min(1, Math.max(0, order.score));
  const good = 1 - fraud;
  const lossIfFraudMinor = Math.max(0, order.amountMinor) + terms.chargebackFeeMinor;
  const marginLostMinor = Math.max(0, order.marginMinor) + terms.goodwillMinor;
  const costs: Record<RiskDecision, number> = {
    pass: fraud * lossIfFraudMinor,
    hold:
      terms.holdCostMinor +
      fraud * (1 - terms.holdCatches) * lossIfFraudMinor +
      good * terms.holdLoses * marginLostMinor,
    review:
      terms.reviewCostMinor +
      fraud * (1 - terms.reviewCatches) * lossIfFraudMinor +
      good * terms.reviewLoses * marginLostMinor,
    decline: good * marginLostMinor,
  };
  const decision = RISK_DECISIONS.reduce((best, choice) => (costs[choice] < costs[best] ? choice : best), "pass");
  const shown = RISK_DECISIONS.map((choice) => [choice, Math.round(costs[choice])]);
  return {
    decision,
    expectedMinor: Object.fromEntries(shown) as Record<RiskDecision, number>,
    lossIfFraudMinor,
    marginLostMinor,
    reviewCostMinor: terms.reviewCostMinor,
    chargebackFeeMinor: terms.chargebackFeeMinor,
    savedMinor: Math.round(costs.pass - costs[decision]),
  };
}
