import { toKitError } from "#agent-kit/errors.ts";
import type { ShippingAsk, ShippingQuote, SupplierPort } from "#integrations/supplier/port.ts";
import type { Context } from "./observe.ts";
import type { OrderRows, Source } from "./order-rows.ts";
import type { LineUnits, SupplierQuote } from "./snapshot.ts";
import type { StoreOrder } from "./store-order.ts";

/** What each supplier named for these lines has of them now, at what price and freight. One that fails costs only itself. */
export async function askSuppliers(
  context: Context,
  shop: { currency: string },
  rows: OrderRows,
  wanted: LineUnits[],
  store: StoreOrder,
): Promise<SupplierQuote[]> {
  const lines = new Map(wanted.map(({ lineId, quantity }) => [lineId, quantity]));
  const bySupplier = Map.groupBy(
    rows.sources.filter(({ lineId }) => lines.has(lineId)),
    ({ supplier }) => supplier,
  );
  const quotes: SupplierQuote[] = [];
  for (const [supplier, sources] of bySupplier) {
    const port = context.clients.supplier(supplier);
    quotes.push(
      port === null
        ? none(supplier, "it is not configured, or takes no orders", context.now)
        : await ask(context, shop, port, sources, lines, store),
    );
  }
  return quotes;
}

async function ask(
  context: Context,
  shop: { currency: string },
  port: SupplierPort,
  sources: Source[],
  quantities: ReadonlyMap<string, number>,
  store: StoreOrder,
): Promise<SupplierQuote> {
  const { now, settings, log } = context;
  const { id, cannot } = port.declaration;
  if (!port.placeOrder) return none(id, cannot.placeOrder ?? "it takes no orders", now);
  const rateOf = (currency: string) => (currency === shop.currency ? 1 : (settings.exchangeRates[currency] ?? null));
  try {
    const stocks = new Map<string, number | null>();
    for (const { reference } of sources)
      if (!stocks.has(reference)) stocks.set(reference, port.stock ? await port.stock(reference) : null);
    const sendable = sources.filter(({ reference }) => (stocks.get(reference) ?? 1) > 0);
    const units = sendable.map(({ lineId, reference }) => ({
      variant: reference,
      quantity: Math.max(1, Math.min(stocks.get(reference) ?? Number.MAX_SAFE_INTEGER, quantities.get(lineId) ?? 1)),
    }));
    const quote = units.length === 0 ? null : await freightOf(port, context, units, store);
    if (units.length > 0 && quote === null) return none(id, "it does not deliver there", now);
    const rate = quote === null || quote.currency === "" ? 1 : rateOf(quote.currency);
    if (rate === null) return none(id, `there is no exchange rate for ${quote?.currency}`, now);
    const prices = await pricesOf(port, sendable);
    const lines: SupplierQuote["lines"] = [];
    // Two lines of one variant share its stock: what the first may take is not there for the second.
    const left = new Map(stocks);
    for (const { lineId, reference, costMinor, currency } of sources) {
      const known = rateOf(currency);
      // What it says now counts, in the currency it charges freight in; else what it was known to cost.
      const told = quote === null || quote.currency === "" ? undefined : prices.get(reference);
      if (told === undefined && known === null) return none(id, `there is no exchange rate for ${currency}`, now);
      const unitCost = told === undefined ? costMinor * (known ?? 1) : told * rate;
      if (!(unitCost > 0)) return none(id, `its price of ${reference} cannot be right`, now);
      const stock = left.get(reference) ?? null;
      if (stock !== null) left.set(reference, Math.max(0, stock - (quantities.get(lineId) ?? 0)));
      lines.push({ lineId, reference, unitCost, stock });
    }
    const daysHigh = quote?.daysHigh ?? quote?.daysLow ?? settings.promisedDays;
    return {
      supplier: id,
      problem: null,
      lookup: port.order !== undefined,
      lines,
      freight: (quote?.costMinor ?? 0) * rate,
      service: quote?.service ?? "",
      currency: quote?.currency || shop.currency,
      daysLow: quote?.daysLow ?? daysHigh,
      daysHigh,
      quotedAt: now,
    };
  } catch (thrown) {
    const error = toKitError(thrown);
    log.warn("a supplier did not answer", { supplier: id, error });
    return none(id, error.message.replace(/\.$/, ""), now);
  }
}

/** Today's prices by the supplier's variant, in the supplier's own currency; none where it has no such look. */
async function pricesOf(port: SupplierPort, sources: Source[]): Promise<Map<string, number>> {
  const prices = new Map<string, number>();
  if (!port.details) return prices;
  for (const product of new Set(sources.flatMap(({ productReference }) => productReference ?? []))) {
    const details = await port.details(product);
    for (const variant of details?.variants ?? []) prices.set(variant.reference, variant.costMinor);
  }
  return prices;
}

/** Cheapest of what it offers that keeps the promise; the fastest where none does. */
async function freightOf(
  port: SupplierPort,
  { settings }: Context,
  items: ShippingAsk["items"],
  { order }: StoreOrder,
): Promise<ShippingQuote | null> {
  const address = order.shippingAddress;
  if (!port.quoteShipping) return { service: "", currency: "", costMinor: 0, daysLow: null, daysHigh: null };
  const wanted: ShippingAsk = {
    items,
    fromCountry: settings.shipFrom,
    toCountry: address?.countryCodeV2 ?? "",
    to: {
      line1: address?.address1 ?? "",
      city: address?.city ?? "",
      province: address?.province ?? address?.provinceCode ?? "",
      zip: address?.zip ?? "",
    },
  };
  const quotes = await port.quoteShipping(wanted);
  const days = (quote: ShippingQuote) => quote.daysHigh ?? quote.daysLow ?? settings.promisedDays;
  const penalty = (quote: ShippingQuote) =>
    settings.latePenaltyMinor * Math.max(0, days(quote) - settings.promisedDays);
  return quotes.toSorted((a, b) => a.costMinor + penalty(a) - (b.costMinor + penalty(b)))[0] ?? null;
}

function none(supplier: string, problem: string, now: number): SupplierQuote {
  return {
    supplier,
    problem,
    lookup: true,
    lines: [],
    freight: 0,
    service: "",
    currency: "",
    daysLow: 0,
    daysHigh: 0,
    quotedAt: now,
  };
}
