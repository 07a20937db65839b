import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod/mini";
import { mannKendall } from "#core/trends/mann-kendall.ts";
import { senSlope } from "#core/trends/sen-slope.ts";
import { atMost, type Check, farthest } from "./check.ts";
import { readCsv } from "./read.ts";

const reference = z.object({
  cases: z.array(z.object({ sku: z.string(), n: z.int(), z: z.number(), p: z.number(), sen_slope: z.number() })),
});
const WEEK_MS = 7 * 24 * 3600 * 1000;
const FIRST_WEEK = Date.UTC(2010, 11, 6);

/** Mann-Kendall and Sen's slope of weekly sales against pyMannKendall. */
export function trendChecks(dataFolder: string): Check[] {
  const folder = path.join(dataFolder, "online_retail");
  const sold = new Map(readCsv(folder, "sku_week.csv").map(({ sku, week, qty }) => [`${sku} ${week}`, Number(qty)]));
  const text = readFileSync(path.join(folder, "mann_kendall_reference.json"), "utf8");
  const actual: number[] = [];
  const expected: number[] = [];
  for (const { sku, n, ...wanted } of reference.parse(JSON.parse(text)).cases) {
    const weekly = Array.from({ length: n }, (_, week) => {
      const monday = new Date(FIRST_WEEK + week * WEEK_MS).toISOString().slice(0, 10);
      return sold.get(`${sku} ${monday}`) ?? 0;
    });
    const { z: standardised, p } = mannKendall(weekly);
    actual.push(standardised, p, senSlope(weekly));
    expected.push(wanted.z, wanted.p, wanted.sen_slope);
  }
  return [atMost("Mann-Kendall and Sen's slope, largest difference", farthest(actual, expected), 1e-9)];
}
