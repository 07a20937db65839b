import type { OrderFeatures } from "#core/risk/order-features.ts";
import type { RiskWeights } from "#core/risk/weights.ts";
import type { State } from "./states.ts";

/** An order as the mirror has it. Money in minor units of `currency`. */
export interface MirrorOrder {
  id: string;
  name: string;
  updatedAt: number;
  processedAt: number;
  cancelledAt: number | null;
  deletedAt: number | null;
  test: boolean;
  financialStatus: string | null;
  fulfillmentStatus: string | null;
  currency: string;
  totalMinor: number;
  taxMinor: number;
  shippingMinor: number;
  lines: OrderLine[];
}

export interface OrderLine {
  id: string;
  variantId: string | null;
  sku: string | null;
  quantity: number;
  unitPriceMinor: number;
  /** What the shop's catalogue says the goods cost; null where it does not. */
  costMinor: number | null;
}

/** What the fulfilments row remembers between runs. No word of it is about the buyer. */
export interface Remembered {
  state: State;
  reason: string;
  since: number;
  paidAt: number | null;
  riskScore: number | null;
  riskLevel: string | null;
  riskDecision: string | null;
  detail: Detail;
  /** When the order we last looked at had changed. */
  orderUpdatedAt: number;
  attention: string | null;
  attentionSince: number | null;
  startedAt: number;
}

export interface Detail {
  risk?: { reasons: string[]; lossMinor: number; savedMinor: number };
  suppliers?: string[];
  /** When routing first found something nobody can send. */
  shortSince?: number | undefined;
  short?: LineUnits[] | undefined;
  /** Since when suppliers have been asked about its goods, as long as they lack answers. */
  asking?: number | undefined;
  /** The supplier the order waits for, as the lane its time is measured in. */
  lane?: string;
  /** Returns still to be followed, by id; empty when they could not be read. Left out when there is none. */
  returns?: string[];
}

/** A row of the ledger about this order. */
export interface OwnAction {
  id: string;
  kind: string;
  target: string;
  status: string;
  statusReason: string | null;
  failedAtVendor: boolean;
  payload: unknown;
  result: unknown;
  updatedAt: number;
  appliedAt: number | null;
}

export interface LineUnits {
  lineId: string;
  quantity: number;
}

export interface Shipment {
  id: string;
  orderId: string;
  supplier: string;
  supplierOrderId: string | null;
  status: string;
  lines: LineUnits[];
  costMinor: number;
  currency: string;
  paid: boolean;
  promisedDays: number | null;
  /** Whether there is a number to follow it by; the number itself stays in its own column. */
  tracked: boolean;
  placedAt: number;
  trackedAt: number | null;
  movedAt: number | null;
  deliveredAt: number | null;
  lookAt: number | null;
}

/** What a supplier just said of a parcel. */
export interface ShipmentNews {
  id: string;
  supplierOrderId: string | null;
  status: string;
  trackingNumber: string | null;
  carrier: string | null;
  delivered: boolean;
  /** When the carrier's last event was, where it says. */
  eventAt: number | null;
}

/** The store's own view of the risk, and what the scorer needs, read just now. */
export interface RiskReading {
  platform: "none" | "pending" | "low" | "medium" | "high";
  features: OrderFeatures;
}

/** What is open to be sent, read just now from the store itself. */
export interface StoreReading {
  cancelled: boolean;
  /** Null when the address is good enough to order with. */
  addressProblem: string | null;
  /** Holds on it, ours and others'. */
  holds: { handle: string | null; ours: boolean; reason: string }[];
  open: { fulfillmentOrderId: string; locationId: string | null; lineId: string; remaining: number }[];
  /** Where the money of unsendable goods would go back, when that was asked for. */
  refund: Refundable | null;
}

/** A shopper's wish to send goods back, as the store has it now. No word of the shopper is read. */
export interface ReturnReading {
  id: string;
  name: string;
  /** Of the store: REQUESTED, OPEN, CLOSED. */
  status: string;
  requestedAt: number;
  lines: LineUnits[];
  units: number;
  /** What was paid for the goods. */
  valueMinor: number;
  /** The store's words for why, without the shopper's own. */
  reasons: string[];
  /** When the goods were sent, and when the store saw them arrive, where it did. */
  sentAt: number | null;
  deliveredAt: number | null;
  /** What the store would pay back for what has come back and is not paid back yet. */
  refund: Refundable | null;
}

/** What the store would pay back, and through which payments. */
export interface Refundable {
  amountMinor: number;
  lines: LineUnits[];
  transactions: { gateway: string; parentId: string | null; amountMinor: number }[];
}

/** One supplier's answer about the lines it could send; money in the shop's currency, unrounded. */
export interface SupplierQuote {
  supplier: string;
  /** Why it plays no part; null when it does. */
  problem: string | null;
  /** Set where it is still being asked: what of, when to go on, and from when on its answers count. */
  asking?: { text: string; lookAt: number; since: number };
  /** Whether an order can be looked up by our number afterwards. */
  lookup: boolean;
  lines: { lineId: string; reference: string; unitCost: number; stock: number | null }[];
  freight: number;
  service: string;
  currency: string;
  daysLow: number;
  daysHigh: number;
  quotedAt: number;
}

/** A supplier's past, for its reliability and lead time. */
export interface SupplierPast {
  outcomes: { onTime: boolean; ageDays: number }[];
  leadDays: number[];
}

export interface OrderSnapshot {
  order: MirrorOrder;
  remembered: Remembered | null;
  actions: OwnAction[];
  shipments: Shipment[];
  news: ShipmentNews[];
  risk: RiskReading | null;
  store: StoreReading | null;
  quotes: SupplierQuote[] | null;
  /** Returns to be answered or followed; null when nobody asked for them. */
  returns: ReturnReading[] | "unread" | null;
  /** Lines nobody is named for. */
  unsourced: string[];
  /** What could not be read this time, in words; the order waits for it. */
  unread: string | null;
}

export interface FulfilmentSnapshot {
  shop: { currency: string; taxesIncluded: boolean; zone: string };
  orders: OrderSnapshot[];
  weights: RiskWeights;
  suppliers: Record<string, SupplierPast>;
  /** 95th percentile of the time spent, ms, by `state lane`; only where enough orders went through. */
  laneP95: Record<string, number>;
  /** Sources found in applied product drafts since the last run. */
  drafted: DraftedSource[];
}

export interface DraftedSource {
  variantId: string;
  supplier: string;
  reference: string;
  productReference: string;
  costMinor: number;
  currency: string;
}
