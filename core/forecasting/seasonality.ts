export type SeasonalKind = "multiplicative" | "additive";

export interface Seasonality {
  readonly kind: SeasonalKind;
  /** One index per season, starting at the series' first period; mean 1 (multiplicative) or 0 (additive). */
  readonly indices: readonly number[];
}

/**
 * Whether the autocorrelation at the season's lag is significant at 90 % (the M4 competition's test): at least three
 * seasons and |r_m| > 1.645 sqrt((1 + 2 sum r_i^2) / n) over the shorter lags i < m.
 */
export function isSeasonal(values: readonly number[], seasonLength: number, critical = 1.645): boolean {
  const n = values.length;
  if (seasonLength <= 1 || n < 3 * seasonLength) return false;
  let total = 0;
  for (let t = 0; t < n; t += 1) total += values[t]!;
  const centre = total / n;
  const centred = new Float64Array(n);
  let power = 0;
  for (let t = 0; t < n; t += 1) {
    const d = values[t]! - centre;
    centred[t] = d;
    power += d * d;
  }
  if (power === 0) return false;
  let shorter = 0;
  for (let lag = 1; lag <= seasonLength; lag += 1) {
    let cross = 0;
    for (let t = lag; t < n; t += 1) cross += centred[t]! * centred[t - lag]!;
    const r = cross / power;
    if (lag === seasonLength) return Math.abs(r) > critical * Math.sqrt((1 + 2 * shorter) / n);
    shorter += r * r;
  }
  return false;
}

/**
 * Classical decomposition: ratios (or differences) to a centred moving average, averaged per season and normalised.
 * Multiplicative when every value is positive, else additive. Null below two full seasons.
 */
export function seasonalIndices(values: readonly number[], seasonLength: number): Seasonality | null {
  const n = values.length;
  if (seasonLength <= 1 || n < 2 * seasonLength) return null;
  const kind: SeasonalKind = values.every((value) => value > 0) ? "multiplicative" : "additive";
  const half = Math.floor(seasonLength / 2);
  const even = seasonLength % 2 === 0;
  const sums = new Array<number>(seasonLength).fill(0);
  const counts = new Array<number>(seasonLength).fill(0);
  let window = 0;
  for (let t = 0; t < 2 * half + 1; t += 1) window += values[t]!;
  for (let t = half; t + half < n; t += 1) {
    if (t > half) window += values[t + half]! - values[t - half - 1]!;
    const edges = even ? 0.5 * (values[t - half]! + values[t + half]!) : 0;
    const trend = (window - edges) / seasonLength;
    sums[t % seasonLength]! += kind === "multiplicative" ? values[t]! / trend : values[t]! - trend;
    counts[t % seasonLength]! += 1;
  }
  const raw = sums.map((sum, season) => sum / counts[season]!);
  const centre = raw.reduce((a, b) => a + b, 0) / seasonLength;
  const indices = raw.map((index) => (kind === "multiplicative" ? index / centre : index - centre));
  return { kind, indices };
}

export function deseasonalise(values: readonly number[], { kind, indices }: Seasonality): number[] {
  return values.map((value, t) => {
    const index = indices[t % indices.length]!;
    return kind === "multiplicative" ? value / index : value - index;
  });
}

/** Puts the season back on values that start `offset` periods after the series' first. */
export function reseasonalise(values: readonly number[], offset: number, { kind, indices }: Seasonality): number[] {
  return values.map((value, t) => {
    const index = indices[(offset + t) % indices.length]!;
    return kind === "multiplicative" ? value * index : value + index;
  });
}
