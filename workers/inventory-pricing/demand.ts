import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { forecast } from "#core/forecasting/forecast.ts";
import { correctedVelocity, fillStockOuts } from "#core/forecasting/velocity.ts";
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
  returnShare: number;
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
    returnShare:
      sold === 0 ? 0 : Math.min(0.9, sum(throughYesterday(series.unitsReturned, series.firstDay, today, 0)) / sold),
  };
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
