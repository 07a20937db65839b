import { type KitError, toKitError } from "#agent-kit/errors.ts";
import { defaultTimeoutMs } from "#agent-kit/run/execute-run.ts";
import type { ShippingAsk, ShippingQuote, SupplierPort } from "#integrations/supplier/port.ts";
import type { Context } from "./observe.ts";
import type { OrderRows, Source } from "./order-rows.ts";
import type { LineUnits, SupplierQuote } from "./snapshot.ts";
import type { StoreOrder } from "./store-order.ts";
import {
  type Answer,
  type Answers,
  answerOf,
  freshMs,
  type Good,
  inquire,
  keepAnswers,
  keptAnswers,
  turnOf,
} from "./supplier-answers.ts";

/** An order's lines that suppliers are to be asked about. */
export interface Ask {
  rows: OrderRows;
  wanted: LineUnits[];
  store: StoreOrder;
}

/** What one order wants to know of one supplier, and what came of it. */
interface Part extends Ask {
  supplier: string;
  port: SupplierPort | null;
  sources: Source[];
  goods: Good[];
  /** Answers as old as this count for it. */
  since: number;
  error: KitError | null;
  quote: SupplierQuote | null;
}

/** An order whose questions take longer than this begins anew. */
const longestAskingMs = 6 * 3_600_000;
/** A supplier whose budget is back by then is waited for; else the order goes on without it. */
const patienceMs = 15 * 60_000;

/**
 * What each supplier named for these orders' lines has of them, at what price and freight, by order. One that fails costs only
 * itself. A supplier is asked a bounded number of questions, shared so that no order waits behind a larger one; answers are
 * kept, and an order that lacks some says so in its quote.
 */
export async function askSuppliers(
  context: Context,
  shop: { currency: string },
  asks: Ask[],
): Promise<Map<string, SupplierQuote[]>> {
  const parts = asks.flatMap((ask) => partsOf(context, ask));
  const kept = await keptFor(context, parts);
  const bySupplier = [...Map.groupBy(parts, ({ supplier }) => supplier)];
  // Each supplier has a pace of its own.
  const learned = await Promise.all(bySupplier.map(([supplier, of]) => learn(context, of, kept.get(supplier) ?? [])));
  await context.query(
    bySupplier.flatMap(([supplier], at) => {
      const fresh = [...(learned[at]?.values() ?? [])].filter(({ askedAt }) => askedAt >= context.now);
      return keepAnswers(context.env.DB, supplier, fresh);
    }),
  );
  for (const [at, [, of]] of bySupplier.entries())
    for (const part of of) part.quote = await quoteOf(context, shop, part, learned[at] ?? new Map());
  const byOrder = Map.groupBy(parts, ({ rows }) => rows.order.id);
  return new Map(
    asks.map(({ rows: { order } }) => [order.id, (byOrder.get(order.id) ?? []).flatMap(({ quote }) => quote ?? [])]),
  );
}

function partsOf({ clients, clock, now }: Context, ask: Ask): Part[] {
  const lines = new Set(ask.wanted.map(({ lineId }) => lineId));
  const bySupplier = Map.groupBy(
    ask.rows.sources.filter(({ lineId }) => lines.has(lineId)),
    ({ supplier }) => supplier,
  );
  return [...bySupplier].map(([supplier, sources]) => {
    const port = clients.supplier(supplier);
    const goods = [...new Map(sources.map((source) => [source.reference, source])).values()];
    // An order that can be answered in one run rests on that run's answers alone.
    const large = port !== null && goods.length > turnOf(port, clock, defaultTimeoutMs).left;
    const began = ask.rows.remembered?.detail.asking ?? (large ? now - freshMs : now);
    return {
      ...ask,
      supplier,
      port,
      sources,
      goods,
      since: Math.max(began, now - longestAskingMs),
      error: null,
      quote: null,
    };
  });
}

async function keptFor({ env, query }: Context, parts: Part[]): Promise<Map<string, Answer[]>> {
  const asked = parts.flatMap(({ supplier, goods }) =>
    goods.map(({ reference }): [string, string] => [supplier, reference]),
  );
  if (asked.length === 0) return new Map();
  const [rows] = await query([keptAnswers(env.DB, asked, Math.min(...parts.map(({ since }) => since)))]);
  const byName = Map.groupBy(rows?.results ?? [], (row) => String(row.supplier));
  return new Map([...byName].map(([supplier, found]) => [supplier, found.map(answerOf)]));
}

/** Asks one supplier for all orders, the smallest first: each has its share of what is left (max-min fairness). */
async function learn({ clock, log }: Context, parts: Part[], kept: Answer[]): Promise<Answers> {
  const answers: Answers = new Map(kept.map((answer) => [answer.reference, answer]));
  const port = parts[0]?.port;
  if (!port?.placeOrder) return answers;
  const turn = turnOf(port, clock, defaultTimeoutMs);
  const smallestFirst = parts.toSorted((a, b) => lacking(a, answers).length - lacking(b, answers).length);
  for (const [at, part] of smallestFirst.entries())
    try {
      await inquire(turn, lacking(part, answers), answers, 1 / (parts.length - at));
    } catch (thrown) {
      part.error = toKitError(thrown);
      log.warn("a supplier did not answer", { supplier: part.supplier, error: part.error });
    }
  return answers;
}

function lacking({ goods, since }: Part, answers: Answers): Good[] {
  return goods.filter(({ reference }) => !((answers.get(reference)?.askedAt ?? 0) >= since));
}

async function quoteOf(
  context: Context,
  shop: { currency: string },
  part: Part,
  answers: Answers,
): Promise<SupplierQuote> {
  const { now, settings, log } = context;
  const { supplier: id, port, sources, goods, store } = part;
  if (port === null) return none(id, "it is not configured, or takes no orders", now);
  if (!port.placeOrder) return none(id, port.declaration.cannot.placeOrder ?? "it takes no orders", now);
  const asking = (text: string, lookAt = now + 60_000): SupplierQuote => ({
    ...none(id, text, now),
    asking: { text, lookAt, since: part.since },
  });
  const failed = (error: KitError) => {
    const { code, message, notBefore } = error;
    const soon = code === "budget-wait" && notBefore !== undefined && notBefore < now + patienceMs;
    return soon ? asking(message, notBefore) : none(id, message.replace(/\.$/, ""), now);
  };
  const missing = lacking(part, answers).length;
  if (missing > 0 && part.error) return failed(part.error);
  if (missing > 0) return asking(`asking ${id} about ${goods.length} goods, ${goods.length - missing} answered`);
  const quantities = new Map(part.wanted.map(({ lineId, quantity }) => [lineId, quantity]));
  const rateOf = (currency: string) => (currency === shop.currency ? 1 : (settings.exchangeRates[currency] ?? null));
  const stockOf = (reference: string) => answers.get(reference)?.stock ?? null;
  try {
    const units = sources
      .filter(({ reference }) => (stockOf(reference) ?? 1) > 0)
      .map(({ lineId, reference }) => ({
        variant: reference,
        quantity: Math.max(1, Math.min(stockOf(reference) ?? Number.MAX_SAFE_INTEGER, quantities.get(lineId) ?? 1)),
      }));
    const quote = units.length === 0 ? null : await freightOf(port, context, units, store);
    if (units.length > 0 && quote === null) return none(id, "it does not deliver there", now);
    const rate = quote === null || quote.currency === "" ? 1 : rateOf(quote.currency);
    if (rate === null) return none(id, `there is no exchange rate for ${quote?.currency}`, now);
    const lines: SupplierQuote["lines"] = [];
    // Two lines of one variant share its stock: what the first may take is not there for the second.
    const left = new Map(goods.map(({ reference }) => [reference, stockOf(reference)]));
    for (const { lineId, reference, costMinor, currency } of sources) {
      const known = rateOf(currency);
      // What it says now counts, in the currency it charges freight in; else what it was known to cost.
      const told = quote === null || quote.currency === "" ? null : (answers.get(reference)?.costMinor ?? null);
      if (told === null && known === null) return none(id, `there is no exchange rate for ${currency}`, now);
      const unitCost = told === null ? costMinor * (known ?? 1) : told * rate;
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
      quotedAt: Math.min(now, ...goods.map(({ reference }) => answers.get(reference)?.askedAt ?? now)),
    };
  } catch (thrown) {
    const error = toKitError(thrown);
    log.warn("a supplier did not answer", { supplier: id, error });
    return failed(error);
  }
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
