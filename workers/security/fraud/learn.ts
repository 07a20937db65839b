import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import { decideByCost, type RiskTerms } from "#core/risk/decide-by-cost.ts";
import { brierScore, type Judged, logLoss, recallAtFalsePositives, reliability } from "#core/risk/measures.ts";
import { type LabelledOrder, refitWeights } from "#core/risk/refit-weights.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { RISK_SIGNALS, SIGNAL_CODES } from "#core/risk/signals.ts";
import type { RiskWeights } from "#core/risk/weights.ts";
import { weightsPayload } from "../actions/risk-weights.ts";
import type { MonthMeasures, PastOrder } from "./snapshot.ts";

export interface Lesson {
  decision: Decision | null;
  months: MonthMeasures[];
  measures: Record<string, number | string | null>;
}

const dayMs = 86_400_000;
/** With fewer frauds the starting weights know more than the shop's own past. */
const leastFrauds = 10;
const latest = 0.25;
/** Smaller changes of a weight are not worth a sentence. */
const shownMove = 0.1;
const shownMoves = 4;

/**
 * What past orders teach: how well their scores did, month by month, and new weights where a fit on the earlier three
 * quarters would have judged the latest quarter better, in log loss and in money, than the weights in force did.
 */
export function learn(
  lessons: readonly PastOrder[],
  weights: RiskWeights,
  { terms, settledDays, now, currency }: { terms: RiskTerms; settledDays: number; now: number; currency: string },
): Lesson {
  const known = lessons.flatMap((order) => (order.fraud === null ? [] : [{ ...order, fraud: order.fraud }]));
  const byTime = [...lessons].sort((a, b) => a.at - b.at).map((each) => ({ ...each, fraud: each.fraud === true }));
  const frauds = byTime.filter(({ fraud }) => fraud).length;
  const measures = { "fraud-known-orders": known.length, "fraud-known-frauds": frauds };
  const months = byMonth(known);
  if (frauds < leastFrauds) return { decision: null, months, measures };

  const settledBefore = now - settledDays * dayMs;
  const cut = Math.ceil(byTime.length * (1 - latest));
  const later = byTime.slice(cut);
  const trial = refitWeights(byTime.slice(0, cut), weights.version + 1, settledBefore);
  const then = judge(later, weights, terms);
  const better = judge(later, trial, terms);
  const gainMinor = then.costMinor - better.costMinor;
  const judgedMeasures = { ...measures, "fraud-log-loss": then.logLoss, "fraud-log-loss-refitted": better.logLoss };
  if (better.logLoss === null || then.logLoss === null || better.logLoss >= then.logLoss || gainMinor < 0)
    return { decision: null, months, measures: judgedMeasures };
  const fitted = refitWeights(byTime, weights.version + 1, settledBefore);
  const decision = proposal({
    fitted,
    weights,
    later,
    then,
    better,
    gainMinor,
    frauds,
    orders: byTime.length,
    now,
    currency,
  });
  return { decision, months, measures: judgedMeasures };
}

interface Judgement {
  logLoss: number | null;
  costMinor: number;
}

/** How orders would have fared: log loss of the scores, and what the decisions would have cost given what each order was. */
function judge(orders: readonly (LabelledOrder & PastOrder)[], weights: RiskWeights, terms: RiskTerms): Judgement {
  const judged = orders.map(({ at, features, fraud, amountMinor, marginMinor }) => {
    const { score } = scoreOrder(features, weights);
    const { decision } = decideByCost({ score, amountMinor, marginMinor }, terms);
    const real = decideByCost({ score: Number(fraud), amountMinor, marginMinor }, terms);
    return { at, score, fraud, costMinor: real.expectedMinor[decision] };
  });
  return { logLoss: logLoss(judged), costMinor: judged.reduce((sum, { costMinor }) => sum + costMinor, 0) };
}

function proposal(found: {
  fitted: RiskWeights;
  weights: RiskWeights;
  later: readonly unknown[];
  then: Judgement;
  better: Judgement;
  gainMinor: number;
  frauds: number;
  orders: number;
  now: number;
  currency: string;
}): Decision {
  const { fitted, weights, later, then, better, gainMinor, frauds, orders, now, currency } = found;
  const moved = SIGNAL_CODES.map((code) => ({ code, by: fitted.weights[code] - weights.weights[code] }))
    .filter(({ by }) => Math.abs(by) >= shownMove)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const { version: _, ...document } = fitted;
  return {
    kind: "risk.weights",
    target: "order-risk",
    title: "What the order risk score believes",
    intent: "refit",
    basis: `day ${Math.floor(now / dayMs)} after version ${weights.version}`,
    group: "refit",
    payload: weightsPayload.parse({ basedOn: weights.version, document, orders, frauds }),
    before: { version: weights.version, logLoss: round(then.logLoss ?? 0) },
    after: { logLoss: round(better.logLoss ?? 0) },
    movePercent: null,
    impactMinor: gainMinor,
    moneyMinor: 0,
    currency,
    confidence: round(1 - 1 / Math.sqrt(frauds)),
    reasons: [
      {
        code: "learnt",
        text: `Learnt from ${orders} orders, ${frauds} of them fraud`,
      },
      {
        code: "tried-on-later-orders",
        text: `On the latest ${later.length} orders the new weights would have saved ${showMoney(gainMinor, currency)} more (log loss ${round(then.logLoss ?? 0)} → ${round(better.logLoss ?? 0)})`,
      },
      ...moved.slice(0, shownMoves).map(({ code, by }) => ({
        code: `weight-${code}`,
        text: `“${RISK_SIGNALS[code].text({})}” counts ${by > 0 ? "more" : "less"}: ${round(weights.weights[code])} → ${round(fitted.weights[code])}`,
      })),
    ],
    figures: {
      orders,
      frauds,
      gainMinor,
      logLoss: round(then.logLoss ?? 0),
      logLossRefitted: round(better.logLoss ?? 0),
    },
    provenance: { orders: "measured", frauds: "measured", gainMinor: "estimated", logLossRefitted: "estimated" },
  };
}

function byMonth(known: readonly Judged[]): MonthMeasures[] {
  const months = new Map<string, Judged[]>();
  for (const each of known) {
    const month = new Date(each.at).toISOString().slice(0, 7);
    const inside = months.get(month);
    if (inside) inside.push(each);
    else months.set(month, [each]);
  }
  return [...months].map(([month, inside]) => ({
    month,
    orders: inside.length,
    frauds: inside.filter(({ fraud }) => fraud).length,
    brier: brierScore(inside),
    logLoss: logLoss(inside),
    recallAt1Percent: recallAtFalsePositives(inside),
    reliability: reliability(inside),
  }));
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
