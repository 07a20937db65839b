export type DemandKind = "smooth" | "erratic" | "intermittent" | "lumpy";

export interface DemandProfile {
  readonly kind: DemandKind;
  /** Mean number of periods between demands, leading zeros trimmed; Infinity when nothing was ever sold. */
  readonly averageInterval: number;
  /** Squared coefficient of variation (n - 1) of the non-zero sizes. */
  readonly sizeVariation: number;
}

/**
 * Demand class by average inter-demand interval (cut 1.32) and size variation (cut 0.49): Syntetos, Boylan & Croston,
 * J. Operational Research Society 56 (2005). Periods before the first sale do not count: the item was not on offer yet.
 */
export function classifyDemand(demand: readonly number[]): DemandProfile {
  const first = demand.findIndex((value) => value > 0);
  if (first < 0) return { kind: "intermittent", averageInterval: Number.POSITIVE_INFINITY, sizeVariation: 0 };
  let count = 0;
  let sum = 0;
  for (const value of demand) {
    if (value > 0) {
      count += 1;
      sum += value;
    }
  }
  const meanSize = sum / count;
  let squares = 0;
  for (const value of demand) if (value > 0) squares += (value - meanSize) ** 2;
  const averageInterval = (demand.length - first) / count;
  const sizeVariation = count > 1 ? squares / (count - 1) / meanSize ** 2 : 0;
  const rare = averageInterval >= 1.32;
  const variable = sizeVariation >= 0.49;
  const kind = rare ? (variable ? "lumpy" : "intermittent") : variable ? "erratic" : "smooth";
  return { kind, averageInterval, sizeVariation };
}
