import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod/mini";
import { coverage, mase, smape } from "#core/forecasting/accuracy.ts";
import { forecast } from "#core/forecasting/forecast.ts";
import { atMost, between, type Check } from "./check.ts";

const series = z.object({
  period: z.string(),
  m: z.int(),
  h: z.int(),
  x: z.array(z.number()),
  xx: z.array(z.number()),
});

/** M3 competition: sMAPE and MASE averaged over series, coverage over all forecast points. */
export function m3Checks(dataFolder: string): Check[] {
  const lines = readFileSync(path.join(dataFolder, "m3", "m3.ndjson"), "utf8")
    .trim()
    .split("\n");
  const scores = lines.map((line) => {
    const { m, h, x, xx } = series.parse(JSON.parse(line));
    const made = forecast({ values: x, seasonLength: m, horizon: h });
    if (!made.ok) throw new Error(made.error.kind);
    const { mean, interval80, interval95 } = made.value;
    return {
      points: h,
      smape: smape(xx, mean),
      mase: mase(x, m, xx, mean),
      covered80: h * coverage(xx, interval80.lower, interval80.upper),
      covered95: h * coverage(xx, interval95.lower, interval95.upper),
    };
  });
  const sum = (key: keyof (typeof scores)[number]) => scores.reduce((total, score) => total + score[key], 0);
  return [
    atMost(`M3 sMAPE over ${scores.length} series`, sum("smape") / scores.length, 12.4),
    atMost("M3 MASE", sum("mase") / scores.length, 1.36),
    between("M3 coverage of the 80 % interval", sum("covered80") / sum("points"), 0.77, 0.83),
    between("M3 coverage of the 95 % interval", sum("covered95") / sum("points"), 0.92, 0.97),
  ];
}
