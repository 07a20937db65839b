import type { LeadTimeDistribution } from "#core/inventory/lead-time-distribution.ts";
import { negativeBinomialQuantile } from "#core/stats/count-distributions.ts";

const PRIOR_DAYS = 28;

/**
 * Selling speed of an item with little past: gamma-Poisson posterior mean, its own days weighed against its category's
 * speed as if that had been seen for `priorDays`. With no days it is the category's, after a few months its own.
 */
export function borrowedVelocity(
  unitsSold: number,
  days: number,
  categoryUnitsPerDay: number,
  priorDays = PRIOR_DAYS,
): number {
  if (days + priorDays <= 0) return 0;
  return (Math.max(0, unitsSold) + priorDays * Math.max(0, categoryUnitsPerDay)) / (days + priorDays);
}

export interface NewItemDemand {
  readonly unitsPerDay: number;
  /** Shape of the gamma belief about the speed: how much has been seen of it, the borrowed part included. */
  readonly shape: number;
}

/** What is believed of a new item's speed from its own few days and its category's. */
export function newItemDemand(unitsSold: number, days: number, categoryUnitsPerDay: number): NewItemDemand {
  return {
    unitsPerDay: borrowedVelocity(unitsSold, days, categoryUnitsPerDay),
    shape: Math.max(0, unitsSold) + PRIOR_DAYS * Math.max(0, categoryUnitsPerDay),
  };
}

/** Units over the next days: Poisson sales at a gamma-distributed speed, so a negative binomial. */
export function newItemUnits({ unitsPerDay, shape }: NewItemDemand, days: number): LeadTimeDistribution {
  const mean = unitsPerDay * days;
  return { mean, variance: shape > 0 ? mean + (mean * mean) / shape : mean };
}

/** A central interval of those units. */
export function newItemInterval(demand: NewItemDemand, days: number, level: number): { lower: number; upper: number } {
  const { mean, variance } = newItemUnits(demand, days);
  return {
    lower: negativeBinomialQuantile((1 - level) / 2, mean, variance),
    upper: negativeBinomialQuantile((1 + level) / 2, mean, variance),
  };
}
