export interface IntermittentState {
  /** Smoothed size of a demand. */
  readonly size: number;
  /** Smoothed periods between demands. */
  readonly interval: number;
}

/**
 * Croston's separate smoothing of sizes and intervals (Operational Research Quarterly 23, 1972), or null when nothing
 * was ever sold. The first size starts the size, the mean of all intervals (the first counted from the start of the
 * series) the interval; both are smoothed from the second demand on.
 */
export function crostonState(demand: readonly number[], alpha: number, beta = alpha): IntermittentState | null {
  let last = -1;
  let count = 0;
  let firstSize = 0;
  for (let t = 0; t < demand.length; t += 1) {
    if (demand[t]! > 0) {
      if (count === 0) firstSize = demand[t]!;
      count += 1;
      last = t;
    }
  }
  if (count === 0) return null;
  let size = firstSize;
  let interval = (last + 1) / count;
  let previous = -1;
  for (let t = 0; t < demand.length; t += 1) {
    const value = demand[t]!;
    if (value <= 0) continue;
    if (previous >= 0) {
      size += alpha * (value - size);
      interval += beta * (t - previous - interval);
    }
    previous = t;
  }
  return { size, interval };
}

/** Croston's demand per period; biased upwards, kept as the reference the corrections start from. */
export function crostonRate(demand: readonly number[], alpha: number, beta = alpha): number {
  const state = crostonState(demand, alpha, beta);
  return state === null ? 0 : state.size / state.interval;
}

/** Syntetos & Boylan's correction of Croston's bias, factor 1 - beta / 2 (Int. J. Forecasting 21, 2005). */
export function sbaRate(demand: readonly number[], alpha: number, beta = alpha): number {
  return crostonRate(demand, alpha, beta) * (1 - beta / 2);
}

/** Shale, Boylan & Johnston's correction, factor 1 - beta / (2 - beta) (J. Operational Research Society 57, 2006). */
export function sbjRate(demand: readonly number[], alpha: number, beta = alpha): number {
  return crostonRate(demand, alpha, beta) * (1 - beta / (2 - beta));
}
