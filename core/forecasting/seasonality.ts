export type SeasonalKind = "multiplicative" | "additive";

export interface Seasonality {
  readonly kind: SeasonalKind;
  /** One index per season, starting at the series' first period; mean 1 (multiplicative) or 0 (additive). */
  readonly indices: readonly number[];
}

/**
 * Whether the autocorrelation at the season's lag stands out: at least three seasons and
 * |r_m| > critical sqrt((1 + 2 sum r_i^2) / n) over the shorter lags i < m. The M4 competition's test took 1.645; one
 * standard error is enough here, because `seasonalIndices` shrinks what is weak.
 */
export function isSeasonal(values: ArrayLike<number>, seasonLength: number, critical = 1): boolean {
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
  let r = 0;
  for (let lag = 1; lag <= seasonLength; lag += 1) {
    let cross = 0;
    for (let t = lag; t < n; t += 1) cross += centred[t]! * centred[t - lag]!;
    r = cross / power;
    if (lag < seasonLength) shorter += r * r;
  }
  return Math.abs(r) > critical * Math.sqrt((1 + 2 * shorter) / n);
}

/**
 * Classical decomposition: ratios (or differences) to a centred moving average, averaged per season, normalised, and
 * shrunk towards no season by James & Stein's factor (Miller & Williams, Int. J. Forecasting 19, 2003): the noisier the
 * ratios within a season against the indices between seasons, the weaker the season. Multiplicative when every value is
 * positive, else additive. Null below two full seasons.
 */
export function seasonalIndices(values: ArrayLike<number>, seasonLength: number): Seasonality | null {
  const n = values.length;
  const m = seasonLength;
  if (m <= 1 || n < 2 * m) return null;
  let positive = true;
  for (let t = 0; t < n && positive; t += 1) positive = values[t]! > 0;
  const half = Math.floor(m / 2);
  const even = m % 2 === 0;
  const sums = new Float64Array(m);
  const squares = new Float64Array(m);
  const counts = new Float64Array(m);
  let window = 0;
  for (let t = 0; t < 2 * half + 1; t += 1) window += values[t]!;
  for (let t = half; t + half < n; t += 1) {
    if (t > half) window += values[t + half]! - values[t - half - 1]!;
    const trend = (even ? window - 0.5 * (values[t - half]! + values[t + half]!) : window) / m;
    const deviation = positive ? values[t]! / trend : values[t]! - trend;
    const season = t % m;
    sums[season]! += deviation;
    squares[season]! += deviation * deviation;
    counts[season]! += 1;
  }
  const neutral = positive ? 1 : 0;
  let centre = 0;
  for (let s = 0; s < m; s += 1) centre += sums[s]! / counts[s]! / m;
  const normalised = (s: number) => (positive ? sums[s]! / counts[s]! / centre : sums[s]! / counts[s]! - centre);
  let within = 0;
  let freedom = 0;
  let between = 0;
  for (let s = 0; s < m; s += 1) {
    within += squares[s]! - sums[s]! ** 2 / counts[s]!;
    freedom += counts[s]! - 1;
    between += (normalised(s) - neutral) ** 2;
  }
  const meanCount = (n - 2 * half) / m;
  const noise = freedom > 0 ? Math.max(0, within) / freedom / meanCount : 0;
  const keep = between > 0 ? 1 - Math.min(1, (Math.max(0, m - 3) * noise) / between) : 0;
  const indices: number[] = [];
  for (let s = 0; s < m; s += 1) indices.push(neutral + keep * (normalised(s) - neutral));
  return { kind: positive ? "multiplicative" : "additive", indices };
}

export function deseasonalise(values: ArrayLike<number>, { kind, indices }: Seasonality): Float64Array {
  const result = new Float64Array(values.length);
  let season = 0;
  for (let t = 0; t < values.length; t += 1) {
    const index = indices[season]!;
    result[t] = kind === "multiplicative" ? values[t]! / index : values[t]! - index;
    season = season + 1 === indices.length ? 0 : season + 1;
  }
  return result;
}

/** Puts the season back on values that start `offset` periods after the series' first. */
export function reseasonalise(values: readonly number[], offset: number, { kind, indices }: Seasonality): number[] {
  return values.map((value, t) => {
    const index = indices[(offset + t) % indices.length]!;
    return kind === "multiplicative" ? value * index : value + index;
  });
}
