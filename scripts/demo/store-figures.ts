import type { DatabaseSync } from "node:sqlite";
import * as z from "zod/mini";
import { weekOf } from "./week.ts";

const TotalsSchema = z.object({
  orders: z.number(),
  lines: z.number(),
  products: z.number(),
  units: z.number(),
  revenueMinor: z.number(),
  matchedReturns: z.number(),
});
const DaySchema = z.object({ sku: z.string(), day: z.string(), units: z.number(), revenueMinor: z.number() });

export interface WeekFigures {
  sku: string;
  /** The Monday the week begins with, in the shop's (shifted) calendar. */
  week: string;
  units: number;
  revenueMinor: number;
}

export interface StoreFigures {
  orders: number;
  lines: number;
  products: number;
  units: number;
  revenueMinor: number;
  /** Return lines that came with the import's days, matched to a sale or not. */
  returns: number;
  unmatchedReturns: number;
  /** How many days the public data were moved; a multiple of 7. */
  shiftDays: number;
  /** Last day in the figures, in the shop's calendar. */
  through: string;
  weekly: WeekFigures[];
}

/** What the mirror holds, counted from its rows: positive lines at gross prices. */
export function mirrorFigures(database: DatabaseSync) {
  const totals = TotalsSchema.parse(
    database
      .prepare(
        `SELECT (SELECT count(*) FROM orders WHERE deleted_at IS NULL) AS orders,
                (SELECT count(*) FROM products WHERE deleted_at IS NULL) AS products,
                (SELECT count(*) FROM refund_lines) AS matchedReturns,
                count(*) AS lines, coalesce(sum(quantity), 0) AS units,
                coalesce(sum(quantity * unit_price_minor), 0) AS revenueMinor
         FROM order_lines WHERE quantity > 0`,
      )
      .get(),
  );
  const days = z.array(DaySchema).parse(
    database
      .prepare(
        `SELECT sku, day, sum(quantity) AS units, sum(quantity * unit_price_minor) AS revenueMinor
           FROM order_lines WHERE quantity > 0 AND sku IS NOT NULL GROUP BY sku, day`,
      )
      .all(),
  );
  return { ...totals, weekly: byWeek(days) };
}

/** Days of a SKU summed to weeks, in the order of SKU and week. */
export function byWeek(days: z.infer<typeof DaySchema>[]): WeekFigures[] {
  const weeks = new Map<string, WeekFigures>();
  for (const { sku, day, units, revenueMinor } of days) {
    const week = weekOf(day);
    const key = `${sku} ${week}`;
    const sum = weeks.get(key) ?? { sku, week, units: 0, revenueMinor: 0 };
    sum.units += units;
    sum.revenueMinor += revenueMinor;
    weeks.set(key, sum);
  }
  return [...weeks.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, week]) => week);
}
