import type { Observation, RunContext } from "#agent-kit/definition.ts";
import { currentWeightsStatement, weightsOf } from "#agent-kit/risk/current-weights.ts";
import { quantile } from "#core/stats/quantile.ts";
import type { Clients } from "./clients.ts";
import { observeOutside } from "./observe-outside.ts";
import { orderStatements, readOrders } from "./order-rows.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { DraftedSource, FulfilmentSnapshot, SupplierPast } from "./snapshot.ts";

export type Context = RunContext<OrderFulfillmentSettings, Clients>;
type Row = Record<string, unknown>;

/** Orders of one chunk: bounded by count, each chunk one invocation. */
const chunkSize = 40;
const dayMs = 86_400_000;
/** What others sent is told of orders that came lately; of older ones it is history. */
const sentByOthersMs = 2 * dayMs;
/** Two changes of one second reach the mirror within this of each other. */
const sameSecondMs = 600_000;
/** Fewer orders through a lane say nothing about what is usual there. */
const leastInLane = 20;

/** Orders that are new, changed, or due for a look, oldest first; what is asked outside is asked for them alone. */
export async function observe(context: Context): Promise<Observation<FulfilmentSnapshot>> {
  const { env, now, settings } = context;
  const db = env.DB;
  const [shopRow, weightRow, pastRows, laneRows, draftRows] = await context.query([
    db.prepare("SELECT currency, taxes_included FROM shop LIMIT 1"),
    currentWeightsStatement(db),
    db
      .prepare(
        `SELECT supplier, placed_at, delivered_at, promised_days FROM shipments
         WHERE placed_at >= ?1 AND (delivered_at IS NOT NULL OR placed_at + coalesce(promised_days, 30) * ${dayMs} < ?2)
         ORDER BY placed_at DESC LIMIT 2000`,
      )
      .bind(now - 180 * dayMs, now),
    db
      .prepare(
        "SELECT state, lane, until - since AS ms FROM fulfilment_states WHERE until >= ?1 ORDER BY until DESC LIMIT 5000",
      )
      .bind(now - 90 * dayMs),
    draftedSources(db),
  ]);
  // What a chunk of this run has looked at is not due for it again, however long the run takes.
  const began = context.chunk === 0 ? now : Number(context.cursor("began") ?? now);
  const [dueRows] = await context.query([dueOrders(db, { now, began, since: now - settings.oldestDays * dayMs })]);
  const ids = (dueRows?.results ?? []).map((row) => String(row.id));
  const orders = ids.length === 0 ? [] : readOrders(await context.query(orderStatements(db, ids)));
  const shop = {
    currency: String(shopRow?.results[0]?.currency ?? ""),
    taxesIncluded: Number(shopRow?.results[0]?.taxes_included ?? 0) === 1,
    zone: context.shopZone,
  };
  const more = ids.length === chunkSize;
  return {
    snapshot: {
      shop,
      orders: await observeOutside(context, shop, orders),
      weights: weightsOf(weightRow?.results[0]),
      suppliers: pastOf(pastRows?.results ?? [], now),
      laneP95: lanesOf(laneRows?.results ?? []),
      drafted: (draftRows?.results ?? []).map(draftOf),
    },
    observed: ids.length,
    more,
    cursors: { began: String(began) },
  };
}

/** `since` bounds what is taken up anew; what was taken up is followed to its end. */
function dueOrders(db: D1Database, at: { now: number; began: number; since: number }): D1PreparedStatement {
  return db
    .prepare(
      `SELECT o.id FROM orders AS o LEFT JOIN fulfilments AS f ON f.order_id = o.id
       WHERE (o.processed_at >= ?2 AND f.order_id IS NULL AND o.deleted_at IS NULL
           AND (o.fulfillment_status IS NOT 'FULFILLED' OR o.processed_at >= ?4))
         OR (f.updated_at < ?3 AND f.order_id IN (
           SELECT order_id FROM fulfilments WHERE look_at <= ?1
           UNION SELECT changed.id FROM orders AS changed JOIN fulfilments AS held ON held.order_id = changed.id
             WHERE changed.updated_at > held.order_updated_at OR (changed.deleted_at IS NOT NULL AND held.state NOT IN ('closed', 'stopped'))
               -- The store counts whole seconds: what was read again after a look so soon may be a second change of the same one.
               OR (changed.updated_at = held.order_updated_at AND changed.triggered_at > held.updated_at
                 AND held.updated_at < changed.updated_at + ${sameSecondMs})
           UNION SELECT asked.order_id FROM events AS e CROSS JOIN fulfilments AS asked ON asked.order_id = e.projection->>'order'
             WHERE e.topic = 'returns/request' AND asked.updated_at < e.recorded_at
           UNION SELECT held.order_id FROM fulfilments AS held WHERE held.state IN ('risk', 'held', 'window') AND EXISTS (
             SELECT 1 FROM events AS e WHERE held.updated_at < e.recorded_at
               AND ((e.topic = 'orders/risk_assessment_changed' AND e.subject = held.order_id) OR e.topic = 'fulfillment_holds/released'))))
       ORDER BY o.processed_at, o.id LIMIT ${chunkSize}`,
    )
    .bind(at.now, at.since, at.began, at.now - sentByOthersMs);
}

/** Products made of a supplier's offer: who sends them is known without anybody naming it. */
function draftedSources(db: D1Database): D1PreparedStatement {
  return db.prepare(
    `SELECT v.id, a.payload->>'supplier' AS supplier, d.value->>'reference' AS reference, a.payload->>'reference' AS product,
       d.value->>'costMinor' AS cost, a.currency FROM actions AS a, json_each(a.payload, '$.variants') AS d
     JOIN variants AS v ON v.sku = d.value->>'sku' AND v.deleted_at IS NULL
     WHERE a.status = 'applied' AND a.agent = 'product-research' AND a.kind = 'product.draft' AND NOT EXISTS (
       SELECT 1 FROM supplier_sources AS s WHERE s.variant_id = v.id AND s.supplier = a.payload->>'supplier') LIMIT 500`,
  );
}

function draftOf(row: Row): DraftedSource {
  return {
    variantId: String(row.id),
    supplier: String(row.supplier),
    reference: String(row.reference),
    productReference: String(row.product),
    costMinor: Number(row.cost),
    currency: String(row.currency),
  };
}

function pastOf(rows: Row[], now: number): Record<string, SupplierPast> {
  const past: Record<string, SupplierPast> = {};
  for (const row of rows) {
    const held = past[String(row.supplier)] ?? { outcomes: [], leadDays: [] };
    past[String(row.supplier)] = held;
    const placed = Number(row.placed_at);
    const promised = Number(row.promised_days ?? 30);
    const delivered = row.delivered_at === null ? null : Number(row.delivered_at);
    const days = delivered === null ? null : (delivered - placed) / dayMs;
    const seenAt = delivered ?? placed + promised * dayMs;
    held.outcomes.push({ onTime: days !== null && days <= promised, ageDays: Math.max(0, (now - seenAt) / dayMs) });
    if (days !== null) held.leadDays.push(days);
  }
  return past;
}

function lanesOf(rows: Row[]): Record<string, number> {
  const lanes = Map.groupBy(rows, (row) => `${row.state} ${row.lane}`);
  const known = [...lanes].filter(([, inside]) => inside.length >= leastInLane);
  return Object.fromEntries(
    known.map(([lane, inside]) => [
      lane,
      quantile(
        inside.map((row) => Number(row.ms)),
        0.95,
      ),
    ]),
  );
}
