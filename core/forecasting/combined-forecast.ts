import { dampedHoltForecast } from "./damped-holt.ts";
import { fitSes } from "./fit-ses.ts";
import type { Forecast } from "./forecast.ts";
import { symmetricIntervals } from "./intervals.ts";
import { deseasonalise, isSeasonal, reseasonalise, seasonalIndices } from "./seasonality.ts";
import { thetaForecast } from "./theta.ts";

/** Mean of Theta and damped Holt on the seasonally adjusted series, the strongest cheap pair of the M3 and M4 competitions. */
export function combinedForecast(values: readonly number[], seasonLength: number, horizon: number): Forecast {
  const season = isSeasonal(values, seasonLength) ? seasonalIndices(values, seasonLength) : null;
  const adjusted = season ? deseasonalise(values, season) : values;
  const ses = fitSes(adjusted);
  const theta = thetaForecast(adjusted, horizon, ses);
  const damped = dampedHoltForecast(adjusted, horizon);
  const combined = theta.map((value, h) => (value + damped[h]!) / 2);
  const atLeastZero = values.every((value) => value >= 0);
  const sigma = Math.sqrt(ses.sse / Math.max(1, adjusted.length - 2));
  const sd = combined.map((_, h) => sigma * Math.sqrt(1 + h * ses.alpha ** 2));
  const back = (series: readonly number[]) => {
    const result = season ? reseasonalise(series, values.length, season) : [...series];
    return atLeastZero ? result.map((value) => Math.max(0, value)) : result;
  };
  const { interval80, interval95 } = symmetricIntervals(combined, sd, false);
  return {
    method: season ? "theta+damped, seasonally adjusted" : "theta+damped",
    mean: back(combined),
    interval80: { lower: back(interval80.lower), upper: back(interval80.upper) },
    interval95: { lower: back(interval95.lower), upper: back(interval95.upper) },
  };
}
