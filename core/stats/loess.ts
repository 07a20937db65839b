/** Local regression over equally spaced points, as Cleveland's STL uses it. */
export interface LoessOptions {
  /** Points in the neighbourhood; larger than the series smooths harder still. */
  readonly span: number;
  readonly degree: 0 | 1;
  /** Fits every jump-th point and joins them by lines. */
  readonly jump: number;
  /** Robustness weights, one per point. */
  readonly weights?: ArrayLike<number> | null;
}

/** Smoothed value at every point (0, 1, 2, ...). */
export function loess(y: ArrayLike<number>, { span, degree, jump, weights = null }: LoessOptions): Float64Array {
  const n = y.length;
  const smooth = new Float64Array(n);
  if (n < 2) {
    if (n === 1) smooth[0] = y[0]!;
    return smooth;
  }
  const step = Math.min(jump, n - 1);
  const half = Math.floor((span + 1) / 2);
  const fitAt = (i: number) => {
    let left = 0;
    let right = n - 1;
    if (span < n) {
      left = Math.min(Math.max(0, i - half + 1), n - span);
      right = left + span - 1;
    }
    smooth[i] = loessAt(y, i, left, right, span, degree, weights) ?? y[i]!;
  };
  let last = 0;
  for (let i = 0; i < n; i += step) {
    fitAt(i);
    if (i > 0) join(smooth, last, i);
    last = i;
  }
  if (last !== n - 1) {
    fitAt(n - 1);
    join(smooth, last, n - 1);
  }
  return smooth;
}

function join(values: Float64Array, from: number, to: number): void {
  const slope = (values[to]! - values[from]!) / (to - from);
  for (let i = from + 1; i < to; i += 1) values[i] = values[from]! + slope * (i - from);
}

/** Tricube-weighted fit at `x`, which may lie outside the points; null when every weight is zero. */
export function loessAt(
  y: ArrayLike<number>,
  x: number,
  left: number,
  right: number,
  span: number,
  degree: 0 | 1,
  weights: ArrayLike<number> | null,
): number | null {
  const n = y.length;
  let reach = Math.max(x - left, right - x);
  if (span > n) reach += Math.floor((span - n) / 2);
  const far = 0.999 * reach;
  const near = 0.001 * reach;
  let total = 0;
  let first = 0;
  let second = 0;
  let value = 0;
  let cross = 0;
  for (let j = left; j <= right; j += 1) {
    const distance = Math.abs(j - x);
    if (distance > far) continue;
    let w = 1;
    if (distance > near) {
      const ratio = distance / reach;
      const base = 1 - ratio * ratio * ratio;
      w = base * base * base;
    }
    if (weights !== null) w *= weights[j]!;
    const offset = j - x;
    total += w;
    first += w * offset;
    second += w * offset * offset;
    value += w * y[j]!;
    cross += w * offset * y[j]!;
  }
  if (total <= 0) return null;
  const meanOffset = first / total;
  const meanValue = value / total;
  const spread = second / total - meanOffset * meanOffset;
  if (degree === 0 || reach <= 0 || Math.sqrt(Math.max(0, spread)) <= 0.001 * (n - 1)) return meanValue;
  const slope = (cross / total - meanOffset * meanValue) / spread;
  return meanValue - slope * meanOffset;
}
