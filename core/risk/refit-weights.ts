import { fitLogistic } from "./fit-logistic.ts";
import type { OrderFeatures } from "./order-features.ts";
import { RISK_SIGNALS, SIGNAL_CODES, type SignalCode } from "./signals.ts";
import { type RiskWeights, startingWeights } from "./weights.ts";

/** An order whose outcome is known: by a person, a dispute, or by having had none for long enough. */
export interface LabelledOrder {
  /** When it was ordered; later ones serve to check the fit of earlier ones. */
  readonly at: number;
  readonly features: OrderFeatures;
  readonly fraud: boolean;
}

/** How far a weight may wander on little evidence: standard deviation of the belief in its starting value. */
const weightSd = 0.7;
/** The base rate differs more from shop to shop than what a signal means. */
const interceptSd = 1.5;
/** Latest share of the orders, kept back to correct the others' probabilities. */
const heldBack = 0.25;
/** With fewer frauds among those kept back, a correction would follow chance. */
const leastFrauds = 10;

/**
 * New weights from all labelled orders: penalised towards the starting weights, so that a signal without evidence keeps its
 * own, then corrected by Platt's method (Platt 1999) on the latest quarter, which the corrected fit had not seen. Of orders
 * from `settledBefore` on only some outcomes are known yet, and more of the frauds: they inform the weights alone.
 */
export function refitWeights(
  orders: readonly LabelledOrder[],
  version: number,
  settledBefore = Number.POSITIVE_INFINITY,
): RiskWeights {
  const byTime = orders.filter(({ at }) => at < settledBefore).sort((a, b) => a.at - b.at);
  const cut = Math.ceil(byTime.length * (1 - heldBack));
  const later = byTime.slice(cut);
  const enough = later.filter(({ fraud }) => fraud).length >= leastFrauds;
  const calibration = enough ? calibrate(fitWeights(byTime.slice(0, cut)), later) : startingWeights.calibration;
  return { version, ...fitWeights(orders), calibration };
}

type Fitted = Pick<RiskWeights, "intercept" | "weights">;

function fitWeights(orders: readonly LabelledOrder[]): Fitted {
  const [intercept, ...weights] = fitLogistic({
    rows: orders.map(({ features }) => [1, ...signalValues(features)]),
    outcomes: orders.map(({ fraud }) => Number(fraud)),
    towards: [startingWeights.intercept, ...SIGNAL_CODES.map((code) => startingWeights.weights[code])],
    precision: [interceptSd ** -2, ...SIGNAL_CODES.map(() => weightSd ** -2)],
  });
  const named = SIGNAL_CODES.map((code, j) => [code, weights[j]!]);
  return { intercept: intercept!, weights: Object.fromEntries(named) as Record<SignalCode, number> };
}

/** Slope and shift of the log odds on orders the weights were not fitted on, drawn to “no correction”. */
export function calibrate(
  { intercept, weights }: Fitted,
  orders: readonly LabelledOrder[],
): RiskWeights["calibration"] {
  const odds = orders.map(({ features }) =>
    signalValues(features).reduce((sum, value, j) => sum + value * weights[SIGNAL_CODES[j]!], intercept),
  );
  const [shift, slope] = fitLogistic({
    rows: odds.map((value) => [1, value]),
    outcomes: orders.map(({ fraud }) => Number(fraud)),
    towards: [0, 1],
    precision: [1, 4],
  });
  // A slope below zero would turn the order of the scores round: then the evidence is too poor to use.
  return slope! > 0 ? { slope: slope!, shift: shift! } : startingWeights.calibration;
}

/** One number a signal, in the order of `SIGNAL_CODES`; unknown is 0, as in the score. */
export function signalValues(features: OrderFeatures): number[] {
  return SIGNAL_CODES.map((code) => RISK_SIGNALS[code].value(features) || 0);
}
