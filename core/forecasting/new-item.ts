/**
 * Selling speed of an item with little past: gamma-Poisson posterior mean, its own days weighed against its category's
 * speed as if that had been seen for `priorDays`. With no days it is the category's, after a few months its own.
 */
export function borrowedVelocity(unitsSold: number, days: number, categoryUnitsPerDay: number, priorDays = 28): number {
  if (days + priorDays <= 0) return 0;
  return (Math.max(0, unitsSold) + priorDays * Math.max(0, categoryUnitsPerDay)) / (days + priorDays);
}
