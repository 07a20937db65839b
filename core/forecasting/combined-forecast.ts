import { dampedHoltForecast, fitDampedHolt } from "./damped-holt.ts";
import { errorGrowth } from "./error-growth.ts";
import type { Forecast, Interval } from "./forecast.ts";
import { Z80, Z95 } from "./intervals.ts";
import { deseasonalise, isSeasonal, reseasonalise, seasonalIndices } from "./seasonality.ts";
import { fitTheta, thetaForecast } from "./theta.ts";

/**
 * Mean of Theta, Theta of the logarithms and damped Holt on the seasonally adjusted series. Each errs where another does
 * not: a straight trend, a proportional one, and one that dies out. On the M3 competition's series the three together
 * beat each alone and the competition's winner.
 */
export function combinedForecast(values: readonly number[], seasonLength: number, horizon: number): Forecast {
  const season = isSeasonal(values, seasonLength) ? seasonalIndices(values, seasonLength) : null;
  const adjusted = season ? deseasonalise(values, season) : Float64Array.from(values);
  const theta = fitTheta(adjusted);
  const damped = fitDampedHolt(adjusted);
  const straight = thetaForecast(theta, horizon);
  const dying = dampedHoltForecast(damped, horizon);
  const logs = logarithms(adjusted);
  const proportional = logs ? withinRange(thetaForecast(fitTheta(logs), horizon), logs) : null;
  const mean = straight.map(
    (value, h) => (value + (proportional ? Math.exp(proportional[h]!) : value) + dying[h]!) / 3,
  );
  const sd = errorGrowth(adjusted, theta, damped, horizon, 2 / 3);
  let atLeastZero = true;
  for (const value of values) if (value < 0) atLeastZero = false;
  const back = (series: number[]) => {
    const result = season ? reseasonalise(series, values.length, season) : series;
    return atLeastZero ? result.map((value) => Math.max(0, value)) : result;
  };
  const band = (z: number): Interval => ({
    lower: back(mean.map((value, h) => value - z * sd[h]!)),
    upper: back(mean.map((value, h) => value + z * sd[h]!)),
  });
  return {
    method: `theta+log-theta+damped${season ? `, ${season.kind} season` : ""}`,
    mean: back(mean),
    interval80: band(Z80),
    interval95: band(Z95),
  };
}

/** Proportional growth must not run away: at most as far beyond the past's highest and lowest as they are apart. */
function withinRange(forecast: number[], past: Float64Array): number[] {
  let low = past[0]!;
  let high = past[0]!;
  for (const value of past) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low;
  return forecast.map((value) => Math.min(high + range, Math.max(low - range, value)));
}

/** Null when a value is not positive. */
function logarithms(values: Float64Array): Float64Array | null {
  const logs = new Float64Array(values.length);
  for (let t = 0; t < values.length; t += 1) {
    if (!(values[t]! > 0)) return null;
    logs[t] = Math.log(values[t]!);
  }
  return logs;
}
