import { nelderMead } from "#core/stats/nelder-mead.ts";
import { logGamma } from "#core/stats/special-functions.ts";

/** A customer's past: repeat purchases (days or orders after the first), time of the last one and time observed, both since the first and in one unit. */
export interface PurchaseHistory {
  readonly repeats: number;
  readonly lastAt: number;
  readonly observed: number;
}

export interface BgNbdParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export interface BgNbdFit extends BgNbdParameters {
  readonly logLikelihood: number;
}

/**
 * BG/NBD model of repeat buying (Fader, Hardie & Lee, Marketing Science 24, 2005): a customer buys at a gamma-distributed
 * rate and may fall away after each purchase with a beta-distributed probability. Maximum likelihood over log parameters;
 * `ridge` pulls the logs towards 0 for small shops. Null without customers.
 */
export function fitBgNbd(customers: readonly PurchaseHistory[], ridge = 0): BgNbdFit | null {
  if (customers.length === 0) return null;
  const objective = (logs: readonly number[]) => {
    const parameters = fromLogs(logs);
    const penalty = ridge * logs.reduce((sum, value) => sum + value * value, 0);
    const value = -bgNbdLogLikelihood(customers, parameters) / customers.length + penalty;
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  };
  let best = nelderMead(objective, [0, 0, 0, 0], { tolerance: 1e-13 });
  // A simplex can stall; starting a fresh one where it ended either moves on or confirms.
  for (let restart = 0; restart < 2; restart += 1) {
    best = nelderMead(objective, best.point, { step: 0.1, tolerance: 1e-14 });
  }
  const parameters = fromLogs(best.point);
  return { ...parameters, logLikelihood: bgNbdLogLikelihood(customers, parameters) };
}

function fromLogs(logs: readonly number[]): BgNbdParameters {
  const [r, alpha, a, b] = logs.map(Math.exp);
  return { r: r!, alpha: alpha!, a: a!, b: b! };
}

export function bgNbdLogLikelihood(customers: readonly PurchaseHistory[], { r, alpha, a, b }: BgNbdParameters): number {
  // The gamma functions depend on the count only, and few counts occur.
  const byCount = new Map<number, number>();
  const constant = -logGamma(r) + r * Math.log(alpha) + logGamma(a + b) - logGamma(b);
  let sum = 0;
  for (const { repeats: x, lastAt, observed } of customers) {
    let gammas = byCount.get(x);
    if (gammas === undefined) {
      gammas = constant + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x);
      byCount.set(x, gammas);
    }
    const alive = -(r + x) * Math.log(alpha + observed);
    if (x === 0) {
      sum += gammas + alive;
      continue;
    }
    const gone = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + lastAt);
    const larger = Math.max(alive, gone);
    sum += gammas + larger + Math.log(Math.exp(alive - larger) + Math.exp(gone - larger));
  }
  return sum;
}

/** Probability that the customer has not fallen away; 1 by the model's construction without a repeat purchase, so do not read it for those. */
export function probabilityAlive(customer: PurchaseHistory, { r, alpha, a, b }: BgNbdParameters): number {
  const { repeats: x, lastAt, observed } = customer;
  if (x === 0) return 1;
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + observed) / (alpha + lastAt)) ** (r + x));
}

/** Purchases to expect in the next `time`, given the past. */
export function expectedPurchases(customer: PurchaseHistory, time: number, parameters: BgNbdParameters): number {
  const { r, alpha, b } = parameters;
  const { repeats: x, observed } = customer;
  // The formula is 0 / 0 at a = 1; next to it is close enough.
  const a = Math.abs(parameters.a - 1) < 1e-7 ? 1 + 1e-7 : parameters.a;
  const z = time / (alpha + observed + time);
  const kept = ((alpha + observed) / (alpha + observed + time)) ** (r + x);
  const rest = 1 - kept * hypergeometric(r + x, b + x, a + b + x - 1, z);
  return ((a + b + x - 1) / (a - 1)) * rest * probabilityAlive(customer, parameters);
}

/** Gauss's 2F1 by its series, for 0 <= z < 1. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 100_000 && Math.abs(term) > 1e-16 * Math.abs(sum); n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
  }
  return sum;
}
