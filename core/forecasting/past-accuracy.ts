import { err, ok, type Result } from "#core/result.ts";
import { type ForecastRequest, forecast } from "./forecast.ts";

/** Sums over forecast points: add them over items, then read `accuracyOf`. */
export interface ErrorSums {
  readonly points: number;
  readonly actual: number;
  readonly absolute: number;
  readonly signed: number;
  /** Squared errors over the item's own one-step naive squared error. */
  readonly scaledSquares: number;
  readonly inside80: number;
  readonly inside95: number;
}

export interface PastAccuracy {
  readonly forecast: ErrorSums;
  readonly naive: ErrorSums;
  /** Null when the past holds less than a season before the first origin: not computable, not zero. */
  readonly seasonalNaive: ErrorSums | null;
}

export interface AccuracyFigures {
  readonly wape: number;
  /** Above 0 is too high. */
  readonly bias: number;
  readonly rmsse: number;
  readonly coverage80: number;
  readonly coverage95: number;
}

export type PastProblem =
  | { readonly kind: "too-short"; readonly periods: number; readonly needed: number }
  | { readonly kind: "never-changed" };

const MIN_HISTORY = 8;

/**
 * Forecasts an item's own past from several origins, each seeing only what came before it, beside the naive and the
 * seasonal naive. Origins lie a horizon apart, the latest first, so that no period is judged twice.
 */
export function judgePast(
  { values, seasonLength, horizon }: ForecastRequest,
  origins = 4,
): Result<PastAccuracy, PastProblem> {
  const needed = MIN_HISTORY + horizon;
  if (values.length < needed) return err({ kind: "too-short", periods: values.length, needed });
  const cuts: number[] = [];
  for (let cut = values.length - horizon; cut >= MIN_HISTORY && cuts.length < origins; cut -= horizon) cuts.push(cut);
  const seasonal = seasonLength > 1 && cuts.at(-1)! >= seasonLength;
  const sums = { forecast: empty(), naive: empty(), seasonalNaive: empty() };
  for (const cut of cuts) {
    const past = values.slice(0, cut);
    const made = forecast({ values: past, seasonLength, horizon });
    const scale = naiveScale(past);
    if (!made.ok || !(scale > 0)) continue;
    const { mean, interval80, interval95 } = made.value;
    for (let h = 0; h < horizon; h += 1) {
      const actual = values[cut + h]!;
      add(sums.forecast, actual, mean[h]!, scale);
      if (actual >= interval80.lower[h]! && actual <= interval80.upper[h]!) sums.forecast.inside80 += 1;
      if (actual >= interval95.lower[h]! && actual <= interval95.upper[h]!) sums.forecast.inside95 += 1;
      add(sums.naive, actual, past[cut - 1]!, scale);
      if (seasonal) add(sums.seasonalNaive, actual, past[cut - seasonLength + (h % seasonLength)]!, scale);
    }
  }
  if (sums.forecast.points === 0) return err({ kind: "never-changed" });
  return ok({ ...sums, seasonalNaive: seasonal ? sums.seasonalNaive : null });
}

/** Sums of many items together; null ones are left out. */
export function addErrors(parts: readonly (ErrorSums | null)[]): ErrorSums {
  const total = empty();
  for (const part of parts) {
    if (part === null) continue;
    for (const key of Object.keys(total) as (keyof ErrorSums)[]) total[key] += part[key];
  }
  return total;
}

/** Figures of the sums; null where they cannot be computed: no points, or nothing sold. */
export function accuracyOf(sums: ErrorSums): AccuracyFigures | null {
  if (sums.points === 0 || sums.actual === 0) return null;
  return {
    wape: sums.absolute / sums.actual,
    bias: sums.signed / sums.actual,
    rmsse: Math.sqrt(sums.scaledSquares / sums.points),
    coverage80: sums.inside80 / sums.points,
    coverage95: sums.inside95 / sums.points,
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function empty(): Mutable<ErrorSums> {
  return { points: 0, actual: 0, absolute: 0, signed: 0, scaledSquares: 0, inside80: 0, inside95: 0 };
}

function add(sums: Mutable<ErrorSums>, actual: number, expected: number, scale: number): void {
  const error = expected - actual;
  sums.points += 1;
  sums.actual += Math.abs(actual);
  sums.absolute += Math.abs(error);
  sums.signed += error;
  sums.scaledSquares += (error * error) / scale;
}

function naiveScale(values: readonly number[]): number {
  let sum = 0;
  for (let t = 1; t < values.length; t += 1) sum += (values[t]! - values[t - 1]!) ** 2;
  return sum / (values.length - 1);
}
