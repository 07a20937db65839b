import { decideByCost, defaultRiskTerms, type RiskDecision } from "#core/risk/decide-by-cost.ts";
import { historyFeatures } from "#core/risk/history-features.ts";
import { brierScore, recallAtFalsePositives } from "#core/risk/measures.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import { refitWeights } from "#core/risk/refit-weights.ts";
import { scoreOrder } from "#core/risk/score-order.ts";
import { KEY_KINDS, type Sighting } from "#core/risk/sighting.ts";
import { type RiskWeights, startingWeights } from "#core/risk/weights.ts";
import { orderStream, type StreamedOrder } from "#sandbox/risk/order-stream.ts";

const dayMs = 86_400_000;
const monthMs = 30 * dayMs;
/** An order nobody disputed for this long counts as good. */
const settledDays = 90;
const fewPastAmounts = 30;

interface Seen {
  order: StreamedOrder;
  features: OrderFeatures;
}

export interface WalkResult {
  orders: number;
  frauds: number;
  /** Minor units saved against letting every order pass, over the judged part. */
  savedMinor: { learning: number; starting: number; rules: number; perfect: number };
  brier: number;
  recallAt1Percent: number;
  /** Recall of the two patterns the score has no signal for. */
  recallOfHidden: number;
}

/**
 * Walks a stream forward: the first 60 % of its time is only learnt from; after it, each month is judged with weights refitted
 * from what was known when it began, beside rules whose two thresholds were tuned on the same knowledge.
 */
export function walkRisk(seed: number): WalkResult {
  const seen = withFeatures(orderStream({ seed }));
  const [first, last] = [seen[0]!.order.atMs, seen.at(-1)!.order.atMs];
  const from = first + 0.6 * (last - first);
  const savedMinor = { learning: 0, starting: 0, rules: 0, perfect: 0 };
  const judged: { at: number; score: number; fraud: boolean; hidden: boolean }[] = [];
  for (let month = from; month < last; month += monthMs) {
    const known = seen.filter(({ order }) => order.atMs < month);
    const weights = learn(known, month);
    const rules = tuneRules(known, month);
    for (const each of seen.filter(({ order }) => order.atMs >= month && order.atMs < month + monthMs)) {
      const { order, features } = each;
      const { score } = scoreOrder(features, weights);
      judged.push({ at: order.atMs, score, fraud: order.fraud, hidden: isHidden(order) });
      savedMinor.learning += savedBy(decideByCost({ ...order, score }).decision, order);
      savedMinor.starting += savedBy(decideByCost({ ...order, score: scoreOrder(features).score }).decision, order);
      savedMinor.rules += savedBy(byRules(hitsOf(features), rules), order);
      savedMinor.perfect += order.fraud ? savedBy("decline", order) : 0;
    }
  }
  const hidden = judged.filter(({ fraud, hidden }) => hidden || !fraud);
  return {
    orders: judged.length,
    frauds: judged.filter(({ fraud }) => fraud).length,
    savedMinor,
    brier: brierScore(judged)!,
    recallAt1Percent: recallAtFalsePositives(judged) ?? Number.NaN,
    recallOfHidden: recallAtFalsePositives(hidden) ?? Number.NaN,
  };
}

/** Features of every order from the orders before it, found by shared keys; what became of those counts once it is known. */
export function withFeatures(orders: readonly StreamedOrder[]): Seen[] {
  const byKey = new Map<string, Sighting[]>();
  const amounts = { count: 0, sum: 0, squares: 0 };
  return orders.map((order) => {
    const sighting = sightingOf(order);
    const keys = [...KEY_KINDS.map((kind) => `${kind} ${sighting.keys[kind]}`), `account ${sighting.account}`];
    const past = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];
    const amountZ = zOf(Math.log(order.amountMinor), amounts);
    const features: OrderFeatures = {
      avs: order.avs,
      cvv: order.cvv,
      proxyOrHosting: order.proxy,
      disposableEmail: order.disposable,
      billingDiffersFromShipping: order.billingDiffers,
      accountAgeMinutes: order.accountAgeMinutes,
      shopHour: order.hour,
      amountZ,
      ...historyFeatures(sighting, past),
    };
    for (const key of keys) byKey.set(key, [...(byKey.get(key) ?? []), sighting]);
    return { order, features };
  });
}

export function sightingOf(order: StreamedOrder): Sighting {
  const knownAt = order.fraud ? order.chargebackMs! : order.atMs + settledDays * dayMs;
  return {
    order: order.id,
    at: order.atMs,
    keys: {
      card: order.card,
      device: order.device,
      ip: order.network,
      email: order.email,
      address: order.address,
    },
    account: order.account,
    failedPayments: order.refused,
    discounted: order.discounted,
    outcome: { fraud: order.fraud, knownAt },
  };
}

function zOf(value: number, past: { count: number; sum: number; squares: number }): number | null {
  const mean = past.sum / past.count;
  const sd = Math.sqrt(past.squares / past.count - mean * mean);
  const z = past.count >= fewPastAmounts && sd > 0 ? (value - mean) / sd : null;
  past.count += 1;
  past.sum += value;
  past.squares += value * value;
  return z;
}

/** What is known of an order at a time: a chargeback that has come, or none so far. */
function labelled(seen: readonly Seen[], nowMs: number) {
  return seen.map(({ order, features }) => ({
    at: order.atMs,
    features,
    fraud: order.fraud && order.chargebackMs! < nowMs,
  }));
}

function learn(known: readonly Seen[], nowMs: number): RiskWeights {
  return refitWeights(labelled(known, nowMs), startingWeights.version + 1, nowMs - settledDays * dayMs);
}

/** The kind of rules a shop would write by hand; the number that hold says how bad it is. */
function hitsOf(features: OrderFeatures): number {
  return [
    features.avs === "mismatch",
    features.cvv === "mismatch",
    (features.accountAgeMinutes ?? Number.POSITIVE_INFINITY) < 60,
    (features.accountAgeMinutes ?? Number.POSITIVE_INFINITY) <= 1,
    (features.amountZ ?? 0) > 2,
    features.billingDiffersFromShipping === true && features.proxyOrHosting === true,
    features.disposableEmail === true,
    (features.ipOtherCards10min ?? 0) >= 2,
    (features.deviceOtherAccounts30d ?? 0) >= 2,
    (features.failedPayments1h ?? 0) >= 2,
    (features.linkedFrauds ?? 0) >= 1,
    features.establishedAccountAllNew === true,
  ].filter(Boolean).length;
}

interface Thresholds {
  review: number;
  decline: number;
}

function byRules(hits: number, { review, decline }: Thresholds): RiskDecision {
  if (hits >= decline) return "decline";
  return hits >= review ? "review" : "pass";
}

/** The pair of thresholds that would have saved most on what is known: no rule set of a shop is better tuned. */
function tuneRules(known: readonly Seen[], nowMs: number): Thresholds {
  const past = known.map(({ order, features }) => ({
    hits: hitsOf(features),
    order: { ...order, fraud: order.fraud && order.chargebackMs! < nowMs },
  }));
  const pairs = [1, 2, 3, 4, 5].flatMap((review) => [2, 3, 4, 5, 6, 99].map((decline) => ({ review, decline })));
  const worth = (pair: Thresholds) =>
    past.reduce((sum, { hits, order }) => sum + savedBy(byRules(hits, pair), order), 0);
  return pairs.map((pair) => ({ pair, worth: worth(pair) })).reduce((a, b) => (b.worth > a.worth ? b : a)).pair;
}

/** Against letting it pass, with the same terms for everyone: what a decision really brought, given what the order was. */
export function savedBy(
  decision: RiskDecision,
  order: Pick<StreamedOrder, "fraud" | "amountMinor" | "marginMinor">,
): number {
  const { expectedMinor } = decideByCost({ ...order, score: Number(order.fraud) }, defaultRiskTerms);
  return expectedMinor.pass - expectedMinor[decision];
}

function isHidden(order: StreamedOrder): boolean {
  return order.pattern === "sleeper-resale" || order.pattern === "late-regret";
}
