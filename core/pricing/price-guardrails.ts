import { netFloorMinor } from "./net-floor.ts";
import type { NetTerms } from "./net-money.ts";

export interface PriceLimits {
  /** Share of net revenue that must stay after cost and fees. */
  readonly marginFloor: number;
  /** Largest change of one step, as a share of the current price. */
  readonly largestMove: number;
  /** Lowest advertised price agreed with the brand, or the lower end of the competitor band. */
  readonly bandLowMinor?: number | null;
  readonly bandHighMinor?: number | null;
  readonly coverDays?: number | null;
  readonly leadDays?: number | null;
}

export type GuardrailRule = "net-floor" | "band-low" | "band-high" | "largest-move" | "no-cut-while-short";

export interface Guardrail {
  readonly rule: GuardrailRule;
  readonly limitMinor: number;
}

/** Whole prices allowed, both ends included, with the guardrail behind each end; `lowMinor > highMinor` never happens. */
export interface PriceRange {
  readonly lowMinor: number;
  readonly highMinor: number;
  readonly low: Guardrail;
  readonly high: Guardrail;
  /** Lowest price that keeps the margin; null when no price does. */
  readonly floorMinor: number | null;
}

/**
 * Range of prices one step may reach. Earlier guardrails win over later ones (net floor, band, largest move, stock),
 * with one exception that keeps both hard limits: a price below its floor may rise by no more than the largest move,
 * and so may still end below it.
 */
export function priceRange(priceMinor: number, costMinor: number, terms: NetTerms, limits: PriceLimits): PriceRange {
  const floorMinor = netFloorMinor(costMinor, limits.marginFloor, terms);
  const step = largestStepMinor(priceMinor, limits.largestMove);
  let low: Guardrail = { rule: "largest-move", limitMinor: Math.max(1, priceMinor - step) };
  let high: Guardrail = { rule: "largest-move", limitMinor: priceMinor + step };
  const raise = (rule: GuardrailRule, limitMinor: number) => {
    if (limitMinor > low.limitMinor) low = { rule, limitMinor: Math.min(limitMinor, high.limitMinor) };
  };
  const lower = (rule: GuardrailRule, limitMinor: number) => {
    if (limitMinor < high.limitMinor) high = { rule, limitMinor: Math.max(limitMinor, low.limitMinor) };
  };
  raise("net-floor", floorMinor ?? priceMinor);
  if (limits.bandLowMinor != null) raise("band-low", Math.ceil(limits.bandLowMinor));
  if (limits.bandHighMinor != null) lower("band-high", Math.floor(limits.bandHighMinor));
  if (limits.coverDays != null && limits.leadDays != null && limits.coverDays < limits.leadDays) {
    raise("no-cut-while-short", priceMinor);
    // Above the band and short of stock at once: neither cut nor stay within, so no room is left.
    if (high.limitMinor < priceMinor) high = low = { rule: "no-cut-while-short", limitMinor: priceMinor };
  }
  return { lowMinor: low.limitMinor, highMinor: high.limitMinor, low, high, floorMinor };
}

/** Whole minor units a price may move so that the share, computed as division, does not exceed the limit. */
export function largestStepMinor(priceMinor: number, largestMove: number): number {
  let step = Math.max(0, Math.floor(priceMinor * largestMove));
  while (step > 0 && step / priceMinor > largestMove) step -= 1;
  return step;
}
