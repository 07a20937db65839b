import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import { type CostDecision, decideByCost } from "#core/risk/decide-by-cost.ts";
import { type OrderScore, scoreOrder } from "#core/risk/score-order.ts";
import type { RiskWeights } from "#core/risk/weights.ts";
import { revenueOf } from "./route.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { MirrorOrder, RiskReading } from "./snapshot.ts";

export interface Assessment {
  score: OrderScore;
  cost: CostDecision;
}

/** What the order risks, and which of four choices costs least; the buyer's country plays no part. */
export function assess(
  order: MirrorOrder,
  reading: RiskReading,
  terms: { weights: RiskWeights; settings: OrderFulfillmentSettings; taxesIncluded: boolean },
): Assessment {
  const { settings } = terms;
  const score = scoreOrder(reading.features, terms.weights);
  const units = order.lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  const { netMinor, feeMinor } = revenueOf(order, units, {
    taxesIncluded: terms.taxesIncluded,
    feeRate: settings.paymentFeeRate,
  });
  const known = order.lines.every(({ costMinor }) => costMinor !== null);
  const goodsMinor = order.lines.reduce((sum, line) => sum + line.quantity * (line.costMinor ?? 0), 0);
  const marginMinor = known ? netMinor - feeMinor - goodsMinor : settings.assumedMargin * netMinor;
  const cost = decideByCost({ score: score.score, amountMinor: order.totalMinor, marginMinor }, settings.risk);
  return { score, cost };
}

/** Why the order is kept back, with the amounts. */
export function riskText({ score, cost }: Assessment, currency: string): string {
  const show = (minor: number) => showMoney(minor, currency);
  const words = { pass: "let it go", hold: "wait a day", review: "have somebody look", decline: "refuse it" };
  const chances = `fraud with a probability of ${(100 * score.score).toFixed(1)} %: ${show(cost.lossIfFraudMinor)} would be lost`;
  const chosen = `to ${words[cost.decision]} is expected to cost ${show(cost.expectedMinor[cost.decision])}`;
  const instead = cost.decision === "pass" ? "" : `, to let it go ${show(cost.expectedMinor.pass)}`;
  return `${chances}; ${chosen}${instead}`;
}

/** Our opinion, for the store to show beside its own. */
export function assessmentDecision(order: MirrorOrder, assessment: Assessment): Decision {
  const { score, cost } = assessment;
  const level = score.level.toUpperCase();
  const facts = score.reasons.slice(0, 18).map(({ text, contribution }) => ({
    description: text.slice(0, 250),
    sentiment: contribution > 0 ? "NEGATIVE" : "POSITIVE",
  }));
  return {
    kind: "risk.assess",
    target: order.id,
    title: `Risk of order ${order.name}`,
    intent: `level ${level}`,
    basis: `score ${score.score.toFixed(3)}`,
    group: "risk",
    payload: { orderId: order.id, level, facts },
    before: null,
    after: { level },
    movePercent: null,
    impactMinor: cost.savedMinor,
    moneyMinor: 0,
    currency: order.currency,
    confidence: 1,
    reasons: [
      { code: "risk", text: riskText(assessment, order.currency) },
      ...score.reasons.map(({ code, text }) => ({ code, text })),
    ],
    figures: { score: round(score.score), lossMinor: cost.lossIfFraudMinor },
    provenance: { score: "estimated", lossMinor: "measured" },
  };
}

export function holdDecision(
  order: MirrorOrder,
  hold: { reason: string; text: string; tries: number; savedMinor: number; figures: Record<string, number> },
): Decision {
  return {
    kind: "order.hold",
    target: order.id,
    title: `Hold order ${order.name}`,
    intent: `hold ${hold.reason}`,
    basis: `try ${hold.tries}`,
    group: hold.reason,
    payload: { orderId: order.id, reason: hold.reason, notes: hold.text.slice(0, 250) },
    before: { held: false },
    after: { held: true },
    movePercent: null,
    impactMinor: hold.savedMinor,
    moneyMinor: 0,
    currency: order.currency,
    confidence: 0.8,
    reasons: [{ code: "hold", text: hold.text }],
    figures: hold.figures,
    provenance: { score: "estimated" },
  };
}

export function releaseDecision(order: MirrorOrder, why: string, tries: number): Decision {
  return {
    kind: "order.release",
    target: order.id,
    title: `Release order ${order.name}`,
    intent: "release",
    basis: `try ${tries}`,
    group: "release",
    payload: { orderId: order.id, reason: "OTHER", notes: "" },
    before: { held: true },
    after: { held: false },
    movePercent: null,
    impactMinor: 0,
    moneyMinor: 0,
    currency: order.currency,
    confidence: 0.9,
    reasons: [{ code: "release", text: why }],
    figures: {},
    provenance: {},
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
