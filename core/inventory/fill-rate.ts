import { normalLoss } from "#core/stats/normal.ts";

/** Share of demand met from the shelf with safety factor `k` and order quantity `quantity`: 1 - sigma G(k) / Q, kept in [0, 1]. */
export function fillRate(leadTimeDemandSd: number, k: number, quantity: number): number {
  if (leadTimeDemandSd === 0) return 1;
  if (!(quantity > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (leadTimeDemandSd * normalLoss(k)) / quantity));
}

/** Safety factor that reaches a target fill rate, by bisection on the loss function; -Infinity-safe within [-8, 8]. */
export function safetyFactorForFillRate(target: number, leadTimeDemandSd: number, quantity: number): number {
  let low = -8;
  let high = 8;
  for (let i = 0; i < 80; i += 1) {
    const k = (low + high) / 2;
    if (1 - (leadTimeDemandSd * normalLoss(k)) / quantity < target) low = k;
    else high = k;
  }
  return (low + high) / 2;
}
