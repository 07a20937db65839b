import { logGrowth } from "#core/trends/log-growth.ts";
import { mannKendall } from "#core/trends/mann-kendall.ts";
import type { SalesHistory } from "./snapshot.ts";

export const historyWeeks = 26;
const recentWeeks = 4;
/** Fewer weeks cannot tell a trend from chance. */
const leastWeeks = 8;

export interface Trend {
  variantId: string;
  weeklyUnits: number;
  score: number;
  sd: number;
  lower: number;
  /** Two-sided p of a monotone trend; 1 where the past is too short to test. */
  p: number;
  /** Sign of Mann and Kendall's S. */
  direction: number;
}

/** Growth of one variant's weekly units; null when there is nothing to compare the last four weeks with. */
export function trendOf({ variantId, weekly }: SalesHistory): Trend | null {
  if (weekly.length <= recentWeeks) return null;
  const { score, sd, lower } = logGrowth(weekly);
  const recent = weekly.slice(-recentWeeks);
  const { p, s } = mannKendall(weekly);
  return {
    variantId,
    weeklyUnits: recent.reduce((sum, units) => sum + units, 0) / recentWeeks,
    score,
    sd,
    lower,
    p: weekly.length < leastWeeks ? 1 : p,
    direction: Math.sign(s),
  };
}

/** Whole weeks of daily units ending on the last day given, from the first sale on, at most `historyWeeks`. */
export function weeksOf(dailyUnits: readonly number[]): number[] {
  const first = dailyUnits.findIndex((units) => units > 0);
  if (first < 0) return [];
  const weeks = Math.min(historyWeeks, Math.floor((dailyUnits.length - first) / 7));
  return Array.from({ length: weeks }, (_, at) => {
    const from = dailyUnits.length - (weeks - at) * 7;
    return dailyUnits.slice(from, from + 7).reduce((sum, units) => sum + units, 0);
  });
}
