import { recordEffect } from "../../store/effects.ts";
import { touch } from "../../store/returns.ts";
import {
  LINE,
  type LineRow,
  type OrderRow,
  PLAIN_LINE,
  type PlainLineRow,
  RETURN,
  type ReturnRow,
  returnUnits,
} from "../../store/rows.ts";
import { isoTime } from "../../store/shop.ts";
import { connectRows, type PageArguments } from "../connection.ts";
import { moneyBag } from "../money.ts";
import type { Call, Resolvers } from "../resolver.ts";

interface ReturnLine {
  __typename: "ReturnLineItem";
  id: number;
  row: ReturnRow;
  line: PlainLineRow;
  quantity: number;
  processed: number;
}

interface Answer {
  id: string;
  notifyCustomer?: boolean;
  declineReason?: string;
}

function findReturn({ shop }: Call, gid: string): ReturnRow | undefined {
  return shop.database.get<ReturnRow>(`${RETURN} WHERE order_return.id = ?`, shop.gids.local(gid, "Return"));
}

/** The merchant's word on a request; one that has been answered takes no second answer. */
function answer(call: Call, root: string, input: Answer, to: "OPEN" | "DECLINED") {
  const { shop } = call;
  const refuse = (message: string, code: string) => ({
    return: null,
    userErrors: [{ field: ["input", "id"], message, code }],
  });
  const row = findReturn(call, input.id);
  if (row === undefined) return refuse("Return not found.", "NOT_FOUND");
  if (row.status !== "REQUESTED")
    return refuse(
      `Return is not ${to === "OPEN" ? "approvable" : "declinable"}. Only returns with status REQUESTED are.`,
      "INVALID_STATE",
    );
  shop.database.run(
    "UPDATE order_return SET status = ?, decline = ? WHERE id = ?",
    to,
    input.declineReason ?? null,
    row.id,
  );
  const after = { status: to, ...(input.declineReason ? { reason: input.declineReason } : {}) };
  const effect = { kind: "return", root, target: input.id, before: { status: row.status }, after, client: call.client };
  recordEffect(shop, effect);
  touch(shop, row.order_id, shop.clock.now());
  return { return: findReturn(call, input.id), userErrors: [] };
}

/** Any request first, then anything on its way, then what has come back; what was refused counts as none. */
function returnStatus(call: Call, order: OrderRow): string {
  const statuses = returnsOf(call, order).map(({ status }) => status);
  if (statuses.includes("REQUESTED")) return "RETURN_REQUESTED";
  if (statuses.includes("OPEN")) return "IN_PROGRESS";
  return statuses.includes("CLOSED") || order.refunded_minor > 0 ? "RETURNED" : "NO_RETURN";
}

function returnsOf({ shop }: Call, order: OrderRow): ReturnRow[] {
  return shop.database.all<ReturnRow>(`${RETURN} WHERE order_id = ? ORDER BY order_return.id`, order.id);
}

function linesOf({ shop }: Call, row: ReturnRow): ReturnLine[] {
  return returnUnits(row).flatMap(({ line, quantity, processed }, index) => {
    const held = shop.database.get<PlainLineRow>(`${PLAIN_LINE} WHERE line.id = ?`, line);
    const id = row.id * 1_000 + index;
    return held ? [{ __typename: "ReturnLineItem" as const, id, row, line: held, quantity, processed }] : [];
  });
}

/** Returns of sent goods, from the shopper's request on. */
export const returnResolvers: Resolvers = {
  QueryRoot: {
    return: (_: unknown, { id }: { id: string }, call: Call) => findReturn(call, id) ?? null,
  },
  Mutation: {
    returnApproveRequest: (_: unknown, { input }: { input: Answer }, call: Call) =>
      answer(call, "returnApproveRequest", input, "OPEN"),
    returnDeclineRequest: (_: unknown, { input }: { input: Answer }, call: Call) =>
      answer(call, "returnDeclineRequest", input, "DECLINED"),
  },
  Order: {
    returnStatus: (row: OrderRow, _: unknown, call: Call) => returnStatus(call, row),
    returns: (row: OrderRow, page: PageArguments, call: Call) => connectRows(returnsOf(call, row), page),
  },
  Return: {
    id: (row: ReturnRow, _: unknown, { shop }: Call) => shop.gids.gid("Return", row.id),
    name: (row: ReturnRow, _: unknown, { shop }: Call) => {
      const order = shop.database.get<{ name: string }>("SELECT name FROM orders WHERE id = ?", row.order_id);
      return `${order?.name}-R${row.id}`;
    },
    createdAt: (row: ReturnRow) => isoTime(row.created_ms),
    returnLineItems: (row: ReturnRow, page: PageArguments, call: Call) => connectRows(linesOf(call, row), page),
  },
  ReturnLineItem: {
    id: (row: ReturnLine, _: unknown, { shop }: Call) => shop.gids.gid("ReturnLineItem", row.id),
    processedQuantity: (row: ReturnLine) => row.processed,
    refundableQuantity: (row: ReturnLine) => Math.min(row.processed, row.line.current_quantity),
    /** A refund of the order's lines is not one of the return. */
    refundedQuantity: () => 0,
    returnReasonDefinition: ({ row }: ReturnLine) => ({
      handle: row.reason,
      name: `${row.reason.charAt(0).toUpperCase()}${row.reason.slice(1).replaceAll("-", " ")}`,
    }),
    withCodeDiscountedTotalPriceSet: (row: ReturnLine) => moneyBag(row.quantity * row.line.unit_minor),
    fulfillmentLineItem: (row: ReturnLine, _: unknown, { shop }: Call) => ({
      id: shop.gids.gid("FulfillmentLineItem", row.line.id),
      lineItem: shop.database.get<LineRow>(`${LINE} WHERE line.id = ?`, row.line.id),
    }),
  },
};
