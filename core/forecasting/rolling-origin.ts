export interface RollingOrigin<Name extends string> {
  readonly best: Name;
  /** Root mean squared scaled error of each candidate over all origins, same order as given. */
  readonly scores: readonly { readonly name: Name; readonly rmsse: number }[];
}

export interface Candidate<Name extends string> {
  readonly name: Name;
  readonly forecast: (history: readonly number[], horizon: number) => readonly number[];
}

/**
 * Chooses among candidates by forecasting the series' own past: from each of `origins` points, `horizon` ahead, squared
 * errors scaled by those of the naive forecast (RMSSE, M5 competition). Ties go to the first; null when the series is
 * too short to hold anything back.
 */
export function chooseByRollingOrigin<Name extends string>(
  values: readonly number[],
  candidates: readonly Candidate<Name>[],
  { horizon = 1, origins = 4, minHistory = 8 }: { horizon?: number; origins?: number; minHistory?: number } = {},
): RollingOrigin<Name> | null {
  const errors = candidates.map(() => 0);
  let judged = 0;
  for (let k = 0; k < origins; k += 1) {
    const cut = values.length - horizon - k * Math.max(1, Math.floor(horizon / 2));
    if (cut < minHistory) break;
    const history = values.slice(0, cut);
    for (let c = 0; c < candidates.length; c += 1) {
      const forecast = candidates[c]!.forecast(history, horizon);
      for (let h = 0; h < horizon; h += 1) errors[c]! += (values[cut + h]! - forecast[h]!) ** 2;
    }
    judged += horizon;
  }
  if (judged === 0) return null;
  let scale = 0;
  for (let t = 1; t < values.length; t += 1) scale += (values[t]! - values[t - 1]!) ** 2;
  scale /= values.length - 1;
  const scores = candidates.map(({ name }, c) => ({
    name,
    rmsse: scale > 0 ? Math.sqrt(errors[c]! / judged / scale) : 0,
  }));
  return { best: scores.reduce((a, b) => (b.rmsse < a.rmsse ? b : a)).name, scores };
}
