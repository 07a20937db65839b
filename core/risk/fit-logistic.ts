import { probability } from "./log-odds.ts";

interface LogisticFit {
  /** Rows of regressors; give a 1 for the intercept. */
  readonly rows: readonly (readonly number[])[];
  /** 1 or 0 a row. */
  readonly outcomes: readonly number[];
  /** Where each coefficient is drawn to. */
  readonly towards: readonly number[];
  /** How strongly: 1 / variance of the belief that it lies at `towards`; above 0. */
  readonly precision: readonly number[];
}

/**
 * Logistic regression with an L2 penalty towards given coefficients: the mode of the posterior under a normal prior. Newton's
 * method with halved steps (Hastie, Tibshirani & Friedman, 4.4.1); the penalty makes it strictly concave, so the mode is unique.
 */
export function fitLogistic({ rows, outcomes, towards, precision }: LogisticFit): number[] {
  const logPosterior = (w: readonly number[]) =>
    rows.reduce(
      (sum, row, i) => {
        const odds = dot(row, w);
        // ln p and ln(1-p) without cancellation.
        return sum + outcomes[i]! * odds - (odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)));
      },
      -0.5 * towards.reduce((sum, centre, j) => sum + precision[j]! * (w[j]! - centre) ** 2, 0),
    );
  let w = [...towards];
  let height = logPosterior(w);
  for (let round = 0; round < 100; round += 1) {
    const step = newtonStep({ rows, outcomes, towards, precision }, w);
    let size = 1;
    let next = w.map((value, j) => value + step[j]!);
    let reached = logPosterior(next);
    while (!(reached >= height) && size > 1e-6) {
      size /= 2;
      next = w.map((value, j) => value + size * step[j]!);
      reached = logPosterior(next);
    }
    if (!(reached >= height)) return w;
    const moved = Math.max(...next.map((value, j) => Math.abs(value - w[j]!)));
    w = next;
    height = reached;
    if (moved < 1e-9) return w;
  }
  return w;
}

function newtonStep({ rows, outcomes, towards, precision }: LogisticFit, w: readonly number[]): number[] {
  const k = towards.length;
  const gradient = towards.map((centre, j) => precision[j]! * (centre - w[j]!));
  const curvature = towards.map((_, j) => towards.map((_, c) => (c === j ? precision[j]! : 0)));
  rows.forEach((row, i) => {
    const p = probability(dot(row, w));
    for (let j = 0; j < k; j += 1) {
      const x = row[j]!;
      if (x === 0) continue;
      gradient[j]! += x * (outcomes[i]! - p);
      for (let c = 0; c <= j; c += 1) curvature[j]![c]! += x * row[c]! * p * (1 - p);
    }
  });
  return solveCholesky(curvature, gradient);
}

/** Solves A x = b for a symmetric positive definite A given by its lower half. */
function solveCholesky(lower: number[][], b: readonly number[]): number[] {
  const k = b.length;
  const l = lower.map((row) => [...row]);
  const x = [...b];
  for (let j = 0; j < k; j += 1) {
    for (let c = 0; c <= j; c += 1) {
      let sum = l[j]![c]!;
      for (let m = 0; m < c; m += 1) sum -= l[j]![m]! * l[c]![m]!;
      l[j]![c] = c === j ? Math.sqrt(sum) : sum / l[c]![c]!;
    }
  }
  for (let j = 0; j < k; j += 1) {
    for (let m = 0; m < j; m += 1) x[j]! -= l[j]![m]! * x[m]!;
    x[j]! /= l[j]![j]!;
  }
  for (let j = k - 1; j >= 0; j -= 1) {
    for (let m = j + 1; m < k; m += 1) x[j]! -= l[m]![j]! * x[m]!;
    x[j]! /= l[j]![j]!;
  }
  return x;
}

function dot(row: readonly number[], w: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < row.length; j += 1) sum += row[j]! * w[j]!;
  return sum;
}
