import { toKitError } from "#agent-kit/errors.ts";
import type { Tracking } from "#integrations/supplier/port.ts";
import type { Context } from "./observe.ts";
import type { OrderRows } from "./order-rows.ts";
import type { Shipment, ShipmentNews } from "./snapshot.ts";

/** What suppliers say of this order's parcels whose time for a look has come: first for a number, then where it is. */
export async function hearOfParcels(
  context: Context,
  { shipments }: OrderRows,
  numbers: ReadonlyMap<string, string>,
  budget: { left: number },
): Promise<ShipmentNews[]> {
  const news: ShipmentNews[] = [];
  for (const shipment of shipments) {
    const due = shipment.deliveredAt === null && shipment.lookAt !== null && shipment.lookAt <= context.now;
    if (!due || budget.left <= 0) continue;
    budget.left -= 1;
    try {
      const heard = await hear(context, shipment, numbers.get(shipment.id) ?? null);
      if (heard !== null) news.push(heard);
    } catch (thrown) {
      context.log.warn("a supplier said nothing of a parcel", { shipment: shipment.id, error: toKitError(thrown) });
    }
  }
  return news;
}

async function hear({ clients }: Context, shipment: Shipment, number: string | null): Promise<ShipmentNews | null> {
  const port = clients.supplier(shipment.supplier);
  if (!port) return null;
  const known = {
    id: shipment.id,
    supplierOrderId: shipment.supplierOrderId,
    status: shipment.status,
    delivered: false,
  };
  if (number === null) {
    if (!port.order) return null;
    const order = await port.order(shipment.id);
    if (order === null) return { ...known, trackingNumber: null, carrier: null, eventAt: null };
    const { id, status, trackingNumber } = order;
    const followed = trackingNumber === null ? null : await follow(port, trackingNumber);
    return {
      ...known,
      ...followed,
      supplierOrderId: id,
      status: followed?.status ?? status,
      trackingNumber,
      carrier: followed?.carrier ?? null,
      eventAt: followed?.eventAt ?? null,
    };
  }
  const followed = await follow(port, number);
  if (followed === null) return { ...known, trackingNumber: number, carrier: null, eventAt: null };
  return { ...known, ...followed, status: followed.status ?? shipment.status, trackingNumber: number };
}

async function follow(port: { tracking?(number: string): Promise<Tracking | null> }, number: string) {
  const found = (await port.tracking?.(number)) ?? null;
  if (found === null) return null;
  const last = found.events.flatMap(({ at }) => (at === null ? [] : [Date.parse(at)])).filter(Number.isFinite);
  return {
    status: found.status,
    carrier: found.carrier,
    delivered: saysDelivered(found.status ?? found.events.at(-1)?.text ?? ""),
    eventAt: last.length > 0 ? Math.max(...last) : null,
  };
}

/** Not yet, not at all, or to somebody on the way. */
const elsewhere =
  /\b(?:not|never|cannot|can't|couldn't|failed|be|being)\b.*\bdelivered\b|\bdelivered to\b.*\b(?:carrier|courier|airline|airport|depot|hub|facility|cent(?:re|er)|warehouse|post office|agent|customs|sender|shipper)\b/i;

/**
 * Whether a carrier's words say that a parcel is at the buyer's. They are free text: what is in doubt counts as on its way,
 * because a parcel that arrived is looked at again, and one that is lost would not be.
 */
export function saysDelivered(text: string): boolean {
  const words = text.replace(/[_-]/g, " ");
  return /\bdelivered\b/i.test(words) && !elsewhere.test(words);
}
