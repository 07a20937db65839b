import { generatedMark } from "../../store/generated.ts";
import { type OrderTwist, orderTwist } from "../../store/order-twist.ts";
import {
  CUSTOMER,
  type CustomerRow,
  LINE,
  type LineRow,
  ORDER,
  type OrderRow,
  PLAIN_LINE,
  type PlainLineRow,
  REFUND,
  type RefundRow,
} from "../../store/rows.ts";
import { CURRENCY, isoTime, SHOP_DOMAIN } from "../../store/shop.ts";
import { connect, type PageArguments } from "../connection.ts";
import { countryCode } from "../countries.ts";
import { moneyBag } from "../money.ts";
import { type Call, type Resolvers, readOnce } from "../resolver.ts";
import {
  containsFilter,
  idFilter,
  numberFilter,
  searchCondition,
  tagFilter,
  textFilter,
  timeFilter,
  wordFilter,
} from "../search.ts";

const ORDER_SORTS: Record<string, string> = {
  CREATED_AT: "orders.created_ms",
  UPDATED_AT: "orders.updated_ms",
  PROCESSED_AT: "orders.created_ms",
  TOTAL_PRICE: "orders.total_minor",
};

const FINANCIAL = {
  paid: ["PAID"],
  refunded: ["REFUNDED"],
  partially_refunded: ["PARTIALLY_REFUNDED"],
};
const FULFILLMENT = {
  shipped: ["FULFILLED"],
  fulfilled: ["FULFILLED"],
  unshipped: ["UNFULFILLED"],
  unfulfilled: ["UNFULFILLED", "PARTIALLY_FULFILLED", "ON_HOLD"],
  partial: ["PARTIALLY_FULFILLED"],
  on_hold: ["ON_HOLD"],
};

function orderFilters(call: Call) {
  return {
    default: containsFilter("orders.name"),
    id: idFilter(call, "Order", "orders.id"),
    name: textFilter("orders.name"),
    created_at: timeFilter("orders.created_ms"),
    updated_at: timeFilter("orders.updated_ms"),
    processed_at: timeFilter("orders.created_ms"),
    customer_id: idFilter(call, "Customer", "orders.customer_id"),
    financial_status: wordFilter("orders.financial_status", FINANCIAL),
    fulfillment_status: wordFilter("orders.fulfillment_status", FULFILLMENT),
    total_price: numberFilter("orders.total_minor", 100),
    tag: tagFilter("orders.tags"),
    tag_not: (value: string) => {
      const tagged = tagFilter("orders.tags")(value, ":");
      return tagged && { sql: `NOT ${tagged.sql}`, values: tagged.values };
    },
    source_name: textFilter("orders.source_name"),
    test: (value: string) => ({ sql: value === "true" ? "0" : "1", values: [] }),
    status: (value: string) => {
      const states: Record<string, string> = {
        any: "1",
        open: "orders.cancelled_ms IS NULL",
        not_closed: "orders.cancelled_ms IS NULL",
        cancelled: "orders.cancelled_ms IS NOT NULL",
        closed: "0",
      };
      const sql = states[value.toLowerCase()];
      return sql === undefined ? undefined : { sql, values: [] };
    },
    email: (value: string) => ({
      sql: "orders.customer_id IN (SELECT id FROM customer WHERE email = ?)",
      values: [value.toLowerCase()],
    }),
    sku: (value: string) => ({
      sql: `orders.id IN (SELECT order_id FROM line JOIN variant ON variant.id = line.variant_id WHERE variant.sku = ?)`,
      values: [value],
    }),
  };
}

export type OrderListArguments = PageArguments & { query?: string | null; sortKey?: string | null };

/** A page of orders, narrowed by `scope` (a condition and its values) and the search text. */
export function listOrders(call: Call, args: OrderListArguments, scope?: { sql: string; values: number[] }) {
  const found = searchCondition(call, "orders", args.query, orderFilters(call));
  return connect<OrderRow>(
    call,
    {
      select: ORDER,
      where: [...(scope ? [scope.sql] : []), ...(found ? [`(${found.sql})`] : [])],
      values: [...(scope?.values ?? []), ...(found?.values ?? [])],
      sort: ORDER_SORTS[args.sortKey ?? "PROCESSED_AT"] ?? "orders.id",
      id: "orders.id",
    },
    args,
  );
}

export function readOrder(call: Call, gid: string): OrderRow | undefined {
  return call.shop.database.get<OrderRow>(`${ORDER} WHERE orders.id = ?`, call.shop.gids.local(gid, "Order"));
}

/** Level-2 data are invented and say so in every part a person could read. */
function address(call: Call, row: OrderRow) {
  const twist = orderTwist(call.shop, row.id);
  if (twist.address === "missing") return null;
  const mark = generatedMark(call.shop.seed);
  return {
    __typename: "MailingAddress",
    id: call.shop.gids.gid("MailingAddress", row.id),
    name: `Generated Customer ${row.customer_id ?? ""}`.trim(),
    firstName: "Generated",
    lastName: `Customer ${row.customer_id ?? ""}`.trim(),
    company: null,
    address1: `${(row.customer_id ?? 0) % 200 || 1} Example Street (${mark})`,
    address2: null,
    city: "Exampleton",
    province: null,
    provinceCode: null,
    zip: "EX1 1EX",
    country: row.country,
    countryCodeV2: countryCode(row.country),
    phone: null,
    validationResultSummary: twist.address === "invalid" ? "ERROR" : "NO_ISSUES",
  };
}

function transactions(call: Call, row: OrderRow) {
  const { gids } = call.shop;
  const { card } = orderTwist(call.shop, row.id);
  const paymentDetails = card === undefined ? null : cardDetails(card);
  const sale = {
    __typename: "OrderTransaction",
    id: gids.gid("OrderTransaction", row.id),
    kind: "SALE",
    status: "SUCCESS",
    gateway: "sandbox-payments",
    processedAt: isoTime(row.created_ms),
    amountSet: moneyBag(row.total_minor),
    paymentDetails,
  };
  const refused = Array.from({ length: card?.refused ?? 0 }, (_, i) => ({
    ...sale,
    id: gids.gid("OrderTransaction", 2_000_000_000 + row.id * 10 + i),
    status: "FAILURE",
  }));
  const refunds = call.shop.database.all<RefundRow>(`${REFUND} WHERE order_id = ? ORDER BY created_ms`, row.id);
  return [sale, ...refused, ...refunds.map((refund) => refundTransaction(call, refund))];
}

function cardDetails(card: NonNullable<OrderTwist["card"]>) {
  return {
    __typename: "CardPaymentDetails",
    avsResultCode: card.avs,
    cvvResultCode: card.cvv,
    bin: card.bin,
    company: "Visa",
    number: `•••• •••• •••• ${card.last4}`,
    expirationMonth: 12,
    expirationYear: 2030,
  };
}

export function refundTransaction(call: Call, refund: RefundRow) {
  return {
    __typename: "OrderTransaction",
    id: call.shop.gids.gid("OrderTransaction", 1_000_000_000 + refund.id),
    kind: "REFUND",
    status: "SUCCESS",
    gateway: "sandbox-payments",
    processedAt: isoTime(refund.created_ms),
    amountSet: moneyBag(refund.total_minor),
    paymentDetails: null,
  };
}

function riskSummary(call: Call, row: OrderRow) {
  const own = call.shop.database.all<{ level: string; facts: string }>(
    "SELECT level, facts FROM risk_assessment WHERE order_id = ? ORDER BY id",
    row.id,
  );
  const app = { id: call.shop.gids.gid("App", 1), handle: "royal-equips", title: "Royal Equips (sandbox)" };
  const platform = orderTwist(call.shop, row.id).risk ?? "LOW";
  const assessments = [
    { riskLevel: platform, provider: null, facts: [] },
    ...own.map(({ level, facts }) => ({ riskLevel: level, provider: app, facts: JSON.parse(facts) as unknown })),
  ];
  const worst = ["HIGH", "MEDIUM"].find((level) => assessments.some((each) => each.riskLevel === level));
  const recommendation = worst === "HIGH" ? "CANCEL" : worst === "MEDIUM" ? "INVESTIGATE" : "ACCEPT";
  return { recommendation, assessments };
}

interface SuggestArguments {
  refundLineItems?: { lineItemId: string; quantity: number }[] | null;
}

function suggestRefund(call: Call, row: OrderRow, args: SuggestArguments) {
  const { database, gids } = call.shop;
  const wanted = (args.refundLineItems ?? []).reduce((total, { lineItemId, quantity }) => {
    const local = gids.local(lineItemId, "LineItem");
    const line = database.get<LineRow>(`${LINE} WHERE line.id = ? AND line.order_id = ?`, local, row.id);
    return total + Math.min(quantity, line?.current_quantity ?? 0) * (line?.unit_minor ?? 0);
  }, 0);
  const leftMinor = Math.max(0, row.total_minor - row.refunded_minor);
  const amountMinor = Math.min(wanted, leftMinor);
  const [parentTransaction] = transactions(call, row);
  return {
    amountSet: moneyBag(amountMinor),
    maximumRefundableSet: moneyBag(leftMinor),
    shipping: { amountSet: moneyBag(0) },
    suggestedTransactions: [
      { gateway: "sandbox-payments", kind: "SUGGESTED_REFUND", amountSet: moneyBag(amountMinor), parentTransaction },
    ],
  };
}

export const orderResolvers: Resolvers = {
  QueryRoot: {
    orders: (_: unknown, args: OrderListArguments, call: Call) => listOrders(call, args),
    order: (_: unknown, { id }: { id: string }, call: Call) => readOrder(call, id) ?? null,
    refund: (_: unknown, { id }: { id: string }, { shop }: Call) =>
      shop.database.get(`${REFUND} WHERE refund.id = ?`, shop.gids.local(id, "Refund")) ?? null,
  },
  Order: {
    id: (row: OrderRow, _: unknown, { shop }: Call) => shop.gids.gid("Order", row.id),
    createdAt: (row: OrderRow) => isoTime(row.created_ms),
    updatedAt: (row: OrderRow) => isoTime(row.updated_ms),
    processedAt: (row: OrderRow) => isoTime(row.created_ms),
    cancelledAt: (row: OrderRow) => (row.cancelled_ms === null ? null : isoTime(row.cancelled_ms)),
    cancelReason: (row: OrderRow) => row.cancel_reason,
    closedAt: () => null,
    test: () => false,
    tags: (row: OrderRow) => JSON.parse(row.tags) as string[],
    sourceName: (row: OrderRow) => row.source_name,
    email: (row: OrderRow, _: unknown, call: Call) => orderCustomer(call, row)?.email ?? null,
    phone: () => null,
    clientIp: (row: OrderRow, _: unknown, { shop }: Call) => orderTwist(shop, row.id).ip ?? null,
    currencyCode: () => CURRENCY,
    taxesIncluded: () => true,
    displayFinancialStatus: (row: OrderRow) => row.financial_status,
    displayFulfillmentStatus: (row: OrderRow) => row.fulfillment_status,
    fulfillable: (row: OrderRow) => row.fulfillment_status !== "FULFILLED" && row.cancelled_ms === null,
    requiresShipping: () => true,
    fullyPaid: () => true,
    refundable: (row: OrderRow) => row.refunded_minor < row.total_minor,
    discountCodes: (row: OrderRow, _: unknown, { shop }: Call) => {
      const { discountCode } = orderTwist(shop, row.id);
      return discountCode === undefined ? [] : [discountCode];
    },
    customAttributes: (row: OrderRow, _: unknown, { shop }: Call) => {
      const { device } = orderTwist(shop, row.id);
      return device === undefined ? [] : [{ key: "device_id", value: device }];
    },
    paymentGatewayNames: () => ["sandbox-payments"],
    totalPriceSet: (row: OrderRow) => moneyBag(row.total_minor),
    currentTotalPriceSet: (row: OrderRow) => moneyBag(row.total_minor - row.refunded_minor),
    subtotalPriceSet: (row: OrderRow) => moneyBag(row.total_minor),
    totalDiscountsSet: () => moneyBag(0),
    totalTaxSet: (row: OrderRow) => moneyBag(row.tax_minor),
    totalShippingPriceSet: () => moneyBag(0),
    totalRefundedSet: (row: OrderRow) => moneyBag(row.refunded_minor),
    totalReceivedSet: (row: OrderRow) => moneyBag(row.total_minor),
    customer: (row: OrderRow, _: unknown, call: Call) => orderCustomer(call, row) ?? null,
    shippingAddress: (row: OrderRow, _: unknown, call: Call) => address(call, row),
    billingAddress: (row: OrderRow, _: unknown, call: Call) => address(call, row),
    billingAddressMatchesShippingAddress: () => true,
    shippingLine: () => ({ title: "Standard (generated)", code: "standard", source: "sandbox" }),
    statusPageUrl: (row: OrderRow, _: unknown, { shop }: Call) =>
      `https://${SHOP_DOMAIN}/orders/${shop.gids.digits("Order", row.id)}`,
    risk: (row: OrderRow, _: unknown, call: Call) => riskSummary(call, row),
    transactions: (row: OrderRow, { first }: PageArguments, call: Call) =>
      transactions(call, row).slice(0, first ?? undefined),
    refunds: (row: OrderRow, _: unknown, { shop }: Call) =>
      row.refunded_minor === 0
        ? []
        : shop.database.all<RefundRow>(`${REFUND} WHERE order_id = ? ORDER BY created_ms, refund.id`, row.id),
    suggestedRefund: (row: OrderRow, args: SuggestArguments, call: Call) => suggestRefund(call, row, args),
    lineItems: (row: OrderRow, page: PageArguments, call: Call) =>
      connect<PlainLineRow>(
        call,
        { select: PLAIN_LINE, where: ["line.order_id = ?"], values: [row.id], sort: "line.id", id: "line.id" },
        page,
      ),
  },
};

function orderCustomer(call: Call, row: OrderRow): CustomerRow | undefined {
  return row.customer_id === null ? undefined : readOnce<CustomerRow>(call, CUSTOMER, "customer", row.customer_id);
}
