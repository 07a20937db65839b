import * as z from "zod/mini";
import type { ActionContext, DeltaKind, Found, Json, Verified } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import {
  fulfillmentCreate as create,
  type FulfillmentLinesQuery,
  fulfillmentCancel,
  fulfillmentLines,
  orderFulfillments,
} from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";
import type { LineUnits } from "../snapshot.ts";
import { readStoreOrder, type StoreOrder } from "../store-order.ts";

export const fulfillmentCreatePayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  /** Its parcel; the tracking number is read from there and not kept here. */
  shipmentId: z.string(),
  /** 1 for the parcel's first fulfilment; a parcel for two locations of the shop is two. */
  ordinal: z.int().check(z.positive()),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int().check(z.positive()) })).check(z.minLength(1)),
  notify: z.boolean(),
});
type FulfillmentCreate = z.infer<typeof fulfillmentCreatePayload>;

type Context = ActionContext<Clients>;
const open = new Set(["OPEN", "IN_PROGRESS"]);

/**
 * Tells the store that a parcel has left, with its tracking number; the store tells the buyer. There is no key for it, but
 * the fulfilments of the order, read by that number, say whether it happened. Replacement fulfilment orders are read anew.
 */
export const fulfillmentCreate: DeltaKind<FulfillmentCreate, Clients> = {
  payload: fulfillmentCreatePayload,
  effect: "delta",
  certainty: "readable",
  scopes: ["write_merchant_managed_fulfillment_orders"],
  settleMs: 60_000,

  async guard(untyped, action, payload) {
    const context = untyped as unknown as Context;
    const parcel = await parcelOf(context, payload.shipmentId);
    if (parcel === null) return { ok: false, reason: "the parcel has no tracking number any more" };
    // On a later try what is there already is ours.
    if (action.attempts > 1) return { ok: true };
    const there = await countOf(context, payload.orderId, parcel.number);
    return there < payload.ordinal
      ? { ok: true }
      : { ok: false, reason: "the store has this parcel already, from somebody else" };
  },

  async apply(context, _action, payload): Promise<Json> {
    const parcel = await parcelOf(context, payload.shipmentId);
    const store = context.clients.store();
    const found = await readStoreOrder(store, payload.orderId);
    if (parcel === null || found === null) throw gone("The order or its parcel is gone.");
    const picked = pick(found, payload.lines);
    if (picked.lines.length === 0) throw gone("None of its units is open to be sent in the store.");
    const trackingInfo = { number: parcel.number, ...(parcel.carrier ? { company: parcel.carrier } : {}) };
    const fulfillment = { lineItemsByFulfillmentOrder: picked.byOrder, trackingInfo, notifyCustomer: payload.notify };
    const reply = await store.run(create, { fulfillment }, { priority: "fulfilment" });
    return {
      fulfillmentId: reply.fulfillmentCreate?.fulfillment?.id ?? null,
      lines: picked.lines.map((line) => ({ ...line })),
    };
  },

  async verify(context, action, payload): Promise<Verified | Found> {
    const parcel = await parcelOf(context, payload.shipmentId);
    if (parcel === null) return "not-yet";
    const id = (await fulfilmentsWith(context, payload.orderId, parcel.number))[payload.ordinal - 1];
    if (id === undefined) return "absent";
    // Where the answer was lost only the store knows which of the parcel's units it took.
    if (action.status !== "unknown") return "confirmed";
    return { found: { fulfillmentId: id, lines: await linesOf(context, id) } };
  },

  async revert(context, _action, payload): Promise<Json> {
    const parcel = await parcelOf(context, payload.shipmentId);
    const ids = parcel === null ? [] : await fulfilmentsWith(context, payload.orderId, parcel.number);
    const id = ids.at(-1);
    if (id === undefined || ids.length < payload.ordinal) return { cancelled: null };
    await context.clients.store().run(fulfillmentCancel, { id }, { priority: "fulfilment" });
    return { cancelled: id };
  },

  async verifyReverted(context, _action, payload): Promise<Verified> {
    const parcel = await parcelOf(context, payload.shipmentId);
    if (parcel === null) return "not-yet";
    return (await countOf(context, payload.orderId, parcel.number)) < payload.ordinal ? "confirmed" : "absent";
  },
};

async function parcelOf({ env }: Context, id: string): Promise<{ number: string; carrier: string | null } | null> {
  const row = await env.DB.prepare("SELECT tracking_number, carrier FROM shipments WHERE id = ?1").bind(id).first();
  if (!row || row.tracking_number === null) return null;
  return { number: String(row.tracking_number), carrier: row.carrier === null ? null : String(row.carrier) };
}

async function fulfilmentsWith({ clients }: Context, orderId: string, number: string): Promise<string[]> {
  const { order } = await clients
    .store()
    .run(orderFulfillments, { id: orderId, first: 250 }, { priority: "fulfilment" });
  return (order?.fulfillments ?? [])
    .filter(({ status, trackingInfo }) => status !== "CANCELLED" && trackingInfo.some((info) => info.number === number))
    .map(({ id }) => id);
}

async function linesOf({ clients }: Context, id: string): Promise<{ lineId: string; quantity: number }[]> {
  const lines: { lineId: string; quantity: number }[] = [];
  for (let after: string | null = null; ; ) {
    const reply: FulfillmentLinesQuery = await clients
      .store()
      .run(fulfillmentLines, { id, after }, { priority: "fulfilment" });
    const page = reply.fulfillment?.fulfillmentLineItems;
    for (const { lineItem, quantity } of page?.nodes ?? [])
      lines.push({ lineId: lineItem.id, quantity: quantity ?? 0 });
    if (!page?.pageInfo.hasNextPage) return lines;
    after = page.pageInfo.endCursor ?? null;
  }
}

async function countOf(context: Context, orderId: string, number: string): Promise<number> {
  return (await fulfilmentsWith(context, orderId, number)).length;
}

/** Units of the parcel among what is open now, all from one location: the store takes no more in one call. */
function pick({ fulfillmentOrders }: StoreOrder, wanted: readonly LineUnits[]) {
  const missing = new Map(wanted.map(({ lineId, quantity }) => [lineId, quantity]));
  const lines: LineUnits[] = [];
  const byOrder: { fulfillmentOrderId: string; fulfillmentOrderLineItems: { id: string; quantity: number }[] }[] = [];
  let location: string | null = null;
  for (const { core, lines: items } of fulfillmentOrders) {
    const here = core.assignedLocation.location?.id ?? core.assignedLocation.name;
    if (!open.has(core.status) || (location !== null && here !== location)) continue;
    const chosen = items.flatMap(({ id, lineId, remaining }) => {
      const quantity = Math.min(remaining, missing.get(lineId) ?? 0);
      if (quantity <= 0) return [];
      missing.set(lineId, (missing.get(lineId) ?? 0) - quantity);
      lines.push({ lineId, quantity });
      return [{ id, quantity }];
    });
    if (chosen.length === 0) continue;
    location = here;
    byOrder.push({ fulfillmentOrderId: core.id, fulfillmentOrderLineItems: chosen });
  }
  return { byOrder, lines };
}

function gone(message: string): KitError {
  return new KitError({ code: "nothing-open", message, outcome: "refused", report: false, countsAgainst: false });
}
