import { normalQuantile } from "#core/stats/normal.ts";

export interface LeadTimeDemand {
  readonly dailyMean: number;
  readonly dailySd: number;
  readonly leadDays: number;
  readonly leadSd: number;
  /** Days between looks at the stock; 0 for continuous review. */
  readonly reviewDays?: number;
}

/** Standard deviation of demand over lead time plus review, with independent days and an uncertain lead time: sqrt(L s^2 + d^2 sL^2). */
export function leadTimeDemandSd({ dailyMean, dailySd, leadDays, leadSd, reviewDays = 0 }: LeadTimeDemand): number {
  return Math.sqrt((leadDays + reviewDays) * dailySd ** 2 + dailyMean ** 2 * leadSd ** 2);
}

/** Units held against uncertainty for a cycle service level in (0, 1); negative below 0.5 (Silver, Pyke & Thomas, 4th ed., ch. 6). */
export function safetyStock(demand: LeadTimeDemand, serviceLevel: number): number {
  return normalQuantile(serviceLevel) * leadTimeDemandSd(demand);
}

/** Stock position at which to order: mean demand over lead time plus review, plus safety stock. */
export function reorderPoint(demand: LeadTimeDemand, serviceLevel: number): number {
  return demand.dailyMean * (demand.leadDays + (demand.reviewDays ?? 0)) + safetyStock(demand, serviceLevel);
}
