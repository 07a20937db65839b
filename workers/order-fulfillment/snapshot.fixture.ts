import { startingWeights } from "#core/risk/weights.ts";
import type {
  FulfilmentSnapshot,
  MirrorOrder,
  OrderSnapshot,
  OwnAction,
  Remembered,
  SupplierQuote,
} from "./snapshot.ts";

export const now = Date.parse("2026-11-22T10:00:00Z");
const hour = 3_600_000;

export function orderOf(change: Partial<MirrorOrder> = {}): MirrorOrder {
  return {
    id: "gid://shopify/Order/1",
    name: "#1",
    updatedAt: now - 2 * hour,
    processedAt: now - 2 * hour,
    cancelledAt: null,
    deletedAt: null,
    test: false,
    financialStatus: "PAID",
    fulfillmentStatus: "UNFULFILLED",
    currency: "GBP",
    totalMinor: 3_600,
    taxMinor: 600,
    shippingMinor: 0,
    lines: [
      { id: "L1", variantId: "V1", sku: "MUG", quantity: 2, unitPriceMinor: 1_200, costMinor: 300 },
      { id: "L2", variantId: "V2", sku: "LAMP", quantity: 1, unitPriceMinor: 1_200, costMinor: 400 },
    ],
    ...change,
  };
}

export function remembered(change: Partial<Remembered> = {}): Remembered {
  return {
    state: "window",
    reason: "",
    since: now - hour,
    paidAt: now - 2 * hour,
    riskScore: 0.004,
    riskLevel: "low",
    riskDecision: "pass",
    detail: {},
    orderUpdatedAt: now - 2 * hour,
    attention: null,
    attentionSince: null,
    startedAt: now - 2 * hour,
    ...change,
  };
}

export function quoteOf(supplier: string, change: Partial<SupplierQuote> = {}): SupplierQuote {
  return {
    supplier,
    problem: null,
    lookup: true,
    lines: [
      { lineId: "L1", reference: `${supplier}-mug`, unitCost: 300, stock: 50 },
      { lineId: "L2", reference: `${supplier}-lamp`, unitCost: 400, stock: 50 },
    ],
    freight: 250,
    service: "Post",
    currency: "GBP",
    daysLow: 5,
    daysHigh: 9,
    quotedAt: now,
    ...change,
  };
}

/** An order past its cancel window, weighed and found good, its supplier asked just now. */
export function readyOrder(change: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const order = change.order ?? orderOf();
  return {
    order,
    remembered: remembered(),
    actions: [],
    shipments: [],
    news: [],
    risk: null,
    store: {
      cancelled: false,
      addressProblem: null,
      holds: [],
      open: order.lines.map(({ id, quantity }) => ({
        fulfillmentOrderId: "gid://shopify/FulfillmentOrder/1",
        locationId: "gid://shopify/Location/1",
        lineId: id,
        remaining: quantity,
      })),
      refund: null,
    },
    quotes: [quoteOf("cj")],
    returns: null,
    unsourced: [],
    unread: null,
    ...change,
  };
}

export function snapshotOf(orders: OrderSnapshot[], change: Partial<FulfilmentSnapshot> = {}): FulfilmentSnapshot {
  return {
    shop: { currency: "GBP", taxesIncluded: true, zone: "Europe/London" },
    orders,
    weights: startingWeights,
    suppliers: {},
    laneP95: {},
    drafted: [],
    ...change,
  };
}

export function actionOf(change: Partial<OwnAction>): OwnAction {
  return {
    id: "a-1",
    kind: "supplier.order",
    target: "gid://shopify/Order/1 at cj",
    status: "applied",
    statusReason: null,
    failedAtVendor: false,
    payload: {
      orderId: "gid://shopify/Order/1",
      supplier: "cj",
      lines: [
        { lineId: "L1", reference: "cj-mug", quantity: 2, unitCostMinor: 300 },
        { lineId: "L2", reference: "cj-lamp", quantity: 1, unitCostMinor: 400 },
      ],
      freightMinor: 250,
      service: "Post",
      fromCountry: "CN",
      promisedDays: 9,
      pay: true,
      quotedAt: now,
      netMinor: 3_000,
      feeMinor: 54,
      leastMargin: 0,
      rate: 1,
    },
    result: { supplierOrderId: "S1", status: "UNSHIPPED", paid: true },
    updatedAt: now,
    appliedAt: now - hour,
    ...change,
  };
}
