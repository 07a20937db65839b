/**
 * Crossed-out price that may be shown beside `priceMinor`: at most the lowest price of the last 30 days (the EU's price
 * indication rule, Directive 98/6/EC article 6a), and only when it is above the price. Null when the past is unknown.
 */
export function allowedCompareAtMinor(
  wantedMinor: number | null,
  priceMinor: number,
  lowest30DaysMinor: number | null,
): number | null {
  if (wantedMinor === null || lowest30DaysMinor === null) return null;
  const allowed = Math.min(wantedMinor, lowest30DaysMinor);
  return allowed > priceMinor ? allowed : null;
}
