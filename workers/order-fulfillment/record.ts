import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { Knowledge, Moved } from "./decide.ts";

type Run = { runId: string; now: number };

/** An order that was just decided on waits for whom the policy gave the decision to: the ledger's rows are written before these. */
const waitsFor = `CASE WHEN m.value->>'state' = 'ordering' AND m.value->>'waitsFor' = 'nobody' THEN coalesce(
  (SELECT min(CASE a.status WHEN 'proposed' THEN 'person' WHEN 'approved' THEN 'supplier' END) FROM actions AS a
   WHERE a.target >= m.value->>'id' || ' at ' AND a.target < m.value->>'id' || ' at!'), 'nobody') ELSE m.value->>'waitsFor' END`;

/** Where each order stands, how long it stood where it was, its parcels, and sources found in product drafts. */
export function record(db: D1Database, { moved, drafted }: Knowledge, { now }: Run): D1PreparedStatement[] {
  return [
    ...inParts(moved.map(rowOf)).flatMap((json) => [
      db
        .prepare(
          `INSERT INTO fulfilment_states (order_id, state, lane, since, until)
           SELECT f.order_id, f.state, coalesce(f.detail->>'lane', ''), f.since, ?2 FROM json_each(?1) AS m
           JOIN fulfilments AS f ON f.order_id = m.value->>'id' WHERE f.state <> m.value->>'state'
           ON CONFLICT (order_id, since, state) DO NOTHING`,
        )
        .bind(json, now),
      db
        .prepare(
          `INSERT INTO fulfilments (order_id, state, reason, waits_for, since, due_at, look_at, order_updated_at, paid_at, risk_score,
             risk_level, risk_decision, detail, attention, attention_since, started_at, updated_at)
           SELECT m.value->>'id', m.value->>'state', m.value->>'reason', ${waitsFor}, m.value->>'since', m.value->>'dueAt',
             m.value->>'lookAt', m.value->>'orderUpdatedAt', m.value->>'paidAt', m.value->>'riskScore', m.value->>'riskLevel',
             m.value->>'riskDecision', m.value->'detail', m.value->>'attention', CASE WHEN m.value->>'attention' IS NOT NULL THEN ?2 END, ?2, ?2
           FROM json_each(?1) AS m WHERE true
           ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, waits_for = excluded.waits_for,
             since = excluded.since, due_at = excluded.due_at, look_at = excluded.look_at, order_updated_at = excluded.order_updated_at,
             paid_at = excluded.paid_at, risk_score = excluded.risk_score, risk_level = excluded.risk_level,
             risk_decision = excluded.risk_decision, detail = excluded.detail, attention = excluded.attention,
             attention_since = CASE WHEN excluded.attention IS NULL THEN NULL ELSE coalesce(fulfilments.attention_since, ?2) END,
             updated_at = excluded.updated_at`,
        )
        .bind(json, now),
    ]),
    ...inParts(moved.flatMap(shipmentsOf)).map((json) =>
      db
        .prepare(
          `INSERT INTO shipments (id, order_id, supplier, supplier_order_id, status, lines, cost_minor, currency, paid, promised_days,
             tracking_number, carrier, placed_at, tracked_at, moved_at, delivered_at, look_at, updated_at)
           SELECT s.value->>'id', s.value->>'orderId', s.value->>'supplier', s.value->>'supplierOrderId', s.value->>'status',
             s.value->'lines', s.value->>'costMinor', s.value->>'currency', s.value->>'paid', s.value->>'promisedDays',
             s.value->>'trackingNumber', s.value->>'carrier', s.value->>'placedAt', s.value->>'trackedAt', s.value->>'movedAt',
             s.value->>'deliveredAt', s.value->>'lookAt', ?2 FROM json_each(?1) AS s WHERE true
           ON CONFLICT (id) DO UPDATE SET supplier_order_id = excluded.supplier_order_id, status = excluded.status,
             tracking_number = coalesce(excluded.tracking_number, shipments.tracking_number),
             carrier = coalesce(excluded.carrier, shipments.carrier), tracked_at = excluded.tracked_at, moved_at = excluded.moved_at,
             delivered_at = excluded.delivered_at, look_at = excluded.look_at, updated_at = excluded.updated_at`,
        )
        .bind(json, now),
    ),
    ...inParts(drafted).map((json) =>
      db
        .prepare(
          `INSERT INTO supplier_sources (variant_id, supplier, reference, product_reference, cost_minor, currency, set_by, updated_at)
           SELECT d.value->>'variantId', d.value->>'supplier', d.value->>'reference', d.value->>'productReference',
             d.value->>'costMinor', d.value->>'currency', 'draft', ?2 FROM json_each(?1) AS d WHERE true
           ON CONFLICT (variant_id, supplier) DO NOTHING`,
        )
        .bind(json, now),
    ),
  ];
}

function rowOf({ order, advanced, clocked }: Moved) {
  return {
    id: order.order.id,
    state: advanced.state,
    reason: advanced.reason.slice(0, 500),
    waitsFor: advanced.waitsFor,
    since: clocked.since,
    dueAt: clocked.dueAt,
    lookAt: advanced.lookAt,
    orderUpdatedAt: order.order.updatedAt,
    paidAt: advanced.paidAt,
    riskScore: advanced.risk?.score ?? null,
    riskLevel: advanced.risk?.level ?? null,
    riskDecision: advanced.risk?.decision ?? null,
    detail: advanced.detail,
    attention: clocked.attention,
  };
}

/** Only rows that are new, or that something was heard of. */
function shipmentsOf({ order, advanced }: Moved) {
  const kept = new Set(order.shipments.map(({ id }) => id));
  const news = new Map(order.news.map((each) => [each.id, each]));
  return advanced.shipments
    .filter(({ id }) => !kept.has(id) || news.has(id))
    .map((shipment) => ({
      ...shipment,
      paid: shipment.paid ? 1 : 0,
      trackingNumber: news.get(shipment.id)?.trackingNumber ?? null,
      carrier: news.get(shipment.id)?.carrier ?? null,
    }));
}
