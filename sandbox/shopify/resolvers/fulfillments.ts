import { recordEffect } from "../../store/effects.ts";
import { FULFILLMENT, type FulfillmentRow, LINE, type LineRow, ORDER, type OrderRow } from "../../store/rows.ts";
import { isoTime, type Shop } from "../../store/shop.ts";
import { moveStock } from "../../store/stock.ts";
import { emit } from "../../webhooks/outbox.ts";
import { rawNumber } from "../../webhooks/raw-number.ts";
import { connectRows, type PageArguments } from "../connection.ts";
import { type Call, type Resolvers, readOnce } from "../resolver.ts";
import {
  type FulfillmentOrderRow,
  findOrder,
  linesOf,
  remaining,
  settleOrder,
  statusOf,
} from "./fulfillment-orders.ts";

/** Packed by the merchant's own people before the sandbox opened; kept only as the order's state. */
const PACKED_AFTER_MS = 26 * 3_600_000;

interface CreateInput {
  notifyCustomer?: boolean;
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string;
    fulfillmentOrderLineItems?: { id: string; quantity: number }[];
  }[];
  trackingInfo?: Tracking;
}

interface Tracking {
  company?: string;
  number?: string;
  numbers?: string[];
  url?: string;
  urls?: string[];
}

function trackingRows(tracking: Tracking | undefined) {
  const numbers = tracking?.numbers ?? (tracking?.number === undefined ? [] : [tracking.number]);
  const urls = tracking?.urls ?? (tracking?.url === undefined ? [] : [tracking.url]);
  return numbers.map((number, index) => ({ company: tracking?.company ?? null, number, url: urls[index] ?? null }));
}

function createFulfillment(call: Call, input: CreateInput) {
  const { shop } = call;
  const refuse = (message: string) => ({ fulfillment: null, userErrors: [{ field: ["fulfillment"], message }] });
  const picked: { line: LineRow; quantity: number }[] = [];
  let order: FulfillmentOrderRow | undefined;
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of input.lineItemsByFulfillmentOrder) {
    const row = findOrder(call, fulfillmentOrderId);
    if (row === undefined) return refuse("Fulfillment order does not exist.");
    if (order !== undefined && order.id !== row.id)
      return refuse("All fulfillment orders must belong to the same order.");
    order = row;
    const status = statusOf(row);
    if (status !== "OPEN" && status !== "IN_PROGRESS") {
      const digits = shop.gids.digits("FulfillmentOrder", row.id);
      return refuse(`Fulfillment order ${digits} has an unfulfillable status= ${status.toLowerCase()}.`);
    }
    const lines = linesOf(shop, row.id);
    const wanted = fulfillmentOrderLineItems?.length
      ? fulfillmentOrderLineItems.map(({ id, quantity }) => ({
          line: lines.find((line) => line.id === shop.gids.local(id, "FulfillmentOrderLineItem")),
          quantity,
        }))
      : lines.map((line) => ({ line, quantity: remaining(line) })).filter(({ quantity }) => quantity > 0);
    for (const { line, quantity } of wanted) {
      if (line === undefined || quantity <= 0 || quantity > remaining(line)) {
        return refuse("Invalid fulfillment order line item quantity requested.");
      }
      picked.push({ line, quantity });
    }
  }
  if (order === undefined || picked.length === 0) return refuse("Nothing to fulfill.");
  return { fulfillment: ship(call, order, picked, input), userErrors: [] };
}

function ship(
  call: Call,
  order: FulfillmentOrderRow,
  picked: { line: LineRow; quantity: number }[],
  { trackingInfo: tracking, notifyCustomer = false }: CreateInput,
) {
  const { shop } = call;
  const nowMs = shop.clock.now();
  for (const { line, quantity } of picked) {
    shop.database.run("UPDATE line SET fulfilled_quantity = fulfilled_quantity + ? WHERE id = ?", quantity, line.id);
    moveStock(shop, { item: line.variant_id, location: 1, committed: -quantity, atMs: nowMs });
  }
  const lines = picked.map(({ line, quantity }) => [line.id, line.variant_id, quantity]);
  const id = Math.max(2_000_000, shop.database.count("SELECT MAX(id) FROM fulfillment")) + 1;
  shop.database.run(
    `INSERT INTO fulfillment (id, order_id, status, tracking, lines, created_ms, updated_ms) VALUES (?, ?, 'SUCCESS', ?, ?, ?, ?)`,
    id,
    order.id,
    JSON.stringify(trackingRows(tracking)),
    JSON.stringify(lines),
    nowMs,
    nowMs,
  );
  settleOrder(shop, order.id, nowMs);
  const target = shop.gids.gid("Order", order.id);
  const after = {
    lines: picked.map(({ line, quantity }) => ({ sku: line.sku, quantity })),
    tracking: trackingRows(tracking),
  };
  recordEffect(shop, { kind: "fulfillment", root: "fulfillmentCreate", target, after, client: call.client });
  // The platform's own mail to the buyer.
  if (notifyCustomer)
    recordEffect(shop, {
      kind: "notification",
      root: "fulfillmentCreate",
      target,
      after: { fulfillment: shop.gids.gid("Fulfillment", id) },
      client: call.client,
    });
  emit(shop, "FULFILLMENTS_CREATE", nowMs, () => fulfillmentBody(shop, id));
  return findFulfillment(shop, id);
}

function findFulfillment(shop: Shop, id: number): FulfillmentRow | undefined {
  return shop.database.get<FulfillmentRow>(`${FULFILLMENT} WHERE fulfillment.id = ?`, id);
}

function fulfillmentBody(shop: Shop, id: number): Record<string, unknown> {
  const row = findFulfillment(shop, id);
  if (row === undefined) return {};
  const [first] = JSON.parse(row.tracking) as { company: string | null; number: string; url: string | null }[];
  return {
    id: rawNumber(shop.gids.digits("Fulfillment", id)),
    admin_graphql_api_id: shop.gids.gid("Fulfillment", id),
    order_id: rawNumber(shop.gids.digits("Order", row.order_id)),
    status: row.status.toLowerCase(),
    tracking_company: first?.company ?? null,
    tracking_number: first?.number ?? null,
    tracking_url: first?.url ?? null,
    created_at: isoTime(row.created_ms),
    updated_at: isoTime(row.updated_ms),
  };
}

function cancelFulfillment(call: Call, gid: string) {
  const { shop } = call;
  const row = findFulfillment(shop, shop.gids.local(gid, "Fulfillment"));
  if (row === undefined)
    return { fulfillment: null, userErrors: [{ field: ["id"], message: "Fulfillment not found." }] };
  if (row.status === "CANCELLED") {
    return { fulfillment: row, userErrors: [{ field: ["id"], message: "Fulfillment is already cancelled." }] };
  }
  const nowMs = shop.clock.now();
  for (const [line, item, quantity] of JSON.parse(row.lines) as [number, number, number][]) {
    shop.database.run(
      "UPDATE line SET fulfilled_quantity = MAX(0, fulfilled_quantity - ?) WHERE id = ?",
      quantity,
      line,
    );
    moveStock(shop, { item, location: 1, committed: quantity, atMs: nowMs });
  }
  shop.database.run("UPDATE fulfillment SET status = 'CANCELLED', updated_ms = ? WHERE id = ?", nowMs, row.id);
  settleOrder(shop, row.order_id, nowMs);
  const states = { before: row.status, after: "CANCELLED" };
  recordEffect(shop, { kind: "fulfillment", root: "fulfillmentCancel", target: gid, ...states, client: call.client });
  emit(shop, "FULFILLMENTS_UPDATE", nowMs, () => fulfillmentBody(shop, row.id));
  return { fulfillment: findFulfillment(shop, row.id), userErrors: [] };
}

function updateTracking(call: Call, gid: string, tracking: Tracking) {
  const { shop } = call;
  const row = findFulfillment(shop, shop.gids.local(gid, "Fulfillment"));
  if (row === undefined) {
    return { fulfillment: null, userErrors: [{ field: ["fulfillmentId"], message: "Fulfillment does not exist." }] };
  }
  const rows = trackingRows(tracking);
  const nowMs = shop.clock.now();
  shop.database.run(
    "UPDATE fulfillment SET tracking = ?, updated_ms = ? WHERE id = ?",
    JSON.stringify(rows),
    nowMs,
    row.id,
  );
  const states = { before: JSON.parse(row.tracking) as unknown, after: rows };
  recordEffect(shop, {
    kind: "tracking",
    root: "fulfillmentTrackingInfoUpdate",
    target: gid,
    ...states,
    client: call.client,
  });
  emit(shop, "FULFILLMENTS_UPDATE", nowMs, () => fulfillmentBody(shop, row.id));
  return { fulfillment: findFulfillment(shop, row.id), userErrors: [] };
}

export const fulfillmentResolvers: Resolvers = {
  QueryRoot: {
    fulfillment: (_: unknown, { id }: { id: string }, { shop }: Call) =>
      findFulfillment(shop, shop.gids.local(id, "Fulfillment")) ?? null,
  },
  Mutation: {
    fulfillmentCreate: (_: unknown, { fulfillment }: { fulfillment: CreateInput }, call: Call) =>
      createFulfillment(call, fulfillment),
    fulfillmentCancel: (_: unknown, { id }: { id: string }, call: Call) => cancelFulfillment(call, id),
    fulfillmentTrackingInfoUpdate: (
      _: unknown,
      { fulfillmentId, trackingInfoInput }: { fulfillmentId: string; trackingInfoInput: Tracking },
      call: Call,
    ) => updateTracking(call, fulfillmentId, trackingInfoInput),
  },
  Order: {
    fulfillments: (row: OrderRow, { first }: { first?: number | null }, { shop }: Call) => {
      const rows = shop.database.all<FulfillmentRow>(
        `${FULFILLMENT} WHERE order_id = ? ORDER BY fulfillment.id`,
        row.id,
      );
      const packedBefore = rows.length === 0 && row.fulfillment_status === "FULFILLED" && row.cancelled_ms === null;
      return (packedBefore ? [packed(row)] : rows).slice(0, first ?? undefined);
    },
  },
  Fulfillment: {
    id: (row: FulfillmentRow, _: unknown, { shop }: Call) => shop.gids.gid("Fulfillment", row.id),
    name: (row: FulfillmentRow, _: unknown, call: Call) =>
      `${readOnce<OrderRow>(call, ORDER, "orders", row.order_id)?.name}-F1`,
    displayStatus: (row: FulfillmentRow) => (row.status === "CANCELLED" ? "CANCELED" : "FULFILLED"),
    createdAt: (row: FulfillmentRow) => isoTime(row.created_ms),
    updatedAt: (row: FulfillmentRow) => isoTime(row.updated_ms),
    inTransitAt: () => null,
    deliveredAt: () => null,
    estimatedDeliveryAt: () => null,
    trackingInfo: (row: FulfillmentRow) => JSON.parse(row.tracking) as unknown,
    fulfillmentLineItems: (row: FulfillmentRow, page: PageArguments, call: Call) => {
      const lines = JSON.parse(row.lines) as [number, number, number][];
      const rows = lines.map(([line, , quantity]) => ({
        id: call.shop.gids.gid("FulfillmentLineItem", line),
        quantity,
        lineItem: readOnce<LineRow>(call, LINE, "line", line),
      }));
      return connectRows(rows, page);
    },
  },
};

function packed(order: OrderRow): FulfillmentRow {
  const atMs = order.created_ms + PACKED_AFTER_MS;
  const kept = { status: "SUCCESS", tracking: "[]", lines: "[]", created_ms: atMs, updated_ms: atMs };
  return { __typename: "Fulfillment", id: order.id, order_id: order.id, ...kept };
}
