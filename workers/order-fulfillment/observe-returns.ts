import { toKitError } from "#agent-kit/errors.ts";
import type { ShopifyClient } from "#integrations/shopify/client.ts";
import {
  type OrderReturnsQuery,
  orderReturns,
  type ReturnByIdQuery,
  returnById,
} from "#integrations/shopify/operations.generated.ts";
import type { Context } from "./observe.ts";
import type { OrderRows } from "./order-rows.ts";
import { minorOf, readRefund } from "./read-refund.ts";
import { returnTarget } from "./returns.ts";
import type { LineUnits, OwnAction, ReturnReading } from "./snapshot.ts";
import { tally } from "./units.ts";

type Found = NonNullable<ReturnByIdQuery["return"]>;
type Line = Found["returnLineItems"]["nodes"][number];

const sent = new Set(["FULFILLED", "PARTIALLY_FULFILLED"]);
const followed = new Set(["REQUESTED", "OPEN", "CLOSED"]);
const priority = "fulfilment" as const;

/**
 * The returns of an order of which something was sent, when it has changed since our last look (a request changes it), when
 * the store told us of a request, or while one is being followed. Null for every other order.
 */
export async function readReturns(
  context: Context,
  { order, remembered, returnAsked, actions }: OrderRows,
  budget: { left: number },
): Promise<ReturnReading[] | "unread" | null> {
  if (remembered === null || order.deletedAt !== null || !sent.has(order.fulfillmentStatus ?? "")) return null;
  const following = remembered.detail.returns;
  if (following === undefined && order.updatedAt <= remembered.orderUpdatedAt && !returnAsked) return null;
  if (budget.left <= 0) return "unread";
  budget.left -= 1;
  try {
    return await read(context, { id: order.id, following: following ?? [], actions });
  } catch (thrown) {
    const error = toKitError(thrown);
    context.log.warn("returns could not be read", { order: order.id, error });
    // A grant without the scope is the same next time.
    return error.code === "access-denied" ? null : "unread";
  }
}

interface Asked {
  id: string;
  following: string[];
  actions: OwnAction[];
}

async function read(context: Context, order: Asked): Promise<ReturnReading[]> {
  const store = context.clients.store();
  const { ids, sentAt, deliveredAt } = await listed(store, order.id, order.following);
  const readings: ReturnReading[] = [];
  for (const id of ids) {
    const found = await whole(store, id);
    if (found === null) continue;
    // A line the store could not match with anything that was sent has neither goods nor a price.
    const lines = found.lines.filter((line) => line.fulfillmentLineItem !== undefined);
    const paidBack = paidFor(order.actions, returnTarget(order.id, id));
    const due = lines.flatMap((line) => unitsBack(line, found.head.status, paidBack));
    readings.push({
      id,
      name: found.head.name,
      status: found.head.status,
      requestedAt: Date.parse(found.head.createdAt),
      lines: lines.map((line) => ({ lineId: line.fulfillmentLineItem.lineItem.id, quantity: line.quantity })),
      units: found.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      valueMinor: lines.reduce((sum, line) => sum + minorOf(line.withCodeDiscountedTotalPriceSet.shopMoney), 0),
      reasons: [...new Set(found.lines.flatMap(({ returnReasonDefinition: reason }) => reason?.name ?? []))],
      sentAt,
      deliveredAt,
      refund: due.length > 0 ? await readRefund(context, order.id, due) : null,
    });
  }
  return readings;
}

/** Units that have come back and are not paid back. A closed return says what may be paid, an open one what was looked at. */
function unitsBack(line: Line, status: string, paidBack: Map<string, number>): LineUnits[] {
  if (status === "REQUESTED") return [];
  const looked = Math.max(0, line.processedQuantity - line.refundedQuantity);
  const back = status === "CLOSED" ? line.refundableQuantity : Math.min(looked, line.refundableQuantity);
  const { id, refundableQuantity } = line.fulfillmentLineItem.lineItem;
  // A refund of the order's lines is none of the return's own: what we paid is counted here.
  const quantity = Math.min(back - (paidBack.get(id) ?? 0), refundableQuantity);
  return quantity > 0 ? [{ lineId: id, quantity }] : [];
}

function paidFor(actions: readonly OwnAction[], target: string): Map<string, number> {
  const refunds = actions.filter(
    (each) => each.kind === "order.refund" && each.target === target && each.status === "applied",
  );
  return tally(refunds.flatMap(({ payload }) => (payload as { lines?: LineUnits[] } | null)?.lines ?? []));
}

/** Requests and returns on their way, and those we follow whatever became of them; and when the order's goods went. */
async function listed(store: ShopifyClient, id: string, following: string[]) {
  const ids: string[] = [];
  const times: { sentAt: number | null; deliveredAt: number | null } = { sentAt: null, deliveredAt: null };
  for (let after: string | null = null; ; ) {
    const { order } = (await store.run(orderReturns, { id, after }, { priority })) as OrderReturnsQuery;
    if (order === null) return { ids, ...times };
    for (const parcel of order.fulfillments.filter(({ status }) => status !== "CANCELLED")) {
      times.sentAt = latest(times.sentAt, parcel.createdAt);
      times.deliveredAt = latest(times.deliveredAt, parcel.deliveredAt);
    }
    for (const each of order.returns.nodes)
      if (followed.has(each.status) && (each.status !== "CLOSED" || following.includes(each.id))) ids.push(each.id);
    const { hasNextPage, endCursor } = order.returns.pageInfo;
    if (!hasNextPage) return { ids, ...times };
    after = endCursor ?? null;
  }
}

async function whole(store: ShopifyClient, id: string): Promise<{ head: Found; lines: Line[] } | null> {
  const lines: Line[] = [];
  for (let after: string | null = null; ; ) {
    const { return: found } = (await store.run(returnById, { id, after }, { priority })) as ReturnByIdQuery;
    if (found === null) return null;
    lines.push(...found.returnLineItems.nodes);
    const { hasNextPage, endCursor } = found.returnLineItems.pageInfo;
    if (!hasNextPage) return { head: found, lines };
    after = endCursor ?? null;
  }
}

function latest(held: number | null, time: string | null): number | null {
  return time === null ? held : Math.max(held ?? 0, Date.parse(time));
}
