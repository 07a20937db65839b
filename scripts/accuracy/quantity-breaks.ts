import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { detectQuantityBreaks, type SaleLine } from "#core/pricing/quantity-breaks.ts";
import { parseCsv } from "../data/csv.ts";
import { type Check, figure } from "./check.ts";

const MIN_LINES = 50;

/** Share of the shop's items whose unit price falls with the quantity, so that no price is proposed for them. */
export function quantityBreakChecks(dataFolder: string): Check[] {
  const read = (file: string) =>
    parseCsv(gunzipSync(readFileSync(path.join(dataFolder, "online_retail", file))).toString("utf8"));
  const days = new Map(read("orders.csv.gz").map(({ invoice, placed_at }) => [invoice, placed_at!.slice(0, 10)]));
  const bySku = new Map<string, SaleLine[]>();
  for (const { invoice, sku, quantity, unit_price_minor } of read("lines.csv.gz")) {
    const line = { day: days.get(invoice)!, quantity: Number(quantity), unitPriceMinor: Number(unit_price_minor) };
    const lines = bySku.get(sku!);
    if (lines) lines.push(line);
    else bySku.set(sku!, [line]);
  }
  const often = [...bySku.values()].filter((lines) => lines.length >= MIN_LINES);
  const declined = often.filter((lines) => detectQuantityBreaks(lines).found).length;
  return [figure(`retail: share of ${often.length} items declined for quantity breaks`, declined / often.length)];
}
