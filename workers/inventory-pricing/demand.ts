import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { forecast } from "#core/forecasting/forecast.ts";
import { type NewItemDemand, newItemDemand, newItemInterval, newItemUnits } from "#core/forecasting/new-item.ts";
import { correctedVelocity, fillStockOuts } from "#core/forecasting/velocity.ts";
import type { LeadTimeDistribution } from "#core/inventory/lead-time-distribution.ts";
import type { DailySeries } from "#core/series/daily-series.ts";

export interface Demand {
  method: string;
  /** Units a week, next eight weeks. */
  weekly: number[];
  lower80: number[];
  upper80: number[];
  /** Expected units a week over the next month: the mean, where `weekly` follows the typical week. */
  weeklyMean: number;
  /** Whole weeks of the past, as they would have been with full shelves. */
  past: number[];
  daysOutOfStock: number;
  unitsPerDay: number;
  sdPerDay: number;
  returnShare: number;
  /** A new item's, told from its category; absent where its own past tells. */
  borrowed?: NewItemDemand;
}

const horizon = 8;
const leastWeeks = 4;

/** Weekly demand as it would have been with full shelves, and its forecast; null when there is too little past to say. */
export function demandOf(series: DailySeries, today: number): Demand | null {
  const units = throughYesterday(series.unitsSold, series.firstDay, today, 0);
  const stock = throughYesterday<number | null>(series.stockAtClose, series.firstDay, today, null);
  const inStock = stock.map((left) => (left === null ? null : left > 0));
  const first = units.findIndex((sold) => sold > 0);
  if (first < 0) return null;
  const sales = { units: units.slice(first), inStock: inStock.slice(first) };
  const weeks = toWeeks(fillStockOuts(sales));
  if (weeks.length < leastWeeks) return null;
  const made = forecast({ values: weeks, seasonLength: 52, horizon });
  if (!made.ok) return null;
  const velocity = correctedVelocity(sales);
  const sold = sum(units);
  return {
    method: made.value.method,
    weekly: [...made.value.mean],
    lower80: [...made.value.interval80.lower],
    upper80: [...made.value.interval80.upper],
    weeklyMean: forecastDemand(weeks, 4, 52).rate,
    past: weeks,
    daysOutOfStock: velocity.daysOutOfStock,
    unitsPerDay: velocity.unitsPerDay,
    sdPerDay: velocity.sdPerDay,
    returnShare:
      sold === 0 ? 0 : Math.min(0.9, sum(throughYesterday(series.unitsReturned, series.firstDay, today, 0)) / sold),
  };
}

/** Age, days, up to which an item counts as new. */
const newForDays = 91;

/** Demand of an item with too little past of its own, from its category's speed; null for one that is not new, or where the category sells nothing. */
export function newDemandOf(series: DailySeries, today: number, ageDays: number | null, speed: number): Demand | null {
  if (ageDays === null || ageDays > newForDays || !(speed > 0)) return null;
  const units = throughYesterday(series.unitsSold, series.firstDay, today, 0);
  const stock = throughYesterday<number | null>(series.stockAtClose, series.firstDay, today, null);
  const velocity = correctedVelocity({ units, inStock: stock.map((left) => (left === null ? null : left > 0)) });
  // Before its first row in the series it was on the shelf as well, unless it was seen without stock.
  const days = Math.max(0, ageDays - velocity.daysOutOfStock);
  const borrowed = newItemDemand(sum(units), days, speed);
  const weeks = new Array<number>(horizon).fill(7 * borrowed.unitsPerDay);
  const { lower, upper } = newItemInterval(borrowed, 7, 0.8);
  return {
    method: "category",
    weekly: weeks,
    lower80: weeks.map(() => lower),
    upper80: weeks.map(() => upper),
    weeklyMean: 7 * borrowed.unitsPerDay,
    past: [],
    daysOutOfStock: velocity.daysOutOfStock,
    unitsPerDay: borrowed.unitsPerDay,
    sdPerDay: Math.sqrt(newItemUnits(borrowed, 1).variance),
    returnShare: 0,
    borrowed,
  };
}

/** Units over a lead time, for a negative binomial. */
export function leadTimeDemand({ past, borrowed }: Demand, weeks: number): LeadTimeDistribution {
  return borrowed ? newItemUnits(borrowed, 7 * weeks) : forecastDemand(past, weeks, 52).leadTime;
}

function throughYesterday<T>(values: T[], firstDay: number, today: number, quiet: T): T[] {
  const days = Math.max(0, today - firstDay);
  return Array.from({ length: days }, (_, at) => values[at] ?? quiet);
}

/** Whole weeks ending yesterday; the oldest, broken one is left out. */
function toWeeks(days: number[]): number[] {
  const whole = Math.floor(days.length / 7);
  const from = days.length - whole * 7;
  return Array.from({ length: whole }, (_, week) => sum(days.slice(from + week * 7, from + week * 7 + 7)));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
