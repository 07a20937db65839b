import type { ShopifyClient } from "#integrations/shopify/client.ts";
import {
  type FulfillmentOrderCoreFragment,
  fulfillmentOrderLines,
  type OrderForFulfillmentQuery,
  orderForFulfillment,
} from "#integrations/shopify/operations.generated.ts";
import type { StoreReading } from "./snapshot.ts";

type Read = NonNullable<OrderForFulfillmentQuery["order"]>;

/** An order as the store has it now, with all its open lines; the address is for the call alone and is kept nowhere. */
export interface StoreOrder {
  order: Read;
  fulfillmentOrders: { core: FulfillmentOrderCoreFragment; lines: StoreLine[] }[];
}

export interface StoreLine {
  id: string;
  lineId: string;
  remaining: number;
}

/** Our holds carry this, so that we release no other. */
export const HOLD_HANDLE = "royal-equips";

const sendable = new Set(["OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED"]);
const priority = "fulfilment" as const;

/** Null when the store has no such order. Every list is read to its end. */
export async function readStoreOrder(store: ShopifyClient, id: string): Promise<StoreOrder | null> {
  const found: StoreOrder["fulfillmentOrders"] = [];
  for (let after: string | null = null; ; ) {
    const { order } = (await store.run(orderForFulfillment, { id, after }, { priority })) as OrderForFulfillmentQuery;
    if (order === null) return null;
    for (const node of order.fulfillmentOrders.nodes) found.push({ core: node, lines: await allLines(store, node) });
    const { hasNextPage, endCursor } = order.fulfillmentOrders.pageInfo;
    if (!hasNextPage) return { order, fulfillmentOrders: found };
    after = endCursor ?? null;
  }
}

async function allLines(store: ShopifyClient, node: Read["fulfillmentOrders"]["nodes"][number]): Promise<StoreLine[]> {
  const lines = node.lineItems.nodes.map(lineOf);
  for (let page = node.lineItems.pageInfo; page.hasNextPage; ) {
    const reply = await store.run(
      fulfillmentOrderLines,
      { id: node.id, first: 250, after: page.endCursor },
      { priority },
    );
    if (reply.fulfillmentOrder === null) break;
    lines.push(...reply.fulfillmentOrder.lineItems.nodes.map(lineOf));
    page = reply.fulfillmentOrder.lineItems.pageInfo;
  }
  return lines;
}

function lineOf(line: { id: string; remainingQuantity: number; lineItem: { id: string } }): StoreLine {
  return { id: line.id, lineId: line.lineItem.id, remaining: line.remainingQuantity };
}

/** What of it may be remembered for the length of a decision: no word of the address. */
export function readingOf({ order, fulfillmentOrders }: StoreOrder): StoreReading {
  const live = fulfillmentOrders.filter(({ core }) => sendable.has(core.status));
  return {
    cancelled: order.cancelledAt !== null,
    addressProblem: addressProblem(order),
    holds: live.flatMap(({ core }) =>
      core.fulfillmentHolds.map(({ handle, heldByRequestingApp, reason }) => ({
        handle,
        ours: heldByRequestingApp && handle === HOLD_HANDLE,
        reason,
      })),
    ),
    open: live.flatMap(({ core, lines }) =>
      lines
        .filter(({ remaining }) => remaining > 0)
        .map(({ lineId, remaining }) => ({
          fulfillmentOrderId: core.id,
          locationId: core.assignedLocation.location?.id ?? null,
          lineId,
          remaining,
        })),
    ),
    refund: null,
  };
}

/** Why nobody could deliver there; null when it looks complete. */
export function addressProblem({ shippingAddress: address }: Pick<Read, "shippingAddress">): string | null {
  if (address === null) return "there is none";
  const missing = [
    address.name || address.lastName || address.company ? null : "the name",
    address.address1 ? null : "the street",
    address.city ? null : "the town",
    address.countryCodeV2 ? null : "the country",
  ].filter((part) => part !== null);
  if (missing.length > 0) return `${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing`;
  return address.validationResultSummary === "ERROR" ? "the store found it does not exist" : null;
}
