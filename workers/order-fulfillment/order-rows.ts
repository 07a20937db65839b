import { number, text } from "#agent-kit/cell.ts";
import type { Detail, MirrorOrder, OrderSnapshot, OwnAction, Remembered, Shipment } from "./snapshot.ts";
import type { State } from "./states.ts";

type Row = Record<string, unknown>;

/** An order with everything D1 knows of it, before anybody outside was asked. */
export interface OrderRows
  extends Omit<OrderSnapshot, "news" | "risk" | "store" | "quotes" | "returns" | "unsourced" | "unread"> {
  customerId: string | null;
  sources: Source[];
  /** By shipment, for asking the carrier. */
  numbers: Map<string, string>;
  /** Whether a shopper has asked for a return since our last look. */
  returnAsked: boolean;
}

export interface Source {
  lineId: string;
  supplier: string;
  reference: string;
  productReference: string | null;
  costMinor: number;
  currency: string;
}

/** Seven reads for the orders of one chunk; `readOrders` puts their results together. */
export function orderStatements(db: D1Database, ids: readonly string[]): D1PreparedStatement[] {
  const json = JSON.stringify(ids);
  const of = (sql: string) => db.prepare(sql).bind(json);
  const wanted = "(SELECT value FROM json_each(?1))";
  const columns =
    "a.id, a.kind, a.target, a.status, a.status_reason, a.error, a.payload, a.result, a.updated_at, a.applied_at";
  const ours = "a.agent = 'order-fulfillment' AND a.status NOT IN ('shadow', 'denied')";
  return [
    of(`SELECT * FROM orders WHERE id IN ${wanted} ORDER BY processed_at, id`),
    of(
      `SELECT l.id, l.order_id, l.variant_id, l.sku, l.current_quantity, l.unit_price_minor, v.cost_minor FROM order_lines AS l
       LEFT JOIN variants AS v ON v.id = l.variant_id WHERE l.order_id IN ${wanted} ORDER BY l.id`,
    ),
    of(`SELECT * FROM fulfilments WHERE order_id IN ${wanted}`),
    // Everything about an order has its id, or its id and a blank, at the beginning of the target.
    of(
      `SELECT o.value AS order_id, ${columns} FROM json_each(?1) AS o JOIN actions AS a ON a.target = o.value WHERE ${ours}
       UNION ALL SELECT o.value, ${columns} FROM json_each(?1) AS o
         JOIN actions AS a ON a.target >= o.value || ' ' AND a.target < o.value || '!' WHERE ${ours}`,
    ),
    of(`SELECT * FROM shipments WHERE order_id IN ${wanted} ORDER BY placed_at, id`),
    of(
      `SELECT l.order_id, l.id AS line_id, s.* FROM order_lines AS l JOIN supplier_sources AS s ON s.variant_id = l.variant_id
       WHERE l.order_id IN ${wanted}`,
    ),
    of(
      // A cross join keeps the order of reading: each request once, not once for each order.
      `SELECT f.order_id FROM events AS e CROSS JOIN fulfilments AS f ON f.order_id = e.projection->>'order' AND f.updated_at < e.recorded_at
       WHERE e.topic = 'returns/request' AND f.order_id IN ${wanted}`,
    ),
  ];
}

export function readOrders(results: { results: Row[] }[]): OrderRows[] {
  const [orders, lines, held, actions, shipments, sources, asked] = results.map((result) => result.results);
  const by = (rows: Row[] | undefined) => Map.groupBy(rows ?? [], (row) => String(row.order_id));
  const lineRows = by(lines);
  const heldRows = by(held);
  const actionRows = by(actions);
  const shipmentRows = by(shipments);
  const sourceRows = by(sources);
  const askedRows = by(asked);
  return (orders ?? []).map((row) => {
    const id = String(row.id);
    const known = heldRows.get(id)?.[0];
    const parcels = shipmentRows.get(id) ?? [];
    return {
      order: orderOf(row, lineRows.get(id) ?? []),
      customerId: row.customer_id === null ? null : String(row.customer_id),
      remembered: known ? rememberedOf(known) : null,
      actions: (actionRows.get(id) ?? []).map(actionOf),
      returnAsked: askedRows.has(id),
      shipments: parcels.map(shipmentOf),
      numbers: new Map(
        parcels.flatMap((each) =>
          each.tracking_number === null ? [] : [[String(each.id), String(each.tracking_number)]],
        ),
      ),
      sources: (sourceRows.get(id) ?? []).map((source) => ({
        lineId: String(source.line_id),
        supplier: String(source.supplier),
        reference: String(source.reference),
        productReference: text(source.product_reference),
        costMinor: Number(source.cost_minor),
        currency: String(source.currency),
      })),
    };
  });
}

function orderOf(row: Row, lines: Row[]): MirrorOrder {
  return {
    id: String(row.id),
    name: String(row.name),
    updatedAt: Number(row.updated_at),
    processedAt: Number(row.processed_at),
    cancelledAt: number(row.cancelled_at),
    deletedAt: number(row.deleted_at),
    test: Number(row.test) === 1,
    financialStatus: text(row.financial_status),
    fulfillmentStatus: text(row.fulfillment_status),
    currency: String(row.currency),
    totalMinor: Number(row.total_minor),
    taxMinor: Number(row.tax_minor),
    shippingMinor: Number(row.shipping_minor),
    lines: lines.map((line) => ({
      id: String(line.id),
      variantId: text(line.variant_id),
      sku: text(line.sku),
      quantity: Number(line.current_quantity),
      unitPriceMinor: Number(line.unit_price_minor),
      costMinor: number(line.cost_minor),
    })),
  };
}

function rememberedOf(row: Row): Remembered {
  return {
    state: String(row.state) as State,
    reason: String(row.reason),
    since: Number(row.since),
    paidAt: number(row.paid_at),
    riskScore: number(row.risk_score),
    riskLevel: text(row.risk_level),
    riskDecision: text(row.risk_decision),
    detail: JSON.parse(String(row.detail)) as Detail,
    orderUpdatedAt: Number(row.order_updated_at),
    attention: text(row.attention),
    attentionSince: number(row.attention_since),
    startedAt: Number(row.started_at),
  };
}

function actionOf(row: Row): OwnAction {
  return {
    id: String(row.id),
    kind: String(row.kind),
    target: String(row.target),
    status: String(row.status),
    statusReason: text(row.status_reason),
    failedAtVendor: row.error !== null && row.error !== "null",
    payload: json(row.payload),
    result: json(row.result),
    updatedAt: Number(row.updated_at),
    appliedAt: number(row.applied_at),
  };
}

function shipmentOf(row: Row): Shipment {
  return {
    id: String(row.id),
    orderId: String(row.order_id),
    supplier: String(row.supplier),
    supplierOrderId: text(row.supplier_order_id),
    status: String(row.status),
    lines: json(row.lines) as Shipment["lines"],
    costMinor: Number(row.cost_minor),
    currency: String(row.currency),
    paid: Number(row.paid) === 1,
    promisedDays: number(row.promised_days),
    // A number that a redaction took away was there.
    tracked: row.tracking_number !== null || row.tracked_at !== null,
    placedAt: Number(row.placed_at),
    trackedAt: number(row.tracked_at),
    movedAt: number(row.moved_at),
    deliveredAt: number(row.delivered_at),
    lookAt: number(row.look_at),
  };
}

function json(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : null;
}
