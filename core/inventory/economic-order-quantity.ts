/** Order size that balances ordering against holding cost, sqrt(2 D K / h) (Harris 1913); 0 without demand or order cost, Infinity when holding is free. */
export function economicOrderQuantity(annualDemand: number, orderCost: number, holdingCostPerUnitYear: number): number {
  if (!(annualDemand > 0) || !(orderCost > 0)) return 0;
  return Math.sqrt((2 * annualDemand * orderCost) / holdingCostPerUnitYear);
}
