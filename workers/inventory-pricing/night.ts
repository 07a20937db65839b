import {
  type AccuracyFigures,
  accuracyOf,
  type ErrorSums,
  judgePast,
  type PastAccuracy,
} from "#core/forecasting/past-accuracy.ts";
import type { Demand } from "./demand.ts";

/** Weeks ahead a forecast is judged on: about lead time and review. */
const horizon = 4;
const seasonLength = 52;
const methods = ["forecast", "naive", "seasonalNaive"] as const;
type Method = (typeof methods)[number] | "forecastWithSeason";

/** Errors of forecasts of one variant's own past, as one night found them. */
export interface VariantAccuracy extends PastAccuracy {
  night: string;
}

/** Without an interval there is nothing to cover. */
type PointFigures = Omit<AccuracyFigures, "coverage80" | "coverage95"> & { coverage80: null; coverage95: null };

/** One night's figures over all variants. */
export interface NightAccuracy {
  night: string;
  judged: number;
  /** Forecast, but with too little past to hold any of it back, or with one that never changed. */
  notJudged: number;
  weeksAhead: number;
  forecast: AccuracyFigures | null;
  naive: PointFigures | null;
  seasonalNaive: PointFigures | null;
  /** Of those judged, how many have a season of past before the first origin: the seasonal naive is over these alone. */
  withSeason: number;
  /** The forecast over the same variants, to stand beside it. */
  forecastWithSeason: AccuracyFigures | null;
}

/** Null where the past is too short to hold back a month of it, borrowed, or never changed. */
export function accuracyOfPast({ past, borrowed }: Demand, night: string): VariantAccuracy | null {
  if (borrowed) return null;
  const judged = judgePast({ values: past, seasonLength, horizon });
  return judged.ok ? { night, ...judged.value } : null;
}

const keys = [
  "points",
  "actual",
  "absolute",
  "signed",
  "scaledSquares",
  "inside80",
  "inside95",
] as const satisfies (keyof ErrorSums)[];

/** The night's errors summed over what the run's chunks have recorded: one row, whatever the shop's size. */
export function nightQuery(db: D1Database, runId: string, night: string): D1PreparedStatement {
  const sums = keys.flatMap((key) => [
    ...methods.map((method) => `sum(accuracy->>'$.${method}.${key}') AS ${method}_${key}`),
    `sum(iif(accuracy->>'seasonalNaive' IS NULL, 0, accuracy->>'$.forecast.${key}')) AS forecastWithSeason_${key}`,
  ]);
  return db
    .prepare(
      `SELECT count(*) AS variants, sum(accuracy->>'night' = ?2) AS judged, sum(accuracy->>'night' = ?2 AND accuracy->>'seasonalNaive' IS NOT NULL)
         AS seasonal, ${sums.join(", ")}
       FROM (SELECT CASE WHEN accuracy->>'night' = ?2 THEN accuracy END AS accuracy FROM forecasts WHERE run_id = ?1)`,
    )
    .bind(runId, night);
}

export function nightOf(row: Record<string, unknown>, night: string): NightAccuracy {
  const judged = Number(row.judged ?? 0);
  const figures = (method: Method): AccuracyFigures | null =>
    accuracyOf(
      Object.fromEntries(keys.map((key) => [key, Number(row[`${method}_${key}`] ?? 0)])) as unknown as ErrorSums,
    );
  const point = (method: Method): PointFigures | null => {
    const found = figures(method);
    return found && { ...found, coverage80: null, coverage95: null };
  };
  return {
    night,
    judged,
    notJudged: Number(row.variants ?? 0) - judged,
    weeksAhead: horizon,
    forecast: figures("forecast"),
    naive: point("naive"),
    seasonalNaive: point("seasonalNaive"),
    withSeason: Number(row.seasonal ?? 0),
    forecastWithSeason: figures("forecastWithSeason"),
  };
}

/** The night as the run's own page tells it. */
export function nightMeasures(found: NightAccuracy): Record<string, number | string | null> {
  const percent = (value: number | undefined) => (value === undefined ? null : Math.round(value * 1_000) / 10);
  const notComputable = `not computable: no variant has ${seasonLength} weeks of past before the first week judged`;
  return {
    "forecasts judged": found.judged,
    "forecast WAPE %": percent(found.forecast?.wape),
    "forecast bias %": percent(found.forecast?.bias),
    "naive WAPE %": percent(found.naive?.wape),
    "judged with a season": found.withSeason,
    "forecast WAPE % with a season": percent(found.forecastWithSeason?.wape),
    "seasonal naive WAPE %": found.seasonalNaive ? percent(found.seasonalNaive.wape) : notComputable,
    "80 % interval covers %": percent(found.forecast?.coverage80),
  };
}
