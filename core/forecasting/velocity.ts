import { mean, sampleSd } from "#core/stats/moments.ts";

/** Closed days of one item, oldest first. */
export interface DailySales {
  readonly units: readonly number[];
  /** Whether any could be bought that day; null = not recorded, taken as yes. */
  readonly inStock: readonly (boolean | null)[];
}

export interface Velocity {
  /** Mean over the days on which it could be sold; 0 when there were none. */
  readonly unitsPerDay: number;
  readonly sdPerDay: number;
  readonly daysCounted: number;
  readonly daysOutOfStock: number;
}

/** Selling speed while on the shelf: days without stock are left out, since they say nothing about demand. A day that sold something had stock. */
export function correctedVelocity({ units, inStock }: DailySales): Velocity {
  const counted = units.filter((sold, day) => sold > 0 || inStock[day] !== false);
  return {
    unitsPerDay: counted.length === 0 ? 0 : Math.max(0, mean(counted)),
    sdPerDay: sampleSd(counted),
    daysCounted: counted.length,
    daysOutOfStock: units.length - counted.length,
  };
}

/**
 * Daily demand with days out of stock filled by the level smoothed up to then (weight 0.1, started at the mean of the
 * first week on the shelf), so that a forecast does not learn from an empty shelf.
 */
export function fillStockOuts({ units, inStock }: DailySales): number[] {
  const first = units.filter((sold, day) => sold > 0 || inStock[day] !== false).slice(0, 7);
  let level = first.length === 0 ? 0 : mean(first);
  return units.map((sold, day) => {
    if (sold <= 0 && inStock[day] === false) return level;
    level += 0.1 * (sold - level);
    return sold;
  });
}
