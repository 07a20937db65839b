import { listOrders } from "#schemas/api/orders.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, pageOf } from "./cursor.ts";

const item = listOrders.output.shape.items.def.element;
const ended = "('delivered', 'fulfilled', 'cancelled', 'closed')";
const needsSomebody = `(f.attention IS NOT NULL OR (f.waits_for = 'person' AND f.state NOT IN ${ended}))`;
const shows = {
  attention: needsSomebody,
  open: `(f.state NOT IN ${ended} OR f.attention IS NOT NULL)`,
  all: "1",
};

export const orderHandlers: Handlers<"orders.list" | "orders.set-sources"> = {
  async "orders.list"({ show, limit, cursor }, { env }) {
    const [at, id] = decodeCursor(cursor) ?? [null, null];
    // Those that need attention or a person's move first, the longest in their state before the others.
    const rank = `(CASE WHEN ${needsSomebody} THEN 0 ELSE 1e15 END + f.since)`;
    const [found, counted] = await env.DB.batch<Record<string, unknown>>([
      env.DB.prepare(
        `SELECT ${rank} AS rank, f.order_id AS orderId, o.name, o.total_minor AS totalMinor, o.currency, f.state, f.reason,
           f.waits_for AS waitsFor, f.since, f.due_at AS dueAt, f.attention, f.attention_since AS attentionSince,
           f.risk_level AS riskLevel, f.risk_score AS riskScore,
           (SELECT json_group_array(json_object('id', s.id, 'supplier', s.supplier, 'status', s.status, 'trackingNumber', s.tracking_number,
             'carrier', s.carrier, 'costMinor', s.cost_minor, 'placedAt', s.placed_at, 'deliveredAt', s.delivered_at))
             FROM shipments AS s WHERE s.order_id = f.order_id) AS parcels,
           (SELECT json_group_array(json_object('id', a.id, 'kind', a.kind, 'title', a.title)) FROM actions AS a
             WHERE a.target >= f.order_id AND a.target < f.order_id || '!' AND a.agent = 'order-fulfillment'
               AND (a.status = 'proposed' OR (a.status = 'unknown' AND a.status_reason LIKE '%a person must look%'))) AS waiting
         FROM fulfilments AS f JOIN orders AS o ON o.id = f.order_id
         WHERE ${shows[show]} AND (?1 IS NULL OR (${rank}, f.order_id) > (?1, ?2)) ORDER BY rank, f.order_id LIMIT ?3`,
      ).bind(at, id, limit + 1),
      env.DB.prepare(
        `SELECT f.state, count(*) AS n, sum(${needsSomebody}) AS a FROM fulfilments AS f GROUP BY f.state`,
      ),
    ]);
    const rows = (found?.results ?? []).map((row) => ({
      rank: Number(row.rank),
      ...item.parse({ ...row, parcels: JSON.parse(String(row.parcels)), waiting: JSON.parse(String(row.waiting)) }),
    }));
    const states = counted?.results ?? [];
    const attention = states.reduce((sum, row) => sum + Number(row.a), 0);
    return {
      ...pageOf(
        rows,
        limit,
        (row) => [row.rank, row.orderId],
        ({ rank: _, ...row }) => row,
      ),
      counts: { ...Object.fromEntries(states.map((row) => [String(row.state), Number(row.n)])), attention },
    };
  },

  async "orders.set-sources"({ sources }, context) {
    const { env, clock } = context;
    const json = JSON.stringify(sources);
    const detail = { sources: sources.length };
    const [saved, unknown] = await env.DB.batch<Record<string, unknown>>([
      env.DB.prepare(
        `INSERT INTO supplier_sources (variant_id, supplier, reference, product_reference, cost_minor, currency, set_by, updated_at)
         SELECT v.id, s.value->>'supplier', s.value->>'reference', s.value->>'productReference', s.value->>'costMinor',
           s.value->>'currency', 'person', ?2 FROM json_each(?1) AS s
         JOIN variants AS v ON v.sku = s.value->>'sku' AND v.deleted_at IS NULL WHERE true
         ON CONFLICT (variant_id, supplier) DO UPDATE SET reference = excluded.reference, product_reference = excluded.product_reference,
           cost_minor = excluded.cost_minor, currency = excluded.currency, set_by = 'person', updated_at = excluded.updated_at`,
      ).bind(json, clock.now()),
      env.DB.prepare(
        `SELECT DISTINCT s.value->>'sku' AS sku FROM json_each(?1) AS s
         WHERE NOT EXISTS (SELECT 1 FROM variants AS v WHERE v.sku = s.value->>'sku' AND v.deleted_at IS NULL)`,
      ).bind(json),
      // What waits for somebody to be named is looked at with the next run.
      env.DB.prepare("UPDATE fulfilments SET look_at = ?1 WHERE state IN ('stopped', 'routing')").bind(clock.now()),
      auditStatement(env.DB, auditEntry(context, { operation: "orders.set-sources", subject: "sources", detail })),
    ]);
    return { saved: saved?.meta.changes ?? 0, unknown: (unknown?.results ?? []).map((row) => String(row.sku)) };
  },
};
