import { type SupplierOrderPayload, supplierOrderPayload } from "./actions/supplier-order-payload.ts";
import type { LineUnits, OwnAction } from "./snapshot.ts";

export const supplierOrderKinds = ["supplier.order", "supplier.order-once"] as const;

/** Nothing has left us yet, or it may have, or it has: either way these units are spoken for. */
const live = new Set(["proposed", "approved", "scheduled", "applying", "unknown", "applied"]);
const undecided = new Set(["proposed", "approved", "scheduled", "applying"]);

export interface PlacedOrder {
  action: OwnAction;
  payload: SupplierOrderPayload;
}

/** Our orders at suppliers for one order of the shop, whatever became of them; rows nobody can read are left out. */
export function supplierOrders(actions: readonly OwnAction[]): PlacedOrder[] {
  return actions.flatMap((action) => {
    if (!(supplierOrderKinds as readonly string[]).includes(action.kind)) return [];
    const payload = supplierOrderPayload.safeParse(action.payload);
    return payload.success ? [{ action, payload: payload.data }] : [];
  });
}

export function liveOrders(actions: readonly OwnAction[]): PlacedOrder[] {
  return supplierOrders(actions).filter(({ action }) => live.has(action.status));
}

export function isUndecided({ action }: PlacedOrder): boolean {
  return undecided.has(action.status);
}

/** Units by line. */
export function tally(units: Iterable<LineUnits>): Map<string, number> {
  const total = new Map<string, number>();
  for (const { lineId, quantity } of units) total.set(lineId, (total.get(lineId) ?? 0) + quantity);
  return total;
}

/** Whether a fulfilment in the store stands for this parcel already, or is on its way to. */
export function fulfilmentsOf(actions: readonly OwnAction[], shipmentId: string): OwnAction[] {
  return actions.filter(
    ({ kind, payload }) =>
      kind === "fulfillment.create" && (payload as { shipmentId?: string } | null)?.shipmentId === shipmentId,
  );
}

/** How often a wish for this target has come to nothing: it makes the next one another action. */
export function triesOf(actions: readonly OwnAction[], kinds: readonly string[], target: string): number {
  const ended = new Set(["failed", "dead", "expired", "superseded", "reverted", "rejected", "applied"]);
  return actions.filter((each) => kinds.includes(each.kind) && each.target === target && ended.has(each.status)).length;
}
