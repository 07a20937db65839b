import { classifyDemand, type DemandKind } from "#core/inventory/classify-demand.ts";
import { type LeadTimeDistribution, leadTimeDistribution } from "#core/inventory/lead-time-distribution.ts";
import { smoothedLeadTimeVariance, variancePerLeadPeriod } from "#core/inventory/lead-time-variance.ts";
import { mean } from "#core/stats/moments.ts";
import { combinedForecast } from "./combined-forecast.ts";
import { fitSes, type SesFit } from "./fit-ses.ts";
import { intermittentForecast } from "./intermittent-demand.ts";
import { leastSquaresSlope, thetaForecast } from "./theta.ts";

export interface DemandForecast {
  readonly kind: DemandKind;
  readonly method: string;
  /** Mean demand per period over the lead time. */
  readonly rate: number;
  /** Demand over the lead time, for a negative binomial (`leadTimeQuantiles`). */
  readonly leadTime: LeadTimeDistribution;
}

/** Periods of past from which a season and a damped trend are trusted for stock. */
const LONG_PAST = 104;

/**
 * What an item will sell while an order is on its way: rate by the method of its demand class, spread by its own past
 * errors. The rate aims at the mean, not the typical week: stock is bought for totals. Periods before the first sale do
 * not count.
 */
export function forecastDemand(demand: readonly number[], leadPeriods: number, seasonLength = 1): DemandForecast {
  const { kind } = classifyDemand(demand);
  if (kind === "intermittent" || kind === "lumpy") {
    const { method, rate } = intermittentForecast(demand);
    const history = {
      meanPerPeriod: demand.length === 0 ? 0 : mean(demand),
      variancePerPeriod: variancePerLeadPeriod(demand, leadPeriods),
    };
    return { kind, method, rate, leadTime: leadTimeDistribution(rate, leadPeriods, history) };
  }
  const sold = demand.slice(demand.findIndex((value) => value > 0));
  const horizon = Math.max(1, Math.ceil(leadPeriods));
  const ses = fitSes(sold);
  const short = sold.length < Math.max(LONG_PAST, 3 * seasonLength);
  const ahead = short
    ? { method: "ses+theta", mean: levelAndTheta(sold, ses, horizon) }
    : combinedForecast(sold, seasonLength, horizon);
  const rate = mean(ahead.mean);
  const oneStep = ses.sse / Math.max(1, sold.length - 2);
  const spread = smoothedLeadTimeVariance(oneStep, ses.alpha, leadPeriods);
  const total = rate * leadPeriods;
  return { kind, method: ahead.method, rate, leadTime: { mean: total, variance: Math.max(total, spread) } };
}

function levelAndTheta(values: readonly number[], ses: SesFit, horizon: number): number[] {
  const slope = leastSquaresSlope(values);
  const theta = thetaForecast({ ...ses, slope, observations: values.length }, horizon);
  return theta.map((value) => Math.max(0, (value + ses.level) / 2));
}
