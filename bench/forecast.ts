// What one forecast costs, beside exponential smoothing with a fixed weight over the same series, and R's ets() where R
// with its forecast package is installed. Run: npm run bench -- forecast [--json]
import { spawnSync } from "node:child_process";
import { forecast } from "#core/forecasting/forecast.ts";
import { type Candidate, interleave } from "./interleave.ts";
import { monthlySeries } from "./monthly-series.ts";

const SERIES = monthlySeries(300);
const HORIZON = 18;
const SEASON = 12;
const rounds = 21;
const times = SERIES.length * 4;

let sink = 0;

/** The cheapest thing that answers the same question: one pass, then mean and two intervals per step. */
function fixedSes(values: readonly number[], alpha: number, horizon: number) {
  let sum = 0;
  for (const value of values) sum += value;
  let level = sum / values.length;
  let squares = 0;
  for (const value of values) {
    const error = value - level;
    squares += error * error;
    level += alpha * error;
  }
  const sigma = Math.sqrt(squares / (values.length - 1));
  const mean: number[] = [];
  const lower80: number[] = [];
  const upper80: number[] = [];
  const lower95: number[] = [];
  const upper95: number[] = [];
  for (let h = 0; h < horizon; h += 1) {
    const sd = sigma * Math.sqrt(1 + h * alpha * alpha);
    mean.push(level);
    lower80.push(level - 1.2816 * sd);
    upper80.push(level + 1.2816 * sd);
    lower95.push(level - 1.96 * sd);
    upper95.push(level + 1.96 * sd);
  }
  return { mean, lower80, upper80, lower95, upper95 };
}

const over =
  (once: (values: readonly number[]) => number): Candidate["run"] =>
  async (count) => {
    for (let i = 0; i < count; i += 1) sink += once(SERIES[i % SERIES.length]!);
  };
const ours = (values: readonly number[]) => {
  const made = forecast({ values, seasonLength: SEASON, horizon: HORIZON });
  if (!made.ok) throw new Error(made.error.kind);
  return made.value.mean[0]!;
};

const candidates: Candidate[] = [
  { name: "SES, fixed weight (A)", run: over((values) => fixedSes(values, 0.2, HORIZON).mean[0]!) },
  { name: "SES, fixed weight (A again)", run: over((values) => fixedSes(values, 0.2, HORIZON).mean[0]!) },
  { name: "ours: forecast()", run: over(ours) },
];
const measured = await interleave(candidates, { rounds, times, warmUp: times * 3 });
const [base, again, own] = measured.map(({ medianNs }) => medianNs) as [number, number, number];
const ets = etsNs();
const result = {
  bench: "forecast",
  series: SERIES.length,
  rounds,
  perSeriesNs: measured,
  aaRatio: again / base,
  ratioToSes: own / base,
  limit: 60,
  r: ets === null ? "not installed" : { etsNs: ets, ratioToEts: own / ets },
};

if (process.argv.includes("--json")) console.log(JSON.stringify(result));
else {
  for (const { name, medianNs, rangeNs } of measured) {
    const range = rangeNs.map((end) => (end / 1000).toFixed(2)).join(" to ");
    console.log(`${name.padEnd(30)} ${(medianNs / 1000).toFixed(2).padStart(9)} µs per series  (${range})`);
  }
  console.log(`A/A ${result.aaRatio.toFixed(2)}; ours ${result.ratioToSes.toFixed(1)} × SES (limit ${result.limit} ×)`);
  console.log(
    ets === null
      ? "R's ets(): R with its forecast package is not installed"
      : `R's ets() ${(ets / 1000).toFixed(0)} µs per series: ours ${(own / ets).toFixed(4)} ×`,
  );
}
if (!Number.isFinite(sink)) throw new Error("a forecast was not finite");
if (result.ratioToSes > result.limit) process.exitCode = 1;

/** Nanoseconds per series of R's ets() with its forecast, on the first twenty of the same series; null without R. */
function etsNs(): number | null {
  const sample = SERIES.slice(0, 20);
  const rows = sample.map((values) => `c(${values.join(",")})`).join(",");
  const program = [
    "suppressMessages(library(forecast))",
    `series <- list(${rows})`,
    `one <- function(v) forecast(ets(ts(v, frequency=${SEASON})), h=${HORIZON})`,
    "invisible(one(series[[1]]))",
    "took <- system.time(for (v in series) one(v))[['elapsed']]",
    "cat(took)",
  ].join("\n");
  const run = spawnSync("Rscript", ["-"], { input: program, encoding: "utf8" });
  const seconds = Number.parseFloat(run.stdout ?? "");
  return run.status === 0 && Number.isFinite(seconds) ? (seconds * 1e9) / sample.length : null;
}
