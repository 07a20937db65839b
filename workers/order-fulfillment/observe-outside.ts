import { toKitError } from "#agent-kit/errors.ts";
import { type Ask, askSuppliers } from "./ask-suppliers.ts";
import { hearOfParcels } from "./hear-of-parcels.ts";
import type { Context } from "./observe.ts";
import { readReturns } from "./observe-returns.ts";
import { observeRisk } from "./observe-risk.ts";
import type { OrderRows } from "./order-rows.ts";
import { readRefund } from "./read-refund.ts";
import type { LineUnits, OrderSnapshot, RiskReading, StoreReading } from "./snapshot.ts";
import { readingOf, readStoreOrder } from "./store-order.ts";
import { isUndecided, liveOrders, tally } from "./units.ts";

const paid = new Set(["PAID", "PARTIALLY_REFUNDED"]);
const hour = 3_600_000;

/** Asks the store and the suppliers what the next step of each order needs to know, and nothing else. */
export async function observeOutside(
  context: Context,
  shop: { currency: string },
  orders: OrderRows[],
): Promise<OrderSnapshot[]> {
  const risks = await observeRisk(context, orders.filter(needsRisk));
  const budget = { left: context.settings.lookupsAtOnce };
  const seen: OrderSnapshot[] = [];
  const asks: Ask[] = [];
  for (const rows of orders) seen.push(await lookAt(context, rows, risks, budget, asks));
  const quotes = await askSuppliers(context, shop, asks);
  return seen.map((each) => ({ ...each, quotes: quotes.get(each.order.id) ?? null }));
}

/** Weighed once, again as long as its verdict keeps the order back, and when its window ends: the store may know more by then. */
function needsRisk({ order, remembered }: OrderRows): boolean {
  if (!isOpen(order) || !paid.has(order.financialStatus ?? "") || order.lines.length === 0) return false;
  if (remembered === null || remembered.riskDecision === null) return true;
  const kept = remembered.state === "held" && remembered.riskDecision !== "pass";
  return remembered.state === "risk" || kept || (remembered.state === "window" && remembered.riskDecision === "pass");
}

function isOpen(order: OrderRows["order"]): boolean {
  return (
    order.cancelledAt === null && order.deletedAt === null && !order.test && order.fulfillmentStatus !== "FULFILLED"
  );
}

async function lookAt(
  context: Context,
  rows: OrderRows,
  risks: Map<string, RiskReading | string>,
  budget: { left: number },
  asks: Ask[],
): Promise<OrderSnapshot> {
  const { customerId: _customer, sources, numbers, returnAsked: _asked, ...known } = rows;
  const risk = risks.get(rows.order.id) ?? null;
  const snapshot: OrderSnapshot = {
    ...known,
    news: await hearOfParcels(context, rows, numbers, budget),
    risk: typeof risk === "string" ? null : risk,
    store: null,
    quotes: null,
    returns: await readReturns(context, rows, budget),
    unsourced: rows.order.lines.filter(({ id }) => !sources.some(({ lineId }) => lineId === id)).map(({ id }) => id),
    unread: typeof risk === "string" ? risk : null,
  };
  const wanted = toOrder(context, rows);
  const heldByUs = rows.actions.some(({ kind, status }) => kind === "order.hold" && status === "applied");
  if (wanted.length === 0 && !(heldByUs && rows.remembered?.state === "held")) return snapshot;
  if (budget.left <= 0) return { ...snapshot, unread: "other orders were asked about first" };
  budget.left -= 1;
  try {
    const found = await readStoreOrder(context.clients.store(), rows.order.id);
    if (found === null) return { ...snapshot, unread: "the store no longer has the order" };
    const store = readingOf(found);
    const free = store.addressProblem === null && store.holds.length === 0;
    const read = { ...snapshot, store: await withRefund(context, rows, store) };
    if (wanted.length > 0 && free) asks.push({ rows, wanted, store: found });
    return read;
  } catch (thrown) {
    const error = toKitError(thrown);
    context.log.warn("an order could not be read", { order: rows.order.id, error });
    return { ...snapshot, unread: `the store could not be read: ${error.message}` };
  }
}

/** Lines with a supplier that nothing stands for yet, once risk and cancel window are behind. */
function toOrder({ settings, now }: Context, rows: OrderRows): LineUnits[] {
  const { order, remembered, actions, sources } = rows;
  if (!isOpen(order) || !paid.has(order.financialStatus ?? "") || remembered?.riskDecision == null) return [];
  if (now < order.processedAt + settings.cancelWindowMinutes * 60_000) return [];
  const live = liveOrders(actions);
  if (live.some(isUndecided)) return [];
  const covered = tally(live.flatMap(({ payload }) => payload.lines));
  return order.lines.flatMap(({ id, quantity }) => {
    const left = quantity - (covered.get(id) ?? 0);
    return left > 0 && sources.some(({ lineId }) => lineId === id) ? [{ lineId: id, quantity: left }] : [];
  });
}

/** What the store would pay back for what nobody could send for long enough. */
async function withRefund(context: Context, rows: OrderRows, store: StoreReading): Promise<StoreReading> {
  const { shortSince, short } = rows.remembered?.detail ?? {};
  if (shortSince === undefined || !short?.length) return store;
  if (context.now < shortSince + context.settings.refundAfterHours * hour) return store;
  return { ...store, refund: await readRefund(context, rows.order.id, short) };
}
