import type { ActionContext, ActionRow, DeltaKind, Guarded, Json } from "#agent-kit/definition.ts";
import { KitError, toKitError } from "#agent-kit/errors.ts";
import { readPolicy } from "#agent-kit/ledger/policy-document.ts";
import { actionTimeoutMs } from "#agent-kit/work-messages.ts";
import { showMoney } from "#core/money/show-money.ts";
import type { SupplierAddress, SupplierOrder, SupplierPort } from "#integrations/supplier/port.ts";
import type { Clients } from "../clients.ts";
import { type OrderRows, orderStatements, readOrders, type Source } from "../order-rows.ts";
import { readingOf, readStoreOrder, type StoreOrder } from "../store-order.ts";
import { type Answers, answerOf, freshMs, inquire, keepAnswers, keptAnswers, turnOf } from "../supplier-answers.ts";
import { supplierOrders, tally } from "../units.ts";
import { costOf, marginOf, type SupplierOrderPayload, supplierOrderPayload } from "./supplier-order-payload.ts";

type Context = ActionContext<Clients>;

/** A supplier lists an order within seconds; a lost answer may come through this much later. */
const settleMs = 60_000;
const minute = 60_000;
/** A try that had to leave goods unasked goes on with the watchdog's next minute. */
const againMs = 50_000;
const paid = new Set(["PAID", "PARTIALLY_REFUNDED"]);
/** Orders that may have reached a supplier. */
const sent = new Set(["applying", "unknown", "applied"]);

const shared = {
  payload: supplierOrderPayload,
  effect: "delta" as const,
  settleMs,
  notRevertibleBecause: "the supplier has the order: ask it to cancel, then order elsewhere or pay the buyer back",
  guard: (context: ActionContext<never>, action: ActionRow, payload: SupplierOrderPayload) =>
    guard(context as unknown as Context, action, payload),
  apply: place,
  measure: (_action: ActionRow, payload: SupplierOrderPayload) => ({
    after: {
      supplier: payload.supplier,
      units: payload.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      costMinor: costOf(payload),
    },
    movePercent: null,
    impactMinor: Math.round(payload.netMinor - payload.feeMinor - costOf(payload)),
    moneyMinor: costOf(payload),
  }),
};

/**
 * Orders at a supplier that can be asked for the order by our number, which is the action's id. It is looked up before it
 * is sent again, so a lost answer leaves one order.
 */
export const supplierOrder: DeltaKind<SupplierOrderPayload, Clients> = {
  ...shared,
  certainty: "readable",
  async verify(context, action, payload) {
    const there = await lookUp(portOf(context, payload), action.id);
    return there === null ? "absent" : { found: await resultOf(context, action, payload, there) };
  },
};

/** The same at a supplier that cannot be asked: it is sent once, and what became of a lost answer a person has to find out. */
export const supplierOrderOnce: DeltaKind<SupplierOrderPayload, Clients> = { ...shared, certainty: "at-most-once" };

async function guard(context: Context, action: ActionRow, payload: SupplierOrderPayload): Promise<Guarded> {
  context.clients.read.order = null;
  const no = (reason: string): Guarded => ({ ok: false, reason });
  const found = await readStoreOrder(context.clients.store(), payload.orderId);
  if (found === null) return no("the store no longer has the order");
  const { order } = found;
  const store = readingOf(found);
  if (store.cancelled) return no("the order was cancelled meanwhile");
  if (!paid.has(order.displayFinancialStatus ?? "")) return no("the order is no longer paid");
  if (store.addressProblem !== null) return no(`the address cannot be delivered to: ${store.addressProblem}`);
  if (store.holds.length > 0) return no("the order is on hold");
  const rows = readOrders(await context.env.DB.batch(orderStatements(context.env.DB, [payload.orderId])))[0];
  const over = tooMany(rows, action, payload, store);
  if (over !== null) return no(over);
  const stale = await changed(context, action, payload, found, rows?.sources ?? []);
  if (stale !== null) return no(stale);
  context.clients.read.order = found;
  return { ok: true };
}

/** Nothing is ordered twice: what is open in the store, less what other orders of ours already stand for, must cover it. */
function tooMany(
  rows: OrderRows | undefined,
  action: ActionRow,
  payload: SupplierOrderPayload,
  store: ReturnType<typeof readingOf>,
): string | null {
  const others = supplierOrders(rows?.actions ?? []).filter(
    (each) => each.action.id !== action.id && sent.has(each.action.status),
  );
  const asked = tally(others.flatMap((each) => each.payload.lines));
  const gone = tally(
    (rows?.actions ?? []).flatMap(({ kind, status, payload: body }) =>
      kind === "fulfillment.create" && status === "applied"
        ? ((body as { lines?: { lineId: string; quantity: number }[] }).lines ?? [])
        : [],
    ),
  );
  const open = tally(store.open.map(({ lineId, remaining }) => ({ lineId, quantity: remaining })));
  for (const { lineId, quantity } of payload.lines) {
    const left = (open.get(lineId) ?? 0) - Math.max(0, (asked.get(lineId) ?? 0) - (gone.get(lineId) ?? 0));
    if (left < quantity)
      return `only ${Math.max(0, left)} of ${quantity} units are still open: it was edited, sent or ordered meanwhile`;
  }
  return null;
}

/** Stock, prices and freight as they are now, where the quote is no longer fresh; the margin must still hold. */
async function changed(
  context: Context,
  action: ActionRow,
  payload: SupplierOrderPayload,
  found: StoreOrder,
  sources: Source[],
): Promise<string | null> {
  const port = portOf(context, payload);
  let costMinor = costOf(payload);
  if (context.now - payload.quotedAt > freshMs) {
    const answers = await askAgain(context, port, payload, sources);
    for (const [reference, quantity] of tally(payload.lines.map((line) => ({ ...line, lineId: line.reference })))) {
      const stock = answers.get(reference)?.stock ?? null;
      if (stock !== null && stock < quantity)
        return `${payload.supplier} has ${stock} of ${quantity} of ${reference} left`;
    }
    if (port.quoteShipping) {
      const { to, toCountry } = destinationOf(found);
      const items = payload.lines.map(({ reference, quantity }) => ({ variant: reference, quantity }));
      const quotes = await port.quoteShipping({ items, fromCountry: payload.fromCountry, toCountry, to });
      const same = quotes.find(({ service }) => service === payload.service);
      if (!same) return `${payload.supplier} no longer sends by ${payload.service}`;
      costMinor += Math.ceil(same.costMinor * payload.rate) - payload.freightMinor;
      // Goods are charged for in the currency of the freight.
      for (const { reference, quantity, unitCostMinor } of payload.lines) {
        const told = answers.get(reference)?.costMinor ?? null;
        if (told !== null && !(told > 0)) return `its price of ${reference} cannot be right`;
        if (told !== null) costMinor += quantity * (Math.ceil(told * payload.rate) - unitCostMinor);
      }
    }
  }
  const margin = marginOf(payload, costMinor);
  if (margin >= payload.leastMargin) return null;
  return `it would cost ${showMoney(costMinor, action.currency)} now and leave ${Math.round(100 * margin)} %, the least is ${Math.round(100 * payload.leastMargin)} %`;
}

/**
 * Answers young enough to spend money on. What takes several tries to ask cannot be as fresh as what takes one: so many
 * questions as one try has time for, a try every minute or two, and answers count as long as all of them take one and a half
 * times. A try that leaves some open is a wait.
 */
async function askAgain(
  { env, now, clock }: Context,
  port: SupplierPort,
  { supplier, lines }: SupplierOrderPayload,
  sources: Source[],
): Promise<Answers> {
  const named = new Map(sources.filter((each) => each.supplier === supplier).map((each) => [each.reference, each]));
  const goods = [...new Set(lines.map(({ reference }) => reference))].map((reference) => ({
    reference,
    productReference: named.get(reference)?.productReference ?? null,
  }));
  const turn = turnOf(port, clock, actionTimeoutMs);
  const countsMs = Math.max(freshMs, 3 * minute * Math.ceil(goods.length / turn.left));
  const asked = goods.map(({ reference }): [string, string] => [supplier, reference]);
  const kept = await keptAnswers(env.DB, asked, now - countsMs).all<Record<string, unknown>>();
  const answers: Answers = new Map(kept.results.map(answerOf).map((answer) => [answer.reference, answer]));
  const open = goods.filter(({ reference }) => !answers.has(reference));
  const failure = await inquire(turn, open, answers).then(() => null, toKitError);
  const learned = open.flatMap(({ reference }) => answers.get(reference) ?? []);
  if (learned.length > 0) await env.DB.batch(keepAnswers(env.DB, supplier, learned));
  // A failure after answers is met again if it lasts; one before any of them is the try's.
  if (failure !== null && learned.length === 0) throw failure;
  if (answers.size === goods.length) return answers;
  const told = `asking ${supplier} about ${goods.length} goods again, ${answers.size} answered`;
  throw notNow(told, "asking-supplier", now + againMs);
}

async function place(context: Context, action: ActionRow, payload: SupplierOrderPayload): Promise<Json> {
  const port = portOf(context, payload);
  const found = context.clients.read.order;
  context.clients.read.order = null;
  if (!found || found.order.id !== payload.orderId || !port.placeOrder)
    throw notNow("the order was not read before the call");
  // An earlier try may have come through after all: the supplier is asked before it is sent anything again.
  if (action.attempts > 1) {
    const there = await lookUp(port, action.id);
    if (there !== null) return resultOf(context, action, payload, there);
  }
  const payNow = await paysNow(context, action, payload);
  const placed = await port.placeOrder({
    reference: action.id,
    items: payload.lines.map(({ reference, quantity }) => ({ variant: reference, quantity })),
    address: addressOf(found),
    service: payload.service,
    fromCountry: payload.fromCountry,
    payNow,
  });
  return { supplierOrderId: placed.id, status: placed.status, paid: payNow };
}

/** What the call would have answered, of an order whose answer was lost: it was paid if that was asked with it. */
async function resultOf(
  context: Context,
  action: ActionRow,
  payload: SupplierOrderPayload,
  { id, status }: SupplierOrder,
): Promise<Json> {
  return { supplierOrderId: id, status, paid: await paysNow(context, action, payload) };
}

/** Money leaves the balance there only where a person approved it, or the owner's policy has a limit in money. */
async function paysNow(
  { env }: Context,
  { decidedBy, kind }: ActionRow,
  { pay }: SupplierOrderPayload,
): Promise<boolean> {
  if (!pay || decidedBy !== "policy") return pay;
  const row = await env.DB.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1").first();
  const limits = row ? readPolicy(Number(row.version), String(row.document)).kinds[kind] : undefined;
  return limits !== undefined && (limits.largestMoneyMinor !== null || limits.moneyPerDayMinor !== null);
}

async function lookUp(port: SupplierPort, reference: string) {
  return (await port.order?.(reference)) ?? null;
}

function portOf(context: Context, { supplier }: SupplierOrderPayload): SupplierPort {
  const port = context.clients.supplier(supplier);
  if (port === null) throw notNow(`${supplier} is not configured`, "not-configured");
  return port;
}

function notNow(message: string, code = "not-read", notBefore?: number): KitError {
  return new KitError({
    code,
    message: `${message}.`,
    outcome: "not-sent",
    retryable: true,
    report: false,
    countsAgainst: false,
    notBefore,
  });
}

let regions: Intl.DisplayNames | null = null;

function addressOf({ order }: StoreOrder): SupplierAddress {
  const address = order.shippingAddress;
  const code = address?.countryCodeV2 ?? "";
  regions ??= new Intl.DisplayNames(["en"], { type: "region" });
  const name =
    address?.name || [address?.firstName, address?.lastName].filter(Boolean).join(" ") || address?.company || "";
  return {
    name,
    phone: address?.phone ?? "",
    email: order.email,
    line1: address?.address1 ?? "",
    line2: address?.address2 ?? null,
    city: address?.city ?? "",
    province: address?.province ?? address?.provinceCode ?? "",
    zip: address?.zip ?? "",
    countryCode: code,
    country: address?.country || (code ? (regions.of(code) ?? code) : ""),
  };
}

function destinationOf({ order }: StoreOrder) {
  const address = order.shippingAddress;
  return {
    toCountry: address?.countryCodeV2 ?? "",
    to: {
      line1: address?.address1 ?? "",
      city: address?.city ?? "",
      province: address?.province ?? address?.provinceCode ?? "",
      zip: address?.zip ?? "",
    },
  };
}
