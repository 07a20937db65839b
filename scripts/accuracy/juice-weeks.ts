import path from "node:path";
import { readCsv } from "./read.ts";

/** One week of one juice in one store; price in dollars per ounce, sales as ln ounces. */
export interface JuiceWeek {
  readonly store: number;
  readonly brand: number;
  readonly week: number;
  readonly logUnits: number;
  readonly price: number;
  readonly unitCost: number;
  readonly deal: number;
  readonly feature: number;
}

/** Dominick's orange juice by store and brand, each oldest week first. */
export function juiceItems(dataFolder: string): JuiceWeek[][] {
  const items = new Map<string, JuiceWeek[]>();
  for (const row of readCsv(path.join(dataFolder, "price_elasticity"), "orangejuice_24stores.csv")) {
    const key = `${row.store}|${row.brand}`;
    const weeks = items.get(key) ?? [];
    const price = Number(row.price);
    weeks.push({
      store: Number(row.store),
      brand: Number(row.brand),
      week: Number(row.week),
      logUnits: Number(row.logmove),
      price,
      unitCost: price * (1 - Number(row.profit) / 100),
      deal: Number(row.deal),
      feature: Number(row.feat),
    });
    items.set(key, weeks);
  }
  return [...items.values()].map((weeks) => weeks.toSorted((a, b) => a.week - b.week));
}
