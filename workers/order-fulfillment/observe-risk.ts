import { toKitError } from "#agent-kit/errors.ts";
import { keyedHash } from "#agent-kit/risk/keyed-hash.ts";
import { pastSightingsStatement, sightingFrom, sightingOf } from "#agent-kit/risk/past-sightings.ts";
import { historyFeatures } from "#core/risk/history-features.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { type OrderSignalsFragment, orderSignalNodes } from "#integrations/shopify/operations.generated.ts";
import { orderSignals } from "#integrations/shopify/order-signals.ts";
import { withoutPersonal } from "#integrations/shopify/protected-data.ts";
import type { Context } from "./observe.ts";
import type { OrderRows } from "./order-rows.ts";
import type { RiskReading } from "./snapshot.ts";

const atOnce = 10;

/** What there is to know of each order's risk, or why it could not be read. Features of the past are of the past alone. */
export async function observeRisk(context: Context, orders: OrderRows[]): Promise<Map<string, RiskReading | string>> {
  const readings = new Map<string, RiskReading | string>();
  for (let from = 0; from < orders.length; from += atOnce) {
    const some = orders.slice(from, from + atOnce);
    try {
      for (const [id, reading] of await readSome(context, some)) readings.set(id, reading);
    } catch (thrown) {
      const error = toKitError(thrown);
      context.log.warn("risks could not be read", { orders: some.length, error });
      for (const { order } of some) readings.set(order.id, `the risk could not be read: ${error.message}`);
    }
  }
  return readings;
}

async function readSome(context: Context, orders: OrderRows[]): Promise<[string, RiskReading][]> {
  const { env, clients, shopZone } = context;
  const ids = orders.map(({ order }) => order.id);
  const reply = await clients
    .store()
    .run(orderSignalNodes, { ids }, { priority: "fulfilment", onDenied: withoutPersonal });
  const nodes = reply.nodes.flatMap((node) => (node?.__typename === "Order" ? [node] : []));
  const hash = keyedHash(env);
  const { offsetAt } = shopCalendar(shopZone);
  const hourOf = (at: number) => new Date(at + offsetAt(at)).getUTCHours();
  const found = nodes.map((node) => orderSignals(node, hourOf(Date.parse(node.createdAt))));
  const sightings = await Promise.all(found.map((signals) => sightingOf(signals, hash)));
  const results = await context.query([
    pastSightingsStatement(env.DB, sightings),
    ...orders.map(({ order }) => amountsBefore(env.DB, order.processedAt)),
  ]);
  const past = (results[0]?.results ?? []).map(sightingFrom);
  const mirrored = new Map(orders.map((rows, at) => [rows.order.id, { rows, moments: results[at + 1]?.results[0] }]));
  return nodes.flatMap((node, at): [string, RiskReading][] => {
    const signals = found[at];
    const sighting = sightings[at];
    const known = mirrored.get(node.id);
    if (!signals || !sighting || !known) return [];
    const amountZ = zOf(known.rows.order.totalMinor, known.moments);
    const features = { ...signals.features, ...historyFeatures(sighting, past), amountZ };
    return [[node.id, { platform: platformOf(node), features }]];
  });
}

/** Moments of ln(amount) of the thousand orders before this one. */
function amountsBefore(db: D1Database, at: number): D1PreparedStatement {
  return db
    .prepare(
      `SELECT count(*) AS n, avg(x) AS mean, avg(x * x) AS square FROM (
         SELECT ln(total_minor) AS x FROM orders WHERE processed_at < ?1 AND total_minor > 0 AND test = 0
         ORDER BY processed_at DESC LIMIT 1000)`,
    )
    .bind(at);
}

function zOf(amountMinor: number, moments: Record<string, unknown> | undefined): number | null {
  const n = Number(moments?.n ?? 0);
  const mean = Number(moments?.mean);
  const variance = Number(moments?.square) - mean ** 2;
  return n < 30 || amountMinor <= 0 || !(variance > 1e-9) ? null : (Math.log(amountMinor) - mean) / Math.sqrt(variance);
}

/** Shopify's own view is the assessment without a provider. */
function platformOf(node: OrderSignalsFragment): RiskReading["platform"] {
  const level = node.risk.assessments.find(({ provider }) => provider === null)?.riskLevel;
  const known = { PENDING: "pending", LOW: "low", MEDIUM: "medium", HIGH: "high", NONE: "none" } as const;
  return level === undefined ? "none" : known[level];
}
