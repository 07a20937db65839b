import type { Decided } from "#agent-kit/definition.ts";

export interface OrderFulfillmentSnapshot {
  /** Orders neither cancelled nor fulfilled. */
  open: number;
  /** Of them, those paid in full. */
  paid: number;
}

/** Pure: everything this agent thinks is here, or in core/. What it wants done it returns as decisions. */
export function decide({ open, paid }: OrderFulfillmentSnapshot): Decided {
  return { decisions: [], measures: { open, paid } };
}
