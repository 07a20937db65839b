import type { Decision } from "#agent-kit/definition.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { LineUnits, MirrorOrder, OrderSnapshot, Shipment } from "./snapshot.ts";
import type { State, WaitsFor } from "./states.ts";
import { fulfilmentsOf, supplierOrders } from "./units.ts";

export interface Parcels {
  shipments: Shipment[];
  /** Where the order stands when all of it has been ordered. */
  state: Extract<State, "ordered" | "sending" | "sent">;
  text: string;
  waitsFor: WaitsFor;
  lookAt: number;
  arrived: boolean;
  /** Fulfilments of ours in the store, or on their way there. */
  fulfilments: number;
  warning: string | null;
  decisions: Decision[];
}

const minute = 60_000;
const hour = 60 * minute;
const open = new Set(["proposed", "approved", "scheduled", "applying", "unknown", "applied", "rejected"]);
const mostTries = 4;
/** The store may have it already, whatever we know of it yet. */
const mayBeThere = new Set(["applied", "unknown", "applying", "reverting"]);

/** What suppliers have of the order, with the newest word of each, and the fulfilments the store should have for it. */
export function followParcels(snapshot: OrderSnapshot, settings: OrderFulfillmentSettings, now: number): Parcels {
  const { order, actions } = snapshot;
  const shipments = merged(snapshot, now);
  const decisions: Decision[] = [];
  const warnings: string[] = [];
  let waiting = 0;
  let fulfilments = 0;
  let asked = false;
  for (const shipment of shipments) {
    const known = fulfilmentsOf(actions, shipment.id);
    asked ||= known.some(({ status }) => status === "proposed");
    fulfilments += known.filter(({ status }) => mayBeThere.has(status)).length;
    if (!shipment.tracked) continue;
    const applied = known.filter(({ status }) => status === "applied");
    const rest = restOf(shipment.lines, applied);
    if (rest.length === 0 || known.some(({ status }) => open.has(status) && status !== "applied")) {
      waiting += rest.length > 0 ? 1 : 0;
      if (known.some(({ status }) => status === "rejected"))
        warnings.push("a person declined to mark a parcel as sent");
      continue;
    }
    waiting += 1;
    const failed = known.filter(({ status }) => status === "failed" || status === "dead");
    if (failed.length > 0)
      warnings.push(`the store did not take a parcel: ${failed.at(-1)?.statusReason ?? "no reason"}`);
    if (order.cancelledAt === null && failed.length < mostTries)
      decisions.push(fulfilmentDecision(order, shipment, rest, applied.length + 1, known.length, settings));
  }
  const untracked = shipments.filter(({ tracked }) => !tracked);
  const unpaid = untracked.filter(({ paid }) => !paid && settings.payFromBalance);
  if (unpaid.length > 0)
    warnings.push(
      `${unpaid.map(({ supplier }) => supplier).join(", ")} has the order and waits for its money: pay it there, or allow a limit for supplier.order`,
    );
  const once = new Set(actions.filter(({ kind }) => kind === "supplier.order-once").map(({ id }) => id));
  const delivered = shipments.filter(({ deliveredAt }) => deliveredAt !== null);
  // Of what a person marked as sent nothing more is heard.
  const byHand = order.fulfillmentStatus === "FULFILLED" ? shipments.filter(({ id }) => once.has(id)) : [];
  const arrived = delivered.length > 0 && shipments.every((each) => delivered.includes(each) || byHand.includes(each));
  const names = (some: Shipment[]) => [...new Set(some.map(({ supplier }) => supplier))].join(", ");
  const state = untracked.length > 0 ? "ordered" : waiting > 0 ? "sending" : "sent";
  const mute = untracked.filter(({ id }) => once.has(id));
  const text = {
    ordered:
      mute.length > 0
        ? `ordered at ${names(mute)}, which cannot be asked: enter the tracking number in the store when it comes`
        : `ordered at ${names(untracked)}; no tracking number yet`,
    sending: "the parcel has a number; the store is told",
    sent: "on its way to the buyer",
  }[state];
  const due = shipments.flatMap(({ lookAt }) => lookAt ?? []);
  return {
    shipments,
    state,
    text,
    waitsFor:
      state === "sending"
        ? asked || warnings.length > 0
          ? "person"
          : "store"
        : state === "sent"
          ? "carrier"
          : unpaid.length + mute.length > 0
            ? "person"
            : "supplier",
    lookAt: state === "sending" ? now + minute : Math.min(now + 6 * hour, ...due),
    arrived,
    fulfilments,
    warning: warnings.length > 0 ? warnings.join("; ") : null,
    decisions,
  };
}

/** Rows as they were kept, rows of orders placed since, and on both of them what the supplier has just said. */
function merged({ order, actions, shipments, news }: OrderSnapshot, now: number): Shipment[] {
  const kept = new Map(shipments.map((shipment) => [shipment.id, shipment]));
  const all = supplierOrders(actions)
    .filter(({ action }) => action.status === "applied")
    .map(({ action, payload }): Shipment => {
      const held = kept.get(action.id);
      if (held) return held;
      const result = (action.result ?? {}) as { supplierOrderId?: string; paid?: boolean; status?: string };
      const placedAt = action.appliedAt ?? now;
      return {
        id: action.id,
        orderId: order.id,
        supplier: payload.supplier,
        supplierOrderId: result.supplierOrderId ?? null,
        status: result.status ?? "",
        lines: payload.lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
        costMinor:
          payload.freightMinor + payload.lines.reduce((sum, line) => sum + line.quantity * line.unitCostMinor, 0),
        currency: order.currency,
        paid: result.paid ?? false,
        promisedDays: payload.promisedDays,
        tracked: false,
        placedAt,
        trackedAt: null,
        movedAt: null,
        deliveredAt: null,
        lookAt: placedAt + 30 * minute,
      };
    });
  const said = new Map(news.map((each) => [each.id, each]));
  return all.map((shipment) => {
    const heard = said.get(shipment.id);
    if (!heard) return shipment;
    const tracked = shipment.tracked || heard.trackingNumber !== null;
    const moved = heard.status !== shipment.status || tracked !== shipment.tracked;
    const next = {
      ...shipment,
      supplierOrderId: heard.supplierOrderId ?? shipment.supplierOrderId,
      status: heard.status,
      tracked,
      trackedAt: shipment.trackedAt ?? (tracked ? now : null),
      movedAt: heard.eventAt ?? (moved ? now : shipment.movedAt),
      deliveredAt: shipment.deliveredAt ?? (heard.delivered ? (heard.eventAt ?? now) : null),
    };
    return { ...next, lookAt: nextLook(next, now) };
  });
}

/** Seldom for a parcel that has been on its way for long, never for one that arrived. */
function nextLook(shipment: Shipment, now: number): number | null {
  if (shipment.deliveredAt !== null) return null;
  const age = now - shipment.placedAt;
  if (age > 90 * 24 * hour) return null;
  return now + Math.min(shipment.tracked ? 12 * hour : 6 * hour, Math.max(30 * minute, age / 8));
}

/** Units of the parcel no fulfilment of ours stands for. One that does not say its lines stands for all of them. */
function restOf(lines: LineUnits[], applied: { payload: unknown; result: unknown }[]): LineUnits[] {
  if (applied.length === 0) return lines;
  const done = applied.flatMap(({ result, payload }) => {
    const told = (result as { lines?: LineUnits[] } | null)?.lines;
    return told ?? (payload as { lines?: LineUnits[] }).lines ?? [];
  });
  return lines.flatMap(({ lineId, quantity }) => {
    const left = quantity - done.filter((each) => each.lineId === lineId).reduce((sum, each) => sum + each.quantity, 0);
    return left > 0 ? [{ lineId, quantity: left }] : [];
  });
}

function fulfilmentDecision(
  order: MirrorOrder,
  shipment: Shipment,
  lines: LineUnits[],
  ordinal: number,
  tries: number,
  settings: OrderFulfillmentSettings,
): Decision {
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    kind: "fulfillment.create",
    target: `${order.id} parcel ${shipment.id}`,
    title: `Order ${order.name} was sent by ${shipment.supplier}`,
    intent: `fulfil ${ordinal}`,
    basis: `try ${tries}`,
    group: shipment.supplier,
    payload: {
      orderId: order.id,
      shipmentId: shipment.id,
      ordinal,
      lines: lines.map((line) => ({ ...line })),
      notify: settings.notifyBuyer,
    },
    before: null,
    after: { units, notified: settings.notifyBuyer },
    movePercent: null,
    impactMinor: 0,
    moneyMinor: 0,
    currency: order.currency,
    confidence: 0.95,
    reasons: [
      {
        code: "tracked",
        text: `${shipment.supplier} gave a tracking number for ${units} ${units === 1 ? "unit" : "units"}${settings.notifyBuyer ? "; the store tells the buyer" : ""}`,
      },
    ],
    figures: { units },
    provenance: { units: "measured" },
  };
}
