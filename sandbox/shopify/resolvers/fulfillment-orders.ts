import { recordEffect } from "../../store/effects.ts";
import { LINE, type LineRow, LOCATION, type OrderRow, VARIANT, type VariantRow } from "../../store/rows.ts";
import { isoTime, type Shop } from "../../store/shop.ts";
import { emit } from "../../webhooks/outbox.ts";
import { orderBody } from "../../webhooks/payloads.ts";
import { connect, connectRows, type PageArguments } from "../connection.ts";
import { type Call, type Resolvers, readOnce } from "../resolver.ts";
import { idFilter, searchCondition, timeFilter, wordFilter } from "../search.ts";
import type { OrderListArguments } from "./orders.ts";

/** Each order has one fulfillment order, with the order's own local number: this shop ships from one place. */
export interface FulfillmentOrderRow extends Omit<OrderRow, "__typename"> {
  __typename: "FulfillmentOrder";
}
const FULFILLMENT_ORDER = "SELECT 'FulfillmentOrder' AS __typename, orders.* FROM orders";

interface HoldRow {
  id: number;
  order_id: number;
  reason: string;
  notes: string | null;
  handle: string | null;
}

function holdsOf(shop: Shop, order: number): HoldRow[] {
  return shop.database.all<HoldRow>(
    "SELECT * FROM fulfillment_hold WHERE order_id = ? AND released_ms IS NULL ORDER BY id",
    order,
  );
}

export function statusOf(row: FulfillmentOrderRow): string {
  if (row.cancelled_ms !== null) return "CANCELLED";
  if (row.fulfillment_status === "FULFILLED") return "CLOSED";
  if (row.fulfillment_status === "ON_HOLD") return "ON_HOLD";
  return row.fulfillment_status === "PARTIALLY_FULFILLED" ? "IN_PROGRESS" : "OPEN";
}

export function findOrder(call: Call, gid: string): FulfillmentOrderRow | undefined {
  const local = call.shop.gids.local(gid, "FulfillmentOrder");
  return call.shop.database.get<FulfillmentOrderRow>(`${FULFILLMENT_ORDER} WHERE orders.id = ?`, local);
}

export function remaining(line: LineRow): number {
  return Math.max(0, line.current_quantity - line.fulfilled_quantity);
}

export function linesOf(shop: Shop, order: number): LineRow[] {
  return shop.database.all<LineRow>(`${LINE} WHERE line.order_id = ? ORDER BY line.id`, order);
}

/** Brings the order's fulfilment state in line with its lines and holds. */
export function settleOrder(shop: Shop, order: number, nowMs: number): void {
  const lines = linesOf(shop, order);
  const left = lines.reduce((total, line) => total + remaining(line), 0);
  const sent = lines.reduce((total, line) => total + line.fulfilled_quantity, 0);
  const held = holdsOf(shop, order).length > 0;
  const status = left === 0 ? "FULFILLED" : held ? "ON_HOLD" : sent > 0 ? "PARTIALLY_FULFILLED" : "UNFULFILLED";
  shop.database.run(
    "UPDATE orders SET fulfillment_status = ?, updated_ms = MAX(updated_ms, ?) WHERE id = ?",
    status,
    nowMs,
    order,
  );
  emit(shop, "ORDERS_UPDATED", nowMs, () => orderBody(shop, order));
  if (status === "FULFILLED") emit(shop, "ORDERS_FULFILLED", nowMs, () => orderBody(shop, order));
}

function holdEvent(
  shop: Shop,
  topic: "FULFILLMENT_HOLDS_ADDED" | "FULFILLMENT_HOLDS_RELEASED",
  order: number,
  nowMs: number,
) {
  const status = topic === "FULFILLMENT_HOLDS_ADDED" ? "on_hold" : "open";
  emit(shop, topic, nowMs, () => ({ fulfillment_order: { id: shop.gids.gid("FulfillmentOrder", order), status } }));
}

interface HoldInput {
  reason: string;
  reasonNotes?: string;
  handle?: string;
}

function hold(call: Call, gid: string, input: HoldInput) {
  const { shop } = call;
  const refuse = (field: string[], message: string, code: string) => ({
    fulfillmentHold: null,
    fulfillmentOrder: null,
    remainingFulfillmentOrder: null,
    userErrors: [{ field, message, code }],
  });
  const row = findOrder(call, gid);
  if (row === undefined) return refuse(["id"], "Fulfillment order could not be found.", "FULFILLMENT_ORDER_NOT_FOUND");
  const held = holdsOf(shop, row.id);
  if (held.length >= 10) {
    return refuse(
      ["id"],
      "The maximum number of fulfillment holds has been reached.",
      "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
    );
  }
  const handle = input.handle ?? "";
  if (held.some((each) => (each.handle ?? "") === handle)) {
    return refuse(
      ["fulfillmentHold", "handle"],
      "The handle provided for the fulfillment hold is already in use.",
      "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
    );
  }
  const nowMs = shop.clock.now();
  const made = shop.database.get<HoldRow>(
    "INSERT INTO fulfillment_hold (order_id, reason, notes, handle) VALUES (?, ?, ?, ?) RETURNING *",
    row.id,
    input.reason,
    input.reasonNotes ?? null,
    handle,
  );
  settleOrder(shop, row.id, nowMs);
  recordEffect(shop, {
    kind: "hold",
    root: "fulfillmentOrderHold",
    target: gid,
    after: { reason: input.reason, handle },
    client: call.client,
  });
  holdEvent(shop, "FULFILLMENT_HOLDS_ADDED", row.id, nowMs);
  return {
    fulfillmentHold: made && holdView(shop, made),
    fulfillmentOrder: findOrder(call, gid),
    remainingFulfillmentOrder: null,
    userErrors: [],
  };
}

function releaseHold(call: Call, gid: string, holdIds: string[] | null | undefined) {
  const { shop } = call;
  const row = findOrder(call, gid);
  if (row === undefined) {
    const error = {
      field: ["id"],
      message: "Fulfillment order could not be found.",
      code: "FULFILLMENT_ORDER_NOT_FOUND",
    };
    return { fulfillmentOrder: null, userErrors: [error] };
  }
  const nowMs = shop.clock.now();
  const wanted = holdIds?.map((id) => shop.gids.local(id, "FulfillmentHold"));
  const released = holdsOf(shop, row.id).filter(({ id }) => wanted === undefined || wanted.includes(id));
  for (const { id } of released)
    shop.database.run("UPDATE fulfillment_hold SET released_ms = ? WHERE id = ?", nowMs, id);
  settleOrder(shop, row.id, nowMs);
  for (const { reason, handle } of released) {
    const before = { reason, handle };
    recordEffect(shop, { kind: "hold", root: "fulfillmentOrderReleaseHold", target: gid, before, client: call.client });
  }
  holdEvent(shop, "FULFILLMENT_HOLDS_RELEASED", row.id, nowMs);
  return { fulfillmentOrder: findOrder(call, gid), userErrors: [] };
}

function holdView(shop: Shop, row: HoldRow) {
  return {
    __typename: "FulfillmentHold",
    id: shop.gids.gid("FulfillmentHold", row.id),
    reason: row.reason,
    reasonNotes: row.notes,
    handle: row.handle,
    heldByRequestingApp: true,
  };
}

const OPEN = "orders.fulfillment_status <> 'FULFILLED' AND orders.cancelled_ms IS NULL";

export const fulfillmentOrderResolvers: Resolvers = {
  QueryRoot: {
    fulfillmentOrder: (_: unknown, { id }: { id: string }, call: Call) => findOrder(call, id) ?? null,
    fulfillmentOrders: (_: unknown, args: OrderListArguments & { includeClosed?: boolean }, call: Call) => {
      const found = searchCondition(call, "fulfillmentOrders", args.query, {
        id: idFilter(call, "FulfillmentOrder", "orders.id"),
        updated_at: timeFilter("orders.updated_ms"),
        status: wordFilter("orders.fulfillment_status", {
          open: ["UNFULFILLED"],
          in_progress: ["PARTIALLY_FULFILLED"],
          on_hold: ["ON_HOLD"],
          closed: ["FULFILLED"],
        }),
      });
      return connect<FulfillmentOrderRow>(
        call,
        {
          select: FULFILLMENT_ORDER,
          where: [...(args.includeClosed === true ? [] : [OPEN]), ...(found ? [`(${found.sql})`] : [])],
          values: found?.values ?? [],
          sort: args.sortKey === "UPDATED_AT" ? "orders.updated_ms" : "orders.id",
          id: "orders.id",
        },
        args,
      );
    },
  },
  Mutation: {
    fulfillmentOrderHold: (
      _: unknown,
      { id, fulfillmentHold }: { id: string; fulfillmentHold: HoldInput },
      call: Call,
    ) => hold(call, id, fulfillmentHold),
    fulfillmentOrderReleaseHold: (_: unknown, { id, holdIds }: { id: string; holdIds?: string[] | null }, call: Call) =>
      releaseHold(call, id, holdIds),
    fulfillmentOrderMove: (_: unknown, __: unknown) => ({
      movedFulfillmentOrder: null,
      originalFulfillmentOrder: null,
      remainingFulfillmentOrder: null,
      userErrors: [
        { field: ["newLocationId"], message: "None of the items are stocked at the new location.", code: null },
      ],
    }),
  },
  Order: {
    fulfillmentOrders: (row: OrderRow, page: PageArguments) =>
      connectRows([{ ...row, __typename: "FulfillmentOrder" }], { first: page.first ?? 10, after: page.after ?? null }),
  },
  FulfillmentOrder: {
    id: (row: FulfillmentOrderRow, _: unknown, { shop }: Call) => shop.gids.gid("FulfillmentOrder", row.id),
    status: (row: FulfillmentOrderRow) => statusOf(row),
    requestStatus: () => "UNSUBMITTED",
    createdAt: (row: FulfillmentOrderRow) => isoTime(row.created_ms),
    updatedAt: (row: FulfillmentOrderRow) => isoTime(row.updated_ms),
    fulfillAt: (row: FulfillmentOrderRow) => isoTime(row.created_ms),
    fulfillBy: () => null,
    orderId: (row: FulfillmentOrderRow, _: unknown, { shop }: Call) => shop.gids.gid("Order", row.id),
    orderName: (row: FulfillmentOrderRow) => row.name,
    assignedLocation: (_: FulfillmentOrderRow, __: unknown, { shop }: Call) => {
      const location = shop.database.get<{ name: string }>(`${LOCATION} WHERE location.id = 1`);
      return { name: location?.name, location };
    },
    deliveryMethod: (row: FulfillmentOrderRow, _: unknown, { shop }: Call) => ({
      __typename: "DeliveryMethod",
      id: shop.gids.gid("DeliveryMethod", row.id),
      methodType: "SHIPPING",
    }),
    fulfillmentHolds: (row: FulfillmentOrderRow, _: unknown, { shop }: Call) =>
      holdsOf(shop, row.id).map((each) => holdView(shop, each)),
    supportedActions: (row: FulfillmentOrderRow) => {
      const byStatus: Record<string, string[]> = {
        OPEN: ["CREATE_FULFILLMENT", "HOLD", "MOVE", "SPLIT"],
        IN_PROGRESS: ["CREATE_FULFILLMENT", "HOLD"],
        ON_HOLD: ["RELEASE_HOLD", "HOLD"],
      };
      return (byStatus[statusOf(row)] ?? []).map((action) => ({ action }));
    },
    lineItems: (row: FulfillmentOrderRow, page: PageArguments, call: Call) =>
      connect<LineRow>(
        call,
        {
          select: LINE.replace("'LineItem'", "'FulfillmentOrderLineItem'"),
          where: ["line.order_id = ?", "line.current_quantity > 0"],
          values: [row.id],
          sort: "line.id",
          id: "line.id",
        },
        page,
      ),
  },
  FulfillmentOrderLineItem: {
    id: (row: LineRow, _: unknown, { shop }: Call) => shop.gids.gid("FulfillmentOrderLineItem", row.id),
    productTitle: (row: LineRow) => row.product_title,
    variantTitle: (row: LineRow) => (row.variant_title === "Default Title" ? null : row.variant_title),
    remainingQuantity: (row: LineRow) => remaining(row),
    totalQuantity: (row: LineRow) => row.current_quantity,
    inventoryItemId: (row: LineRow, _: unknown, { shop }: Call) =>
      row.gone === 1 ? null : shop.gids.gid("InventoryItem", row.variant_id),
    variant: (row: LineRow, _: unknown, call: Call) =>
      row.gone === 1 ? null : readOnce<VariantRow>(call, VARIANT, "variant", row.variant_id),
    lineItem: (row: LineRow, _: unknown, { shop }: Call) => shop.database.get(`${LINE} WHERE line.id = ?`, row.id),
  },
};
