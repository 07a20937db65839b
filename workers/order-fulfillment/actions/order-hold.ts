import * as z from "zod/mini";
import type { AbsoluteKind, ActionContext, Json } from "#agent-kit/definition.ts";
import { hasUserError } from "#integrations/shopify/errors.ts";
import {
  type FulfillmentOrderCoreFragment,
  fulfillmentOrderHold,
  fulfillmentOrderReleaseHold,
  orderHolds,
} from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";
import { HOLD_HANDLE } from "../store-order.ts";

export const orderHoldPayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  reason: z.enum(["HIGH_RISK_OF_FRAUD", "INCORRECT_ADDRESS", "OTHER"]),
  notes: z.string().check(z.maxLength(255)),
});
type OrderHold = z.infer<typeof orderHoldPayload>;

const value = z.object({ held: z.boolean() });
const live = new Set(["OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED"]);

/**
 * Holds every open fulfilment order of an order under our own handle, or releases the holds with that handle and no others.
 * It never cancels. Halfway counts as where it came from.
 */
export const orderHold: AbsoluteKind<OrderHold, Clients> = {
  payload: orderHoldPayload,
  effect: "absolute",
  certainty: "readable",
  scopes: ["write_merchant_managed_fulfillment_orders"],
  settleMs: 60_000,

  async read(context, action, payload): Promise<Json | undefined> {
    const open = await openOrders(context, payload.orderId);
    if (open === null || open.length === 0) return undefined;
    const held = open.filter((each) => ownHolds(each).length > 0).length;
    if (held === open.length) return { held: true };
    if (held === 0) return { held: false };
    return action.status === "reverting" ? action.after : action.before;
  },

  async write(context, _action, payload, wanted) {
    const { held } = value.parse(wanted);
    const store = context.clients.store();
    for (const each of (await openOrders(context, payload.orderId)) ?? []) {
      const own = ownHolds(each);
      if (held && own.length === 0) {
        const hold = { reason: payload.reason, reasonNotes: payload.notes, handle: HOLD_HANDLE };
        // The handle makes a repetition harmless: the store refuses a second hold of it.
        await store
          .run(fulfillmentOrderHold, { id: each.id, hold }, { effect: "keyed-write", priority: "fulfilment" })
          .catch((error: unknown) => {
            if (!hasUserError(error, "DUPLICATE_FULFILLMENT_HOLD_HANDLE")) throw error;
          });
      }
      if (!held && own.length > 0)
        await store.run(
          fulfillmentOrderReleaseHold,
          { id: each.id, holdIds: own },
          { effect: "keyed-write", priority: "fulfilment" },
        );
    }
    return { held };
  },
};

async function openOrders(context: ActionContext<Clients>, id: string): Promise<FulfillmentOrderCoreFragment[] | null> {
  const { order } = await context.clients.store().run(orderHolds, { id }, { priority: "fulfilment" });
  return order === null ? null : order.fulfillmentOrders.nodes.filter(({ status }) => live.has(status));
}

function ownHolds({ fulfillmentHolds }: FulfillmentOrderCoreFragment): string[] {
  return fulfillmentHolds
    .filter(({ handle, heldByRequestingApp }) => heldByRequestingApp && handle === HOLD_HANDLE)
    .map(({ id }) => id);
}
