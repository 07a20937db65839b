import { studentTQuantile } from "#core/stats/student-t.ts";
import { robustStl } from "./stl.ts";

export interface AnomalyOptions {
  /** Most anomalies looked for, as a share of the points. */
  readonly largestShare?: number;
  /** Probability of calling anything in a clean series; 0.001 for paging someone. */
  readonly significance?: number;
}

const MAD_TO_SD = 1.4826;

/**
 * Indices of points that do not belong, ascending: the season is taken out by robust STL, the level by the median, and
 * the rest tested by generalised extreme studentised deviates with median and median absolute deviation, so that the
 * anomalies cannot hide themselves (S-H-ESD: Hochenbaum, Vallis & Kejariwal, arXiv 1704.07706; Rosner, Technometrics 25,
 * 1983). Without two full periods the season stays in.
 */
export function findAnomalies(
  values: readonly number[],
  period: number,
  { largestShare = 0.02, significance = 0.05 }: AnomalyOptions = {},
): number[] {
  const seasonal = robustStl(values, period)?.seasonal ?? null;
  const rest = seasonal === null ? [...values] : values.map((value, i) => value - seasonal[i]!);
  const limit = Math.max(1, Math.floor(values.length * largestShare));
  return extremeDeviates(rest, limit, significance).sort((a, b) => a - b);
}

function extremeDeviates(values: readonly number[], limit: number, significance: number): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  // The farthest point from the median is always the smallest or the largest left: a window over the sorted values.
  let low = 0;
  let high = order.length - 1;
  const removed: number[] = [];
  let found = 0;
  const at = (position: number) => values[order[position]!]!;
  for (let i = 1; i <= limit && high - low >= 2; i += 1) {
    const n = high - low + 1;
    const middle = (at(low + Math.floor((n - 1) / 2)) + at(low + Math.ceil((n - 1) / 2))) / 2;
    const spread = MAD_TO_SD * medianDistance(at, low, high, middle);
    if (!(spread > 0)) break;
    const fromTop = at(high) - middle >= middle - at(low);
    const deviate = (fromTop ? at(high) - middle : middle - at(low)) / spread;
    removed.push(order[fromTop ? high : low]!);
    if (fromTop) high -= 1;
    else low += 1;
    // Here n is what was left before this one: N - i + 1 in Rosner's notation.
    const t = studentTQuantile(1 - significance / (2 * n), n - 2);
    if (deviate > (t * (n - 1)) / Math.sqrt((n - 2 + t * t) * n)) found = i;
  }
  return removed.slice(0, found);
}

/** Median of the distances to `middle` within a sorted window, by merging from the middle outwards. */
function medianDistance(at: (position: number) => number, low: number, high: number, middle: number): number {
  const n = high - low + 1;
  let right = low;
  while (right <= high && at(right) < middle) right += 1;
  let left = right - 1;
  let previous = 0;
  let current = 0;
  for (let taken = 0; taken <= Math.floor(n / 2); taken += 1) {
    previous = current;
    const toLeft = left >= low ? middle - at(left) : Number.POSITIVE_INFINITY;
    const toRight = right <= high ? at(right) - middle : Number.POSITIVE_INFINITY;
    if (toLeft < toRight) {
      current = toLeft;
      left -= 1;
    } else {
      current = toRight;
      right += 1;
    }
  }
  return n % 2 === 1 ? current : (previous + current) / 2;
}
