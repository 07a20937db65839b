import { normalCdf, normalLoss, normalSurvival } from "#core/stats/normal.ts";
import { logGamma } from "#core/stats/special-functions.ts";

/** One arm of a test: how many were shown it and how many did what was hoped. */
export interface Arm {
  readonly successes: number;
  readonly trials: number;
}

export interface ArmComparison {
  /** Posterior probability that B's true rate is the higher one. */
  readonly probabilityBBeatsA: number;
  /** Rate lost on average by choosing A, by choosing B, when the other was better. */
  readonly expectedLoss: readonly [number, number];
  /** Pooled two-proportion statistic, B less A; 0 when the pooled rate is 0 or 1. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Compares two rates, Bayesian with a uniform prior on each (closed form, no sampling; a normal difference where every count
 * passes a million) and by the pooled z test.
 */
export function compareArms(a: Arm, b: Arm): ArmComparison {
  const betaA = { alpha: 1 + a.successes, beta: 1 + a.trials - a.successes };
  const betaB = { alpha: 1 + b.successes, beta: 1 + b.trials - b.successes };
  const lossOfA = expectedExcess(betaA, betaB);
  const lossOfB = expectedExcess(betaB, betaA);
  const { z, pValue } = pooledZ(a, b);
  return { probabilityBBeatsA: probabilitySecondLarger(betaA, betaB), expectedLoss: [lossOfA, lossOfB], z, pValue };
}

interface Beta {
  readonly alpha: number;
  readonly beta: number;
}

/** Terms summed at most; with every count above, the betas are normal to a few parts in ten thousand. */
const MOST_TERMS = 1_000_000;

/**
 * P(Y > X) for independent betas with whole parameters: sum over i < alpha_Y of
 * B(alpha_X + i, beta_X + beta_Y) / ((beta_Y + i) B(1 + i, beta_Y) B(alpha_X, beta_X)) (Miller, "Formulas for Bayesian A/B
 * testing", 2014). The terms follow from each other by a ratio; summed over the smallest of
 * the four parameters, as P(Y > X) = 1 - P(X > Y) = P(1 - X > 1 - Y).
 */
export function probabilitySecondLarger(x: Beta, y: Beta): number {
  const least = Math.min(x.alpha, x.beta, y.alpha, y.beta);
  if (least > MOST_TERMS) return normalCdf((meanOf(y) - meanOf(x)) / Math.sqrt(varianceOf(x) + varianceOf(y)));
  if (y.alpha > least) {
    if (x.alpha === least) return 1 - probabilitySecondLarger(y, x);
    if (x.beta === least) return probabilitySecondLarger(mirrored(y), mirrored(x));
    return 1 - probabilitySecondLarger(mirrored(x), mirrored(y));
  }
  let log = logBeta(x.alpha, x.beta + y.beta) - Math.log(y.beta) - logBeta(1, y.beta) - logBeta(x.alpha, x.beta);
  let sum = 0;
  for (let i = 0; i < y.alpha; i += 1) {
    sum += Math.exp(log);
    const next = ((x.alpha + i) / (x.alpha + x.beta + y.beta + i)) * ((y.beta + i) / (1 + i));
    log += Math.log(next);
  }
  return Math.min(1, sum);
}

const meanOf = ({ alpha, beta }: Beta) => alpha / (alpha + beta);
const varianceOf = ({ alpha, beta }: Beta) => (alpha * beta) / ((alpha + beta) ** 2 * (alpha + beta + 1));
const mirrored = ({ alpha, beta }: Beta): Beta => ({ alpha: beta, beta: alpha });

/** E max(Y - X, 0): each mean times the probability with that success counted once more. */
function expectedExcess(x: Beta, y: Beta): number {
  const meanX = meanOf(x);
  const meanY = meanOf(y);
  if (Math.min(x.alpha, x.beta, y.alpha, y.beta) > MOST_TERMS) {
    const sd = Math.sqrt(varianceOf(x) + varianceOf(y));
    return sd * normalLoss((meanX - meanY) / sd);
  }
  const more = (d: Beta) => ({ alpha: d.alpha + 1, beta: d.beta });
  return Math.max(0, meanY * probabilitySecondLarger(x, more(y)) - meanX * probabilitySecondLarger(more(x), y));
}

function pooledZ(a: Arm, b: Arm): { z: number; pValue: number } {
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const variance = pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials);
  if (!(variance > 0) || !Number.isFinite(variance)) return { z: 0, pValue: 1 };
  const z = (b.successes / b.trials - a.successes / a.trials) / Math.sqrt(variance);
  return { z, pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))) };
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
