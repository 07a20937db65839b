import { normalSurvival } from "#core/stats/normal.ts";

export interface MannKendall {
  /** Sum of the signs of all later-minus-earlier differences. */
  readonly s: number;
  readonly variance: number;
  /** Standardised S with continuity correction; 0 when S is 0 or nothing differs. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/** Mann-Kendall test for a monotone trend, variance corrected for ties (Mann, Econometrica 13, 1945; Kendall 1975). No assumption about the distribution; independence of periods is one. */
export function mannKendall(values: readonly number[]): MannKendall {
  const n = values.length;
  let s = 0;
  for (let j = 1; j < n; j += 1) {
    const later = values[j]!;
    for (let i = 0; i < j; i += 1) s += Math.sign(later - values[i]!);
  }
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let tied = 0;
  for (const t of ties.values()) tied += t * (t - 1) * (2 * t + 5);
  const variance = (n * (n - 1) * (2 * n + 5) - tied) / 18;
  const z = s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { s, variance, z, p: Math.min(1, 2 * normalSurvival(Math.abs(z))) };
}
