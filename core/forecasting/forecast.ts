import { classifyDemand } from "#core/inventory/classify-demand.ts";
import { err, ok, type Result } from "#core/result.ts";
import { combinedForecast } from "./combined-forecast.ts";
import { intermittentForecast } from "./intermittent-demand.ts";
import { countIntervals } from "./intervals.ts";
import { weeklySkuForecast } from "./weekly-sku.ts";

export interface ForecastRequest {
  /** Periods of equal length, oldest first, gaps filled. */
  readonly values: readonly number[];
  /** Periods per season: 12 for months, 52 for weeks, 7 for days, 1 for none. */
  readonly seasonLength: number;
  /** Periods ahead. */
  readonly horizon: number;
}

/** Central prediction interval per period ahead. */
export interface Interval {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface Forecast {
  /** Which methods made it, e.g. "theta+damped" or "tsb". */
  readonly method: string;
  readonly mean: readonly number[];
  readonly interval80: Interval;
  readonly interval95: Interval;
}

export type ForecastProblem =
  | { readonly kind: "empty-series" }
  | { readonly kind: "not-finite"; readonly index: number }
  | { readonly kind: "bad-horizon"; readonly horizon: number }
  | { readonly kind: "bad-season"; readonly seasonLength: number };

/** Weeks between sales from which intermittent methods forecast a weekly item better than its smoothed level. */
export const RARE_WEEKLY = 4;

/**
 * The one way to forecast a series: intermittent methods for what sells in some periods only, smoothed roots and Theta for
 * weekly items with under two years of past, else the combination. Nothing is forecast below zero unless the past went there.
 */
export function forecast({ values, seasonLength, horizon }: ForecastRequest): Result<Forecast, ForecastProblem> {
  if (values.length === 0) return err({ kind: "empty-series" });
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) return err({ kind: "not-finite", index });
  if (!Number.isInteger(horizon) || horizon < 1) return err({ kind: "bad-horizon", horizon });
  if (!Number.isInteger(seasonLength) || seasonLength < 1) return err({ kind: "bad-season", seasonLength });
  const weekly = seasonLength === 52 && values.length < 2 * seasonLength;
  if (values.includes(0) && values.every((value) => value >= 0)) {
    const { kind, averageInterval } = classifyDemand(values);
    const rare = weekly ? averageInterval >= RARE_WEEKLY : kind === "intermittent" || kind === "lumpy";
    if (rare) {
      const { method, rate } = intermittentForecast(values);
      return ok({ method, ...countIntervals(values, rate, horizon) });
    }
  }
  return ok(weekly ? weeklySkuForecast(values, horizon) : combinedForecast(values, seasonLength, horizon));
}
