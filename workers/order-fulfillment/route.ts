import { showMoney } from "#core/money/show-money.ts";
import { leadTimeP90 } from "#core/routing/lead-time.ts";
import { routeOrder } from "#core/routing/split-shipment.ts";
import { supplierFixedCost, supplierReliability } from "#core/routing/supplier-cost.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { LineUnits, MirrorOrder, SupplierPast, SupplierQuote } from "./snapshot.ts";

interface Question {
  order: MirrorOrder;
  /** What has still to be sent. */
  need: LineUnits[];
  quotes: SupplierQuote[];
  /** Suppliers that are out for this order, with the reason. */
  excluded: ReadonlyMap<string, string>;
  past: Readonly<Record<string, SupplierPast>>;
  settings: OrderFulfillmentSettings;
}

export interface Leg {
  quote: SupplierQuote;
  lines: { lineId: string; reference: string; quantity: number; unitCostMinor: number }[];
  freightMinor: number;
  costMinor: number;
  reliability: number;
  leadDays: number;
}

export interface Plan {
  legs: Leg[];
  /** Units nobody can send now. */
  short: { lineId: string; wanted: number; available: number }[];
  /** Why each supplier that was asked plays no part, or a smaller one. */
  against: string[];
  proven: boolean;
}

/** The cheapest way to send what is needed from the suppliers that answered; lines nobody can fill are left out and named. */
export function plan({ order, need, quotes, excluded, past, settings }: Question): Plan {
  const against: string[] = [];
  const usable = quotes.filter((quote) => {
    const why = excluded.get(quote.supplier) ?? quote.problem;
    if (why !== null) against.push(`${quote.supplier}: ${why}`);
    return why === null;
  });
  const ofLine = (quote: SupplierQuote, lineId: string) => quote.lines.find((line) => line.lineId === lineId);
  const stockOf = (quote: SupplierQuote, { lineId, quantity }: LineUnits) => {
    const line = ofLine(quote, lineId);
    // A supplier that makes to order, or does not say, is taken at its word when it takes the order.
    return line === undefined ? 0 : Math.max(0, line.stock ?? quantity);
  };
  const short: Plan["short"] = [];
  const fillable = need.filter((units) => {
    const available = usable.reduce((sum, quote) => sum + stockOf(quote, units), 0);
    if (available >= units.quantity) return true;
    short.push({ lineId: units.lineId, wanted: units.quantity, available });
    return false;
  });
  for (const quote of usable)
    for (const units of need) {
      const stock = stockOf(quote, units);
      if (stock < units.quantity)
        against.push(`${quote.supplier}: has ${stock} of ${units.quantity} of ${sku(order, units)}`);
    }
  if (fillable.length === 0) return { legs: [], short, against, proven: true };

  const terms = usable.map((quote) => termsOf(quote, past[quote.supplier], settings));
  const routed = routeOrder({
    quantities: fillable.map(({ quantity }) => quantity),
    stock: fillable.map((units) => usable.map((quote) => stockOf(quote, units))),
    unitCost: fillable.map(({ lineId }) => usable.map((quote) => ofLine(quote, lineId)?.unitCost ?? 0)),
    fixedCost: terms.map(({ fixedCost }) => fixedCost),
  });
  if (!routed.ok) return { legs: [], short, against: [...against, routed.error.kind], proven: true };
  const legs = usable.flatMap((quote, j): Leg[] => {
    const lines = fillable.flatMap(({ lineId }, i) => {
      const quantity = routed.value.allocation[i]?.[j] ?? 0;
      const line = ofLine(quote, lineId);
      if (quantity === 0 || !line) return [];
      return [{ lineId, reference: line.reference, quantity, unitCostMinor: Math.ceil(line.unitCost) }];
    });
    if (lines.length === 0) {
      against.push(
        `${quote.supplier}: dearer (a parcel from there counts ${showMoney(Math.round(terms[j]!.fixedCost), order.currency)})`,
      );
      return [];
    }
    const freightMinor = Math.ceil(quote.freight);
    const costMinor = freightMinor + lines.reduce((sum, line) => sum + line.quantity * line.unitCostMinor, 0);
    const { reliability, leadDays } = terms[j]!;
    return [{ quote, lines, freightMinor, costMinor, reliability, leadDays }];
  });
  return { legs, short, against, proven: routed.value.proven };
}

function termsOf(quote: SupplierQuote, past: SupplierPast | undefined, settings: OrderFulfillmentSettings) {
  const reliability = supplierReliability(past?.outcomes ?? [], settings.expectedReliability);
  const leadDays = leadTimeP90({
    days: past?.leadDays ?? [],
    promisedLow: quote.daysLow,
    promisedHigh: quote.daysHigh,
  });
  const fixedCost = supplierFixedCost({
    baseFreight: quote.freight,
    leadDays,
    promisedDays: settings.promisedDays,
    reliability,
    latePenaltyPerDay: settings.latePenaltyMinor,
    failurePenalty: settings.failurePenaltyMinor,
  });
  return { reliability, leadDays, fixedCost };
}

function sku(order: MirrorOrder, { lineId }: LineUnits): string {
  return order.lines.find(({ id }) => id === lineId)?.sku ?? "a line";
}

/**
 * What these units bring: net of tax as the order itself was taxed (an order without tax is one: exports, exempt goods), with
 * their share of the shipping; and the payment fee on what was paid for them.
 */
export function revenueOf(
  order: MirrorOrder,
  units: readonly LineUnits[],
  terms: { taxesIncluded: boolean; feeRate: number },
): { netMinor: number; feeMinor: number } {
  const price = new Map(order.lines.map((line) => [line.id, line.unitPriceMinor]));
  const goods = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0);
  const sold = units.reduce((sum, { lineId, quantity }) => sum + quantity * (price.get(lineId) ?? 0), 0);
  const gross = sold + (goods > 0 ? (order.shippingMinor * sold) / goods : 0);
  const taxShare = order.totalMinor > 0 ? Math.min(0.5, Math.max(0, order.taxMinor / order.totalMinor)) : 0;
  const netMinor = terms.taxesIncluded ? gross * (1 - taxShare) : gross;
  const paid = terms.taxesIncluded ? gross : gross / (1 - taxShare);
  return { netMinor, feeMinor: paid * terms.feeRate };
}
