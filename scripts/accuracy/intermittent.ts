import path from "node:path";
import { pinballLoss } from "#core/forecasting/accuracy.ts";
import { crostonRate, sbaRate, sbjRate } from "#core/forecasting/croston.ts";
import { forecastDemand } from "#core/forecasting/demand-forecast.ts";
import { sesRate } from "#core/forecasting/ses.ts";
import { tsbRate } from "#core/forecasting/tsb.ts";
import { leadTimeQuantiles } from "#core/inventory/lead-time-distribution.ts";
import { atMost, between, type Check, farthest } from "./check.ts";
import { readCsv } from "./read.ts";

const TRAIN = 45;
const LEAD = 6;
const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];
const METHODS: Record<string, (x: readonly number[], alpha: number) => number> = {
  ses: (x, alpha) => sesRate(x, alpha),
  croston: (x, alpha) => crostonRate(x, alpha),
  sba: (x, alpha) => sbaRate(x, alpha),
  sbj: (x, alpha) => sbjRate(x, alpha),
  tsb: (x, alpha) => tsbRate(x, alpha),
};

/** Slow-moving car parts: fixed methods against tsintermittent's, six months' demand against its quantiles. */
export function intermittentChecks(dataFolder: string): Check[] {
  const folder = path.join(dataFolder, "intermittent_carparts");
  const months = new Map(readCsv(folder, "carparts.csv").map(({ part, ...rest }) => [part, Object.values(rest)]));
  const reference = readCsv(folder, "reference_fixed_forecasts.csv");
  const actual: number[] = [];
  const expected: number[] = [];
  let loss = 0;
  let covered = 0;
  for (const row of reference) {
    const demand = months.get(row.part)!.map(Number);
    const past = demand.slice(0, TRAIN);
    for (const [column, value] of Object.entries(row)) {
      const [, method, percent] = /^([a-z]+)_(\d{3})$/.exec(column) ?? [];
      if (method === undefined) continue;
      actual.push(METHODS[method]!(past, Number(percent) / 100));
      expected.push(Number(value));
    }
    const sold = demand.slice(TRAIN, TRAIN + LEAD).reduce((a, b) => a + b, 0);
    const quantiles = leadTimeQuantiles(forecastDemand(past, LEAD).leadTime, LEVELS);
    quantiles.forEach((quantile, i) => {
      loss += pinballLoss(sold, quantile, LEVELS[i]!) / LEVELS.length;
    });
    if (sold <= quantiles[3]!) covered += 1;
  }
  return [
    atMost("fixed intermittent methods, largest difference", farthest(actual, expected), 1e-6),
    atMost(`lead-time pinball loss over ${reference.length} parts`, loss / reference.length, 0.57),
    between("lead-time coverage at .95", covered / reference.length, 0.93, 0.97),
  ];
}
