import { RISK_SIGNALS, SIGNAL_CODES, type SignalCode } from "./signals.ts";

/** One version of what the score believes; version 0 is where every shop starts. */
export interface RiskWeights {
  readonly version: number;
  /** Log odds of an order of which nothing is known. */
  readonly intercept: number;
  readonly weights: Readonly<Record<SignalCode, number>>;
  /** Platt's correction of the log odds: `shift + slope · odds`. */
  readonly calibration: { readonly slope: number; readonly shift: number };
}

/** 0.7 % of orders, within the 0.5 to 1 % usual for card-not-present sales. */
const baseRate = 0.007;

export const startingWeights: RiskWeights = {
  version: 0,
  intercept: Math.log(baseRate / (1 - baseRate)),
  weights: Object.fromEntries(SIGNAL_CODES.map((code) => [code, RISK_SIGNALS[code].startingWeight])) as Record<
    SignalCode,
    number
  >,
  calibration: { slope: 1, shift: 0 },
};

/** Weights as they were stored, read back: a signal younger than the stored version has its starting weight, a dropped one is ignored. */
export function readWeights(stored: {
  version: number;
  intercept: number;
  weights: Readonly<Record<string, number>>;
  calibration: { slope: number; shift: number };
}): RiskWeights {
  const known = SIGNAL_CODES.map((code) => [code, stored.weights[code] ?? RISK_SIGNALS[code].startingWeight]);
  return { ...stored, weights: Object.fromEntries(known) as Record<SignalCode, number> };
}
