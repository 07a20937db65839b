/** Days until the stock runs out at the given rate; Infinity when nothing sells, 0 when nothing is left. */
export function daysOfCover(available: number, dailyRate: number): number {
  if (available <= 0) return 0;
  return dailyRate > 0 ? available / dailyRate : Number.POSITIVE_INFINITY;
}

/** Units beyond what the given days of cover need, whole units; 0 when there are none. */
export function overstockUnits(available: number, dailyRate: number, maxCoverDays: number): number {
  return Math.max(0, Math.floor(available - Math.max(0, dailyRate) * maxCoverDays));
}
