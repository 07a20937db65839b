export interface OrderRule {
  /** Supplier's minimum, units; 0 or 1 means none. */
  readonly minimumOrder?: number;
  /** Units per pack; orders are whole packs. */
  readonly packSize?: number;
  /** Largest single order, units, e.g. what the supplier has in stock. */
  readonly maximumOrder?: number;
}

export interface OrderNeed {
  /** On hand plus on order minus committed. */
  readonly position: number;
  readonly reorderPoint: number;
  /** Economic order quantity, units. */
  readonly economicQuantity: number;
}

/**
 * Whole units to order now: nothing above the reorder point, else up to reorder point + EOQ, raised to the minimum and
 * to whole packs. When the maximum is below the minimum or one pack the order is impossible and the answer is 0.
 */
export function orderQuantity(need: OrderNeed, rule: OrderRule = {}): number {
  if (need.position > need.reorderPoint) return 0;
  const pack = Math.max(1, Math.floor(rule.packSize ?? 1));
  const target = need.reorderPoint + Math.max(0, need.economicQuantity);
  const wanted = Math.max(target - need.position, rule.minimumOrder ?? 0);
  if (!(wanted > 0)) return 0;
  const packs = Math.ceil(wanted / pack - 1e-9);
  const maximumPacks = Math.floor((rule.maximumOrder ?? Number.POSITIVE_INFINITY) / pack);
  const quantity = Math.min(packs, maximumPacks) * pack;
  return quantity >= (rule.minimumOrder ?? 0) ? quantity : 0;
}
