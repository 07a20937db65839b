import { randomUUID } from "node:crypto";
import { recordEffect } from "../../store/effects.ts";
import { LINE, type LineRow, REFUND, type RefundRow } from "../../store/rows.ts";
import { writeRefund } from "../../store/sales.ts";
import { moveStock } from "../../store/stock.ts";
import { emit } from "../../webhooks/outbox.ts";
import { orderBody } from "../../webhooks/payloads.ts";
import { parseMoney } from "../money.ts";
import type { Call, Resolvers } from "../resolver.ts";
import { readOrder } from "./orders.ts";

/** An order's cancellation shows as a job for this long. */
const JOB_MS = 400;

interface OrderInput {
  id: string;
  note?: string | null;
  tags?: string[];
}

function updateOrder(call: Call, input: OrderInput) {
  const { shop } = call;
  const before = readOrder(call, input.id);
  if (before === undefined) return { order: null, userErrors: [{ field: ["id"], message: "Order does not exist" }] };
  const nowMs = shop.clock.now();
  shop.database.run(
    "UPDATE orders SET note = ?, tags = COALESCE(?, tags), updated_ms = ? WHERE id = ?",
    input.note === undefined ? before.note : input.note,
    input.tags === undefined ? null : JSON.stringify([...input.tags].sort()),
    nowMs,
    before.id,
  );
  const after = readOrder(call, input.id);
  const view = (row: typeof after) => row && { note: row.note, tags: JSON.parse(row.tags) as string[] };
  const states = { before: view(before), after: view(after) };
  recordEffect(shop, { kind: "order", root: "orderUpdate", target: input.id, ...states, client: call.client });
  emit(shop, "ORDERS_UPDATED", nowMs, () => orderBody(shop, before.id));
  return { order: after, userErrors: [] };
}

interface CancelArguments {
  orderId: string;
  reason: string;
  restock: boolean;
  refundMethod?: { originalPaymentMethodsRefund?: boolean };
}

function cancelOrder(call: Call, args: CancelArguments) {
  const { shop } = call;
  const refuse = (message: string, code: string) => ({
    job: null,
    orderCancelUserErrors: [{ field: ["orderId"], message, code }],
  });
  const order = readOrder(call, args.orderId);
  if (order === undefined) return refuse("Order not found", "NOT_FOUND");
  if (order.cancelled_ms !== null) return refuse("Order has already been cancelled", "INVALID");
  if (order.fulfillment_status === "FULFILLED") return refuse("Cannot cancel a fulfilled order", "INVALID");
  const nowMs = shop.clock.now();
  const lines = shop.database.all<LineRow>(`${LINE} WHERE line.order_id = ?`, order.id);
  for (const line of lines) {
    const open = Math.max(0, line.current_quantity - line.fulfilled_quantity);
    const available = args.restock ? open : 0;
    moveStock(shop, { item: line.variant_id, location: 1, available, committed: -open, atMs: nowMs });
    shop.database.run("UPDATE line SET current_quantity = current_quantity - ? WHERE id = ?", open, line.id);
  }
  const paidBack = args.refundMethod?.originalPaymentMethodsRefund === true;
  shop.database.run(
    `UPDATE orders SET cancelled_ms = ?1, cancel_reason = ?2, updated_ms = ?1,
       refunded_minor = CASE WHEN ?3 THEN total_minor ELSE refunded_minor END,
       financial_status = CASE WHEN ?3 THEN 'REFUNDED' ELSE financial_status END WHERE id = ?4`,
    nowMs,
    args.reason,
    paidBack ? 1 : 0,
    order.id,
  );
  const after = { reason: args.reason, restocked: args.restock, refunded: paidBack };
  recordEffect(shop, { kind: "cancellation", root: "orderCancel", target: args.orderId, after, client: call.client });
  emit(shop, "ORDERS_CANCELLED", nowMs, () => orderBody(shop, order.id));
  const id = `gid://shopify/Job/${randomUUID()}`;
  shop.database.run("INSERT INTO job (id, ready_ms) VALUES (?, ?)", id, nowMs + JOB_MS);
  return { job: { id, done: false }, orderCancelUserErrors: [] };
}

interface RiskInput {
  orderId: string;
  riskLevel: string;
  facts: { description: string; sentiment: string }[];
}

function assessRisk(call: Call, input: RiskInput) {
  const { shop } = call;
  const refuse = (field: string, message: string, code: string) => ({
    orderRiskAssessment: null,
    userErrors: [{ field: ["orderRiskAssessmentInput", field], message, code }],
  });
  const order = readOrder(call, input.orderId);
  if (order === undefined) return refuse("orderId", "Order not found", "NOT_FOUND");
  if (order.fulfillment_status === "FULFILLED") {
    return refuse("orderId", "Order has already been fulfilled", "ORDER_ALREADY_FULFILLED");
  }
  if (input.facts.length > 20) return refuse("facts", "Too many facts, the most is 20", "TOO_MANY_FACTS");
  if (input.facts.some(({ description }) => description.length > 256)) {
    return refuse("facts", "A fact's description is at most 256 characters", "INVALID");
  }
  const nowMs = shop.clock.now();
  shop.database.run(
    "INSERT INTO risk_assessment (order_id, level, facts, created_ms) VALUES (?, ?, ?, ?)",
    order.id,
    input.riskLevel,
    JSON.stringify(input.facts),
    nowMs,
  );
  shop.database.run("UPDATE orders SET updated_ms = ? WHERE id = ?", nowMs, order.id);
  const after = { level: input.riskLevel, facts: input.facts.length };
  recordEffect(shop, {
    kind: "risk",
    root: "orderRiskAssessmentCreate",
    target: input.orderId,
    after,
    client: call.client,
  });
  emit(shop, "ORDERS_RISK_ASSESSMENT_CHANGED", nowMs, () => ({
    admin_graphql_api_order_id: shop.gids.gid("Order", order.id),
    provider_title: "Royal Equips (sandbox)",
    risk_level: input.riskLevel.toLowerCase(),
    created_at: new Date(nowMs).toISOString(),
  }));
  const provider = { id: shop.gids.gid("App", 1), handle: "royal-equips", title: "Royal Equips (sandbox)" };
  return { orderRiskAssessment: { riskLevel: input.riskLevel, provider, facts: input.facts }, userErrors: [] };
}

interface RefundInput {
  orderId: string;
  note?: string;
  refundLineItems?: { lineItemId: string; quantity: number; restockType?: string }[];
  transactions?: { amount: string }[];
}

function createRefund(call: Call, input: RefundInput) {
  const { shop } = call;
  const order = readOrder(call, input.orderId);
  const refuse = (field: string, message: string) => ({
    refund: null,
    order: null,
    userErrors: [{ field: [field], message }],
  });
  if (order === undefined) return refuse("orderId", "Order does not exist");
  const wanted = (input.refundLineItems ?? []).map((each) => ({
    ...each,
    line: shop.database.get<LineRow>(
      `${LINE} WHERE line.id = ? AND line.order_id = ?`,
      shop.gids.local(each.lineItemId, "LineItem"),
      order.id,
    ),
  }));
  if (wanted.some(({ line, quantity }) => line === undefined || quantity > line.current_quantity)) {
    return refuse("refundLineItems", "Quantity cannot refund more items than were purchased");
  }
  const paidMinor = (input.transactions ?? []).reduce((total, { amount }) => total + (parseMoney(amount) ?? 0), 0);
  if (paidMinor > order.total_minor - order.refunded_minor) {
    return refuse("transactions", "Refund amount is greater than the amount that can be refunded");
  }
  const firstLine = Math.max(20_000_000, shop.database.count("SELECT MAX(id) FROM refund_line")) + 1;
  const id = Math.max(20_000_000, shop.database.count("SELECT MAX(id) FROM refund")) + 1;
  writeRefund(shop, {
    id,
    order: order.id,
    note: input.note ?? null,
    atMs: shop.clock.now(),
    totalMinor: input.transactions === undefined ? undefined : paidMinor,
    lines: wanted.flatMap(({ line, quantity, restockType }, index) =>
      line === undefined
        ? []
        : {
            id: firstLine + index,
            line: line.id,
            item: line.variant_id,
            quantity,
            subtotalMinor: quantity * line.unit_minor,
            restock: restockType ?? "NO_RESTOCK",
            shipped: line.fulfilled_quantity > 0,
          },
    ),
  });
  const refund = shop.database.get<RefundRow>(`${REFUND} WHERE refund.id = ?`, id);
  recordEffect(shop, {
    kind: "refund",
    root: "refundCreate",
    target: input.orderId,
    after: { totalMinor: refund?.total_minor },
    key: call.idempotencyKey,
    client: call.client,
  });
  return { refund, order: readOrder(call, input.orderId), userErrors: [] };
}

export const orderChangeResolvers: Resolvers = {
  Mutation: {
    orderUpdate: (_: unknown, { input }: { input: OrderInput }, call: Call) => updateOrder(call, input),
    orderCancel: (_: unknown, args: CancelArguments, call: Call) => cancelOrder(call, args),
    orderRiskAssessmentCreate: (
      _: unknown,
      { orderRiskAssessmentInput }: { orderRiskAssessmentInput: RiskInput },
      call: Call,
    ) => assessRisk(call, orderRiskAssessmentInput),
    refundCreate: (_: unknown, { input }: { input: RefundInput }, call: Call) => createRefund(call, input),
  },
};
