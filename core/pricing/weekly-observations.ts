import type { PriceObservation } from "./elasticity.ts";

/** A day on which something was sold; days are counted from any fixed Thursday, such as 1970-01-01. */
export interface PricedDay {
  readonly day: number;
  readonly priceMinor: number;
  readonly units: number;
}

/** Days at one price from which a week's speed is told. */
const LEAST_DAYS = 3;

/**
 * Sales a week at each price. A price holds until a sale shows another, so days without a sale count at the price before
 * them; a week that two prices share is two observations, each at the weekly speed of its own days, and a piece of fewer
 * than three days is none. Days on which the shelf was empty say nothing and are not counted.
 */
export function weeklyObservations(
  daily: readonly PricedDay[],
  offShelf: (day: number) => boolean = () => false,
): PriceObservation[] {
  const pieces = new Map<string, { price: number; units: number; days: number }>();
  for (let at = 0; at < daily.length; at += 1) {
    const { day: from, priceMinor, units } = daily[at]!;
    const until = daily[at + 1]?.day ?? from + 1;
    for (let day = from; day < until; day += 1) {
      if (day > from && offShelf(day)) continue;
      const key = `${Math.floor((day + 3) / 7)} ${priceMinor}`;
      const piece = pieces.get(key) ?? { price: priceMinor, units: 0, days: 0 };
      piece.days += 1;
      if (day === from) piece.units += units;
      pieces.set(key, piece);
    }
  }
  return [...pieces.values()]
    .filter(({ days }) => days >= LEAST_DAYS)
    .map(({ price, units, days }) => ({ price, quantity: (7 * units) / days }));
}
