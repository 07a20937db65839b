import path from "node:path";
import { readCsv } from "./read.ts";

const WEEK_MS = 7 * 24 * 3600 * 1000;
const FIRST_MONDAY = Date.UTC(2010, 11, 6);

/** Weeks of the shop's year that are whole. */
export const WEEKS = 52;

export interface RetailItem {
  readonly sku: string;
  readonly weekly: readonly number[];
  readonly meanPrice: number;
}

/** Weekly units of the shop's thousand best-selling items, absent weeks as zeros, returns not counted. */
export function retailItems(dataFolder: string): RetailItem[] {
  const bySku = new Map<string, { weekly: number[]; prices: number[] }>();
  for (const { sku, week, qty, price } of readCsv(path.join(dataFolder, "online_retail"), "sku_week.csv")) {
    const item = bySku.get(sku!) ?? { weekly: new Array<number>(WEEKS).fill(0), prices: [] };
    const index = Math.round((Date.parse(week!) - FIRST_MONDAY) / WEEK_MS);
    if (index >= 0 && index < WEEKS) item.weekly[index] = Math.max(0, Number(qty));
    item.prices.push(Number(price));
    bySku.set(sku!, item);
  }
  return [...bySku].map(([sku, { weekly, prices }]) => ({
    sku,
    weekly,
    meanPrice: prices.reduce((sum, price) => sum + price, 0) / prices.length,
  }));
}
