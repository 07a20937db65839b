import type { Decided, Notice } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import { decideByCost } from "#core/risk/decide-by-cost.ts";
import { historyFeatures } from "#core/risk/history-features.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { velocityOf } from "#core/risk/velocity.ts";
import { learn } from "./learn.ts";
import type { FraudSettings } from "./settings.ts";
import type { FraudKnowledge, FraudSnapshot, ScoredOrder } from "./snapshot.ts";

const cardsOfATester = 3;
const mostTold = 5;
const hourMs = 3_600_000;

/** Scores each order from what came before it, chooses by cost, and learns when it is time to. */
export function decideFraud(snapshot: FraudSnapshot, settings: FraudSettings, now: number): Decided<FraudKnowledge> {
  const { orders, weights, terms, disputes, lessons, currency } = snapshot;
  // Orders of one chunk are each other's past, as far as they are earlier.
  const past = [...snapshot.past, ...orders.map(({ sighting }) => sighting)];
  const scored = orders.map((order): ScoredOrder => {
    const history = historyFeatures(order.sighting, past);
    const features = { ...order.features, ...history, priorGoodOrders: larger(order.features, history) };
    const score = scoreOrder(features, weights);
    const choice = decideByCost({ ...order, score: score.score }, terms);
    return {
      ...order,
      features,
      velocity: velocityOf(order.sighting, past),
      scored: score,
      choice,
      weightsVersion: weights.version,
    };
  });
  const lesson =
    lessons === null ? null : learn(lessons, weights, { terms, settledDays: settings.settledDays, now, currency });
  const queued = scored.filter(wantsALook);
  return {
    decisions: lesson?.decision ? [lesson.decision] : [],
    measures: {
      "fraud-orders-scored": scored.length,
      "fraud-orders-queued": queued.length,
      "fraud-expected-saving-minor": queued.reduce((sum, { choice }) => sum + choice.savedMinor, 0),
      "fraud-disputes": disputes.length,
      ...lesson?.measures,
    },
    notices: [...cardTesting(scored, now), ...likelyFrauds(queued)],
    knowledge: { scored, disputes, months: lesson?.months ?? null, settledDays: settings.settledDays },
  };
}

/** Good orders the shop's own mirror knows of count as well as those scored and settled since. */
function larger(...both: Pick<OrderFeatures, "priorGoodOrders">[]): number | null {
  const known = both.flatMap(({ priorGoodOrders }) => priorGoodOrders ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** A held order only waits; these two need a person. */
export function wantsALook({ choice }: Pick<ScoredOrder, "choice">): boolean {
  return choice.decision === "review" || choice.decision === "decline";
}

/** Orders better refused than sent, the dearest of them, each told once. */
function likelyFrauds(queued: readonly ScoredOrder[]): Notice[] {
  return queued
    .filter(({ choice }) => choice.decision === "decline")
    .sort((a, b) => b.choice.savedMinor - a.choice.savedMinor)
    .slice(0, mostTold)
    .map(({ name, sighting, choice, scored, currency }) => ({
      id: `likely-fraud:${sighting.order}`,
      level: "warning",
      title: `Order ${name} looks like fraud`,
      body: `${showMoney(choice.lossIfFraudMinor, currency)} are at stake. ${scored.reasons
        .filter(({ contribution }) => contribution > 0)
        .slice(0, 3)
        .map(({ text }) => text)
        .join("; ")}.`,
    }));
}

/** Somebody trying out stolen cards costs a fee a card and goes on until stopped: told at once, once an hour. */
function cardTesting(scored: readonly ScoredOrder[], now: number): Notice[] {
  const cards = Math.max(0, ...scored.map(({ features }) => features.ipOtherCards10min ?? 0));
  if (cards < cardsOfATester) return [];
  const orders = scored.filter(({ features }) => (features.ipOtherCards10min ?? 0) > 0).map(({ name }) => name);
  return [
    {
      id: `card-testing:${Math.floor(now / hourMs)}`,
      level: "critical",
      title: "Somebody seems to be trying out stolen cards",
      body: `${cards + 1} different cards from one connection within ten minutes, in ${orders.slice(0, 10).join(", ")}. The orders are in the risk list; a captcha at the checkout stops such trials.`,
    },
  ];
}
