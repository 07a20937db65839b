/** What one shipment from a supplier costs beyond its goods; shares are fractions, days calendar days. */
export interface SupplierTerms {
  readonly baseFreight: number;
  readonly leadDays: number;
  readonly promisedDays: number;
  /** Probability that the shipment goes well. */
  readonly reliability: number;
  readonly latePenaltyPerDay: number;
  readonly failurePenalty: number;
}

/** Expected fixed cost of using a supplier: freight, days beyond the promise, and the risk that it fails. */
export function supplierFixedCost(terms: SupplierTerms): number {
  const late = Math.max(0, terms.leadDays - terms.promisedDays);
  return terms.baseFreight + terms.latePenaltyPerDay * late + terms.failurePenalty * (1 - terms.reliability);
}

/** One outcome of a supplier's past shipment. */
export interface ShipmentOutcome {
  readonly onTime: boolean;
  readonly ageDays: number;
}

/** Posterior mean of the share on time: a beta prior worth ten shipments at `priorShare`, outcomes halving in weight every 30 days. */
export function supplierReliability(
  outcomes: readonly ShipmentOutcome[],
  priorShare: number,
  { priorShipments = 10, halfLifeDays = 30 }: { priorShipments?: number; halfLifeDays?: number } = {},
): number {
  let good = priorShipments * priorShare;
  let all = priorShipments;
  for (const { onTime, ageDays } of outcomes) {
    const weight = 0.5 ** (Math.max(0, ageDays) / halfLifeDays);
    all += weight;
    if (onTime) good += weight;
  }
  return good / all;
}
