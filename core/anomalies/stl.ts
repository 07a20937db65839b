import { loess, loessAt } from "#core/stats/loess.ts";
import { median } from "#core/stats/quantile.ts";

export interface Decomposition {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly remainder: Float64Array;
}

/** Rounds of reweighting by bisquare, the default of robust STL. */
const ROBUST_ROUNDS = 15;

/**
 * Robust seasonal-trend decomposition by loess with a periodic season (Cleveland, Cleveland, McRae & Terpenning, J. of
 * Official Statistics 6, 1990; spans and jumps as R's `stl(s.window = "periodic", robust = TRUE)`). Null below two full
 * periods or for a period under two.
 */
export function robustStl(values: ArrayLike<number>, period: number): Decomposition | null {
  const n = values.length;
  if (period < 2 || n <= 2 * period) return null;
  const seasonalSpan = 10 * n + 1;
  const trendSpan = nextOdd(Math.ceil((1.5 * period) / (1 - 1.5 / seasonalSpan)));
  const lowPassSpan = nextOdd(period);
  const jump = (span: number) => Math.ceil(span / 10);
  const trendOptions = { span: trendSpan, degree: 1, jump: jump(trendSpan) } as const;
  let trend: Float64Array = new Float64Array(n);
  let seasonal: Float64Array = new Float64Array(n);
  let weights: Float64Array | null = null;
  const less = (other: Float64Array) => Float64Array.from(other, (value, i) => values[i]! - value);
  for (let round = 0; round <= ROBUST_ROUNDS; round += 1) {
    const cycles = smoothedCycles(less(trend), period, seasonalSpan, jump(seasonalSpan), weights);
    const averaged = movingAverage(movingAverage(movingAverage(cycles, period), period), 3);
    const lowPass = loess(averaged, { span: lowPassSpan, degree: 1, jump: jump(lowPassSpan) });
    seasonal = Float64Array.from(lowPass, (low, i) => cycles[period + i]! - low);
    trend = loess(less(seasonal), { ...trendOptions, weights });
    if (round < ROBUST_ROUNDS) weights = bisquare(values, seasonal, trend);
  }
  const periodic = cycleMeans(seasonal, period);
  const remainder = Float64Array.from(trend, (level, i) => values[i]! - level - periodic[i % period]!);
  return { seasonal: Float64Array.from(trend, (_, i) => periodic[i % period]!), trend, remainder };
}

function nextOdd(value: number): number {
  return value % 2 === 0 ? value + 1 : value;
}

/** Each season's sub-series smoothed and carried one period beyond both ends: n + 2 periods long. */
function smoothedCycles(
  detrended: Float64Array,
  period: number,
  span: number,
  jump: number,
  weights: Float64Array | null,
): Float64Array {
  const n = detrended.length;
  const result = new Float64Array(n + 2 * period);
  for (let season = 0; season < period; season += 1) {
    const length = Math.floor((n - season - 1) / period) + 1;
    const own = new Float64Array(length);
    const ownWeights = weights === null ? null : new Float64Array(length);
    for (let k = 0; k < length; k += 1) {
      own[k] = detrended[k * period + season]!;
      if (ownWeights !== null) ownWeights[k] = weights![k * period + season]!;
    }
    const smooth = loess(own, { span, degree: 0, jump, weights: ownWeights });
    const before = loessAt(own, -1, 0, Math.min(span, length) - 1, span, 0, ownWeights) ?? smooth[0]!;
    const after =
      loessAt(own, length, Math.max(0, length - span), length - 1, span, 0, ownWeights) ?? smooth[length - 1]!;
    result[season] = before;
    for (let k = 0; k < length; k += 1) result[(k + 1) * period + season] = smooth[k]!;
    result[(length + 1) * period + season] = after;
  }
  return result;
}

function movingAverage(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(values.length - length + 1);
  let window = 0;
  for (let i = 0; i < length; i += 1) window += values[i]!;
  result[0] = window / length;
  for (let i = 1; i < result.length; i += 1) {
    window += values[i + length - 1]! - values[i - 1]!;
    result[i] = window / length;
  }
  return result;
}

function bisquare(values: ArrayLike<number>, seasonal: Float64Array, trend: Float64Array): Float64Array {
  const distance = Float64Array.from(trend, (level, i) => Math.abs(values[i]! - level - seasonal[i]!));
  const six = 6 * median(Array.from(distance));
  return distance.map((d) => (d <= 0.001 * six ? 1 : d <= 0.999 * six ? (1 - (d / six) ** 2) ** 2 : 0));
}

function cycleMeans(seasonal: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  seasonal.forEach((value, i) => {
    sums[i % period]! += value;
    counts[i % period]! += 1;
  });
  return sums.map((sum, season) => sum / counts[season]!);
}
