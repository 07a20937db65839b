export interface LeastSquaresFit {
  readonly coefficients: number[];
  /** Standard errors with n - k degrees of freedom; NaN when none are left. */
  readonly standardErrors: number[];
  readonly residualVariance: number;
  readonly observations: number;
}

/**
 * Ordinary least squares by Householder QR: `columns` are the regressors (give a column of ones for an intercept).
 * Null when they are collinear or outnumber the observations.
 */
export function leastSquares(columns: readonly (readonly number[])[], y: readonly number[]): LeastSquaresFit | null {
  const n = y.length;
  const k = columns.length;
  if (n < k || k === 0) return null;
  const q = columns.map((column) => Float64Array.from(column));
  const rest = Float64Array.from(y);
  const r: number[][] = [];
  for (let j = 0; j < k; j += 1) {
    const pivot = q[j]!;
    let tail = 0;
    let whole = 0;
    for (let i = 0; i < n; i += 1) {
      const square = pivot[i]! * pivot[i]!;
      whole += square;
      if (i >= j) tail += square;
    }
    if (!(tail > 1e-20 * whole) || tail === 0) return null;
    const diagonal = pivot[j]! > 0 ? -Math.sqrt(tail) : Math.sqrt(tail);
    r.push(q.map((column, c) => (c < j ? 0 : c === j ? diagonal : column[j]!)));
    const head = pivot[j]! - diagonal;
    const norm = tail - pivot[j]! * diagonal; // Half of v'v for v = x - diagonal e_j.
    pivot[j] = head;
    const reflect = (column: Float64Array) => {
      let dot = 0;
      for (let i = j; i < n; i += 1) dot += pivot[i]! * column[i]!;
      const factor = dot / norm;
      for (let i = j; i < n; i += 1) column[i]! -= factor * pivot[i]!;
    };
    for (let c = j + 1; c < k; c += 1) {
      reflect(q[c]!);
      r[j]![c] = q[c]![j]!;
    }
    reflect(rest);
  }
  const coefficients = backSubstitute(r, Array.from(rest.subarray(0, k)));
  let squares = 0;
  for (let i = k; i < n; i += 1) squares += rest[i]! * rest[i]!;
  const residualVariance = n > k ? squares / (n - k) : Number.NaN;
  // (X'X)^-1 = R^-1 R^-T: its diagonal is the squared row norms of R^-1.
  const inverse = Array.from({ length: k }, (_, c) =>
    backSubstitute(
      r,
      Array.from({ length: k }, (_, i) => (i === c ? 1 : 0)),
    ),
  );
  const standardErrors = coefficients.map((_, i) =>
    Math.sqrt(residualVariance * inverse.reduce((sum, column) => sum + column[i]! ** 2, 0)),
  );
  return { coefficients, standardErrors, residualVariance, observations: n };
}

function backSubstitute(r: readonly (readonly number[])[], right: readonly number[]): number[] {
  const k = right.length;
  const x = new Array<number>(k).fill(0);
  for (let i = k - 1; i >= 0; i -= 1) {
    let sum = right[i]!;
    for (let j = i + 1; j < k; j += 1) sum -= r[i]![j]! * x[j]!;
    x[i] = sum / r[i]![i]!;
  }
  return x;
}
