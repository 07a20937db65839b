import type { Observation } from "#agent-kit/definition.ts";
import { currentWeightsStatement, weightsOf } from "#agent-kit/risk/current-weights.ts";
import { keyedHash } from "#agent-kit/risk/keyed-hash.ts";
import { mirrorFeatures, mirrorPastStatement } from "#agent-kit/risk/mirror-past.ts";
import { pastSightingsStatement, sightingFrom, sightingOf } from "#agent-kit/risk/past-sightings.ts";
import { riskTermsOf, riskTermsStatement } from "#agent-kit/risk/risk-terms.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { connectShopify } from "#integrations/shopify/connect.ts";
import { SHOPIFY } from "#integrations/shopify/need.ts";
import { orderSignalNodes } from "#integrations/shopify/operations.generated.ts";
import { type OrderSignals, orderSignals } from "#integrations/shopify/order-signals.ts";
import { withoutPersonal } from "#integrations/shopify/protected-data.ts";
import type { SecurityContext } from "../parts.ts";
import type { DisputeNews, FraudSnapshot, OrderToScore, PastOrder } from "./snapshot.ts";

type Row = Record<string, unknown>;

const dayMs = 86_400_000;
/** Orders of one chunk: one read of the store. */
const chunkSize = 25;
const disputesAtOnce = 500;
const lessonsAtMost = 8_000;
/** Before that an order without a dispute says nothing yet. */
const provisionalDays = 14;
const learnEveryMs = 20 * 3_600_000;
const labelsToLearnAtOnce = 25;

/** Orders nobody has scored, chunk by chunk; in the first chunk also news of disputes, and once a day what to learn from. */
export async function observeFraud(context: SecurityContext): Promise<Observation<FraudSnapshot>> {
  const { env, now, chunk, settings } = context;
  const db = env.DB;
  // Cursors are read with the run's first statements.
  if (chunk === 0) await context.query([]);
  const place = chunk === 0 ? [0, ""] : (JSON.parse(context.cursor("fraud-place") ?? '[0,""]') as [number, string]);
  const seenSeq = Number(context.cursor("fraud-events") ?? 0);
  const learntAt = Number(context.cursor("fraud-learnt") ?? 0);
  const [unseen, weights, shop, set, news, labels] = await context.query([
    db
      .prepare(
        `SELECT o.id, o.processed_at FROM orders AS o
         WHERE o.processed_at >= ?1 AND (o.processed_at, o.id) > (?2, ?3) AND o.deleted_at IS NULL AND o.cancelled_at IS NULL AND o.test = 0
           -- Before a payment there is no card to look at.
           AND coalesce(o.financial_status, '') NOT IN ('PENDING', 'VOIDED', 'EXPIRED')
           AND NOT EXISTS (SELECT 1 FROM risk_orders AS r WHERE r.order_id = o.id)
         ORDER BY o.processed_at, o.id LIMIT ${chunkSize}`,
      )
      .bind(now - settings.fraud.lookBackDays * dayMs, place[0], place[1]),
    currentWeightsStatement(db),
    db.prepare("SELECT currency FROM shop LIMIT 1"),
    riskTermsStatement(db),
    ...(chunk === 0
      ? [
          db
            .prepare(
              `SELECT seq, topic, subject, projection, caused_by FROM events
               WHERE topic IN ('disputes/create', 'disputes/update', 'orders/risk_assessment_changed') AND seq > ?1 ORDER BY seq LIMIT ${disputesAtOnce}`,
            )
            .bind(seenSeq),
          db.prepare("SELECT count(*) AS labels FROM risk_orders WHERE known_at > ?1").bind(learntAt),
        ]
      : []),
  ]);
  const events = uptoOneRead(news?.results ?? []);
  const rows = unseen?.results ?? [];
  const changed = events.filter(isNewRisk).map((event) => String(event.subject));
  const { terms, assumedMargin } = riskTermsOf(set?.results[0]);
  const orders = await readOrders(context, assumedMargin, [
    ...new Set([...rows.map(({ id }) => String(id)), ...changed]),
  ]);
  const fresh = Number(labels?.results[0]?.labels ?? 0);
  const learn = chunk === 0 && (now - learntAt >= learnEveryMs || fresh >= labelsToLearnAtOnce);
  const [past, lessons] = await history(context, orders, learn);
  const last = rows.at(-1);
  const more = rows.length === chunkSize;
  return {
    snapshot: {
      orders,
      past,
      weights: weightsOf(weights?.results[0]),
      terms,
      disputes: events.flatMap(disputeNews),
      lessons,
      currency: String(shop?.results[0]?.currency ?? ""),
    },
    observed: orders.length,
    cursors: {
      "fraud-place": more && last ? JSON.stringify([Number(last.processed_at), String(last.id)]) : '[0,""]',
      ...(events.length > 0 ? { "fraud-events": String(events.at(-1)?.seq) } : {}),
      ...(learn ? { "fraud-learnt": String(now) } : {}),
    },
    more,
  };
}

/** The store's own view changed, and not because we wrote ours. */
function isNewRisk({ topic, caused_by }: Row): boolean {
  return topic === "orders/risk_assessment_changed" && caused_by === null;
}

/** Events with no more orders to score again than one read of the store takes; the cursor leaves the others to the next run. */
function uptoOneRead(events: Row[]): Row[] {
  const after = events.filter(isNewRisk)[chunkSize];
  return after === undefined ? events : events.slice(0, events.indexOf(after));
}

/** Reads the orders in the store, hashes whom they are recognised by and forgets it; adds margin and how unusual the amount is. */
async function readOrders(context: SecurityContext, assumedMargin: number, ids: string[]): Promise<OrderToScore[]> {
  if (ids.length === 0) return [];
  const { env, connect, log } = context;
  const store = connectShopify({ env, connection: connect(SHOPIFY), log });
  const { nodes } = await store.run(orderSignalNodes, { ids }, { priority: "security", onDenied: withoutPersonal });
  const calendar = shopCalendar(context.shopZone);
  const hourOf = (at: number) => new Date(at + calendar.offsetAt(at)).getUTCHours();
  const signals = nodes.flatMap((node): OrderSignals[] =>
    node?.__typename === "Order" ? [orderSignals(node, hourOf(Date.parse(node.createdAt)))] : [],
  );
  const wanted = signals.filter(({ test, cancelled }) => !test && !cancelled);
  const [margins, mirrored] = await context.query([
    env.DB.prepare(
      `SELECT o.id, o.total_minor - o.tax_minor - coalesce(sum(l.quantity * coalesce(v.cost_minor, round(l.unit_price_minor * (1 - ?2)))), 0) AS margin
       FROM json_each(?1) AS w JOIN orders AS o ON o.id = w.value LEFT JOIN order_lines AS l ON l.order_id = o.id
       LEFT JOIN variants AS v ON v.id = l.variant_id GROUP BY o.id`,
    ).bind(JSON.stringify(wanted.map(({ order }) => order)), assumedMargin),
    mirrorPastStatement(
      env.DB,
      wanted.map(({ order }) => order),
    ),
  ]);
  const marginOf = new Map((margins?.results ?? []).map((row) => [String(row.id), Number(row.margin)]));
  const mirrorOf = new Map((mirrored?.results ?? []).map((row) => [String(row.id), row]));
  const hash = keyedHash(env);
  return Promise.all(
    wanted.map(async (order) => ({
      name: order.name,
      amountMinor: order.amountMinor,
      marginMinor: Math.max(0, Math.round(marginOf.get(order.order) ?? order.amountMinor * assumedMargin)),
      currency: order.currency,
      features: { ...order.features, ...mirrorFeatures(mirrorOf.get(order.order), {}) },
      sighting: await sightingOf(order, hash),
    })),
  );
}

async function history(
  { env, now, query }: SecurityContext,
  orders: OrderToScore[],
  learn: boolean,
): Promise<[FraudSnapshot["past"], PastOrder[] | null]> {
  if (orders.length === 0 && !learn) return [[], null];
  const sightings = pastSightingsStatement(
    env.DB,
    orders.map(({ sighting }) => sighting),
  );
  const lessons = env.DB.prepare(
    `SELECT at, features, score, amount_minor, margin_minor, fraud FROM risk_orders
     WHERE fraud IS NOT NULL OR (at < ?1 AND NOT EXISTS (SELECT 1 FROM orders WHERE id = order_id AND cancelled_at IS NOT NULL))
     ORDER BY at DESC LIMIT ${lessonsAtMost}`,
  ).bind(now - provisionalDays * dayMs);
  const [past, learnt] = await query(learn ? [sightings, lessons] : [sightings]);
  return [(past?.results ?? []).map(sightingFrom), learn ? (learnt?.results ?? []).map(pastOrder) : null];
}

function pastOrder(row: Row): PastOrder {
  return {
    at: Number(row.at),
    features: JSON.parse(String(row.features)) as OrderFeatures,
    score: Number(row.score),
    amountMinor: Number(row.amount_minor),
    marginMinor: Number(row.margin_minor),
    fraud: row.fraud === null ? null : Number(row.fraud) === 1,
  };
}

/** Only disputes that say the buyer did not buy; one the shop won shows that they did. */
function disputeNews({ topic, projection }: Row): DisputeNews[] {
  if (!String(topic).startsWith("disputes/")) return [];
  const { order, reason, status } = JSON.parse(String(projection)) as Record<string, unknown>;
  if (typeof order !== "string" || !/^(fraudulent|unrecognized|debit_not_authorized)$/i.test(String(reason))) return [];
  return [{ order, fraud: String(status).toLowerCase() !== "won" }];
}
