import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import type { RiskWeights } from "#core/risk/weights.ts";
import { costOf, marginOf, type SupplierOrderPayload } from "./actions/supplier-order-payload.ts";
import { type RefundCause, refundDecision } from "./refund.ts";
import { type Leg, type Plan, plan, revenueOf } from "./route.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { Detail, LineUnits, MirrorOrder, OrderSnapshot, SupplierPast } from "./snapshot.ts";
import type { State, WaitsFor } from "./states.ts";
import { isUndecided, liveOrders, supplierOrderKinds, supplierOrders, tally, triesOf } from "./units.ts";

export interface Terms {
  shop: { currency: string; taxesIncluded: boolean };
  settings: OrderFulfillmentSettings;
  weights: RiskWeights;
  suppliers: Readonly<Record<string, SupplierPast>>;
  taxesIncluded: boolean;
}

export interface Goods {
  state: Extract<State, "routing" | "ordering" | "stopped" | "fulfilled">;
  reason: string;
  waitsFor?: WaitsFor;
  lookAt: number;
  detail: Detail;
  decisions: Decision[];
}

const minute = 60_000;
const hour = 60 * minute;

/** Orders what nobody has been asked for yet. Null when all of it is on its way after all. */
export function orderGoods(
  snapshot: OrderSnapshot,
  terms: Terms,
  uncovered: MirrorOrder["lines"],
  now: number,
): Goods | null {
  const { order, actions, store, quotes, remembered } = snapshot;
  const { settings } = terms;
  const goods = (state: Goods["state"], reason: string, more: Partial<Goods> = {}): Goods => ({
    state,
    reason,
    lookAt: now + (remembered?.state === state && now > remembered.since + 2 * hour ? hour : 15 * minute),
    decisions: [],
    ...more,
    // Asking goes on where the order was not looked at, and is over when everything is answered.
    detail: { asking: quotes === null ? remembered?.detail.asking : undefined, ...more.detail },
  });
  // As long as a proposal is open nothing else is decided: two plans side by side could both be approved.
  if (liveOrders(actions).some(isUndecided)) return null;
  const byHand = nobodySends(snapshot, uncovered);
  if (byHand !== null && uncovered.every(({ id }) => snapshot.unsourced.includes(id)))
    return liveOrders(actions).length > 0 ? null : goods("stopped", byHand, { lookAt: now + hour });
  if (store === null || quotes === null)
    return goods(
      "routing",
      snapshot.unread ?? "suppliers are asked with the next run",
      snapshot.unread === null ? { lookAt: now + minute } : {},
    );
  if (store.open.length === 0)
    return liveOrders(actions).length > 0
      ? null
      : goods("stopped", "the store has nothing open to be sent for it", { lookAt: now + hour });

  const need = stillNeeded(snapshot).filter(({ lineId }) => !snapshot.unsourced.includes(lineId));
  if (need.length === 0) return null;
  const excluded = refusals(snapshot, now);
  const asking = quotes.flatMap((quote) => (excluded.has(quote.supplier) ? [] : (quote.asking ?? [])));
  if (asking.length > 0)
    return goods("routing", asking.map(({ text }) => text).join("; "), {
      lookAt: Math.max(now + minute, Math.min(...asking.map(({ lookAt }) => lookAt))),
      detail: { asking: Math.min(...asking.map(({ since }) => since)) },
    });
  const made = plan({ order, need, quotes, excluded, past: terms.suppliers, settings });
  if (made.short.length > 0) {
    const since = remembered?.detail.shortSince ?? now;
    const short = made.short.map(({ lineId, wanted }) => ({ lineId, quantity: wanted }));
    const detail = { shortSince: since, short };
    const text = shortText(order, made);
    const waits = now < since + settings.sendPartlyAfterHours * hour;
    const refund =
      store.refund !== null && now >= since + settings.refundAfterHours * hour
        ? [refundDecision(order, actions, store.refund, unsendable(order, store.refund, text))]
        : [];
    if (waits || made.legs.length === 0)
      return goods("routing", `nobody can send all of it: ${text}`, { detail, decisions: refund, lookAt: now + hour });
    return placed(made, `${text}; the rest is ordered`, detail, refund);
  }
  return placed(
    made,
    byHand === null ? "" : `${byHand}; the rest is ordered`,
    { shortSince: undefined, short: undefined },
    [],
  );

  function placed(chosen: Plan, also: string, detail: Detail, more: Decision[]): Goods {
    const payloads = chosen.legs.map((leg) => ({ leg, payload: payloadOf(order, leg, terms) }));
    const net = payloads.reduce((sum, { payload }) => sum + payload.netMinor, 0);
    const cost = payloads.reduce((sum, { payload }) => sum + costOf(payload) + payload.feeMinor, 0);
    const left = net - cost;
    const show = (minor: number) => showMoney(Math.round(minor), order.currency);
    if (net <= 0 || left / net < settings.leastMargin)
      return goods(
        "stopped",
        `${chosen.legs.map(({ quote }) => quote.supplier).join(" and ")} would leave ${show(left)} of ${show(net)} (${percent(left / Math.max(1, net))}), the least is ${percent(settings.leastMargin)}`,
        {
          lookAt: now + 6 * hour,
          detail,
        },
      );
    const suppliers = chosen.legs.map(({ quote }) => quote.supplier);
    const decisions = payloads.map(({ leg, payload }) => orderDecision(snapshot, leg, payload, chosen));
    const reason = `${suppliers.join(" and ")} ${suppliers.length > 1 ? "send" : "sends"} it cheapest${also ? `; ${also}` : ""}`;
    // In shadow nothing follows: asking the suppliers every few minutes would be for nothing. An order that came to nothing is another matter.
    const tried = supplierOrders(actions).some(({ action }) => action.updatedAt > now - hour);
    const again = remembered?.state === "ordering" && !tried ? 6 * hour : minute;
    return goods("ordering", reason, {
      // Whom it waits for depends on what the policy makes of it: `record` says.
      waitsFor: "nobody",
      lookAt: now + again,
      detail: { ...detail, suppliers, lane: suppliers.join("+") },
      decisions: [...decisions, ...more],
    });
  }
}

/** What is to be done for lines nobody is named for; null where there are none. */
export function nobodySends({ unsourced }: OrderSnapshot, uncovered: MirrorOrder["lines"]): string | null {
  const lines = uncovered.filter(({ id }) => unsourced.includes(id));
  if (lines.length === 0) return null;
  const names = lines.slice(0, 5).map(({ sku }) => sku ?? "a line without a number");
  return `nobody is named who sends ${names.join(", ")}: name a supplier, or send it by hand`;
}

/** Units open in the store that no order at a supplier stands for. */
function stillNeeded({ store, actions, order }: OrderSnapshot): LineUnits[] {
  const open = tally((store?.open ?? []).map(({ lineId, remaining }) => ({ lineId, quantity: remaining })));
  const asked = tally(liveOrders(actions).flatMap(({ payload }) => payload.lines));
  const sent = tally(
    actions.flatMap(({ kind, status, payload }) =>
      kind === "fulfillment.create" && status === "applied"
        ? ((payload as { lines?: LineUnits[] } | null)?.lines ?? [])
        : [],
    ),
  );
  return order.lines.flatMap(({ id }) => {
    const underway = Math.max(0, (asked.get(id) ?? 0) - (sent.get(id) ?? 0));
    const quantity = (open.get(id) ?? 0) - underway;
    return quantity > 0 ? [{ lineId: id, quantity }] : [];
  });
}

/** Suppliers a person or they themselves said no for. */
function refusals({ actions }: OrderSnapshot, now: number): Map<string, string> {
  const out = new Map<string, string>();
  for (const { action, payload } of supplierOrders(actions)) {
    if (action.status === "rejected") out.set(payload.supplier, "a person declined the order there");
    // Given up after several tries without effect says that it was ill, not that it refuses: it is asked again later.
    const resting = action.status === "dead" && now < action.updatedAt + hour;
    if (resting || (action.status === "failed" && action.failedAtVendor))
      out.set(payload.supplier, `it did not take the order: ${action.statusReason ?? "no reason given"}`);
  }
  return out;
}

function payloadOf(order: MirrorOrder, leg: Leg, { shop, settings }: Terms): SupplierOrderPayload {
  const { netMinor, feeMinor } = revenueOf(order, leg.lines, {
    taxesIncluded: shop.taxesIncluded,
    feeRate: settings.paymentFeeRate,
  });
  return {
    orderId: order.id,
    supplier: leg.quote.supplier,
    lines: leg.lines,
    freightMinor: leg.freightMinor,
    service: leg.quote.service,
    fromCountry: settings.shipFrom,
    promisedDays: leg.quote.daysHigh,
    pay: settings.payFromBalance,
    quotedAt: leg.quote.quotedAt,
    netMinor: Math.round(netMinor),
    feeMinor: Math.round(feeMinor),
    leastMargin: settings.leastMargin,
    rate: leg.quote.currency === shop.currency ? 1 : (settings.exchangeRates[leg.quote.currency] ?? 1),
  };
}

function orderDecision(
  { order, actions }: OrderSnapshot,
  leg: Leg,
  payload: SupplierOrderPayload,
  chosen: Plan,
): Decision {
  const { supplier } = payload;
  const target = `${order.id} at ${supplier}`;
  const kind = leg.quote.lookup ? "supplier.order" : "supplier.order-once";
  const show = (minor: number) => showMoney(Math.round(minor), order.currency);
  const costMinor = costOf(payload);
  const margin = marginOf(payload);
  const units = payload.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const split = chosen.legs.length > 1 ? `, one of ${chosen.legs.length} parcels` : "";
  return {
    kind,
    target,
    title: `Order ${order.name} at ${supplier}`,
    intent: `order ${payload.lines
      .map(({ reference, quantity }) => `${reference} ${quantity}`)
      .toSorted()
      .join(", ")
      .slice(0, 400)}`,
    basis: `try ${triesOf(actions, supplierOrderKinds, target)}`,
    group: supplier,
    payload: { ...payload },
    before: null,
    after: { supplier, units, costMinor },
    movePercent: null,
    impactMinor: Math.round(payload.netMinor - payload.feeMinor - costMinor),
    moneyMinor: costMinor,
    currency: order.currency,
    confidence: Math.min(1, Math.max(0, leg.reliability)),
    reasons: [
      {
        code: "cheapest",
        text: `${units} ${units === 1 ? "unit" : "units"} for ${show(costMinor)} with freight${split}; it leaves ${show(payload.netMinor - payload.feeMinor - costMinor)} (${percent(margin)})`,
      },
      {
        code: "delivery",
        text: `Nine of ten parcels from there arrive within ${Math.round(leg.leadDays)} days; ${percent(leg.reliability)} were on time`,
      },
      ...chosen.against.slice(0, 6).map((text) => ({ code: "instead", text })),
      ...(leg.quote.lookup
        ? []
        : [
            {
              code: "once",
              text: `${supplier} cannot be asked whether it has an order: it is sent once, and doubts go to a person`,
            },
          ]),
    ],
    figures: {
      costMinor,
      freightMinor: payload.freightMinor,
      netMinor: payload.netMinor,
      margin: Math.round(margin * 1_000) / 1_000,
    },
    provenance: { costMinor: "measured", freightMinor: "measured", netMinor: "measured", reliability: "estimated" },
  };
}

function shortText(order: MirrorOrder, { short, against }: Plan): string {
  const lines = short.slice(0, 5).map(({ lineId, wanted, available }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    return `${available} of ${wanted} of ${line?.sku ?? "a line"}`;
  });
  return [`there are ${lines.join(", ")}`, ...against.slice(0, 3)].join("; ");
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function unsendable(order: MirrorOrder, { lines }: { lines: LineUnits[] }, why: string): RefundCause {
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return { code: "unsendable", target: order.id, text: `Nobody can send ${units} of its units: ${why}` };
}
