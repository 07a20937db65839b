import { toKitError } from "#agent-kit/errors.ts";
import { keyedHash } from "#agent-kit/risk/keyed-hash.ts";
import { mirrorFeatures, mirrorPastStatement } from "#agent-kit/risk/mirror-past.ts";
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
  const results = await context.query([pastSightingsStatement(env.DB, sightings), mirrorPastStatement(env.DB, ids)]);
  // Orders read together are each other's past, as far as they are earlier.
  const past = [...(results[0]?.results ?? []).map(sightingFrom), ...sightings];
  const mirrored = new Map((results[1]?.results ?? []).map((row) => [String(row.id), row]));
  return nodes.flatMap((node, at): [string, RiskReading][] => {
    const signals = found[at];
    const sighting = sightings[at];
    if (!signals || !sighting) return [];
    const history = historyFeatures(sighting, past);
    const features = { ...signals.features, ...history, ...mirrorFeatures(mirrored.get(node.id), history) };
    return [[node.id, { platform: platformOf(node), features }]];
  });
}

/** Shopify's own view is the assessment without a provider. */
function platformOf(node: OrderSignalsFragment): RiskReading["platform"] {
  const level = node.risk.assessments.find(({ provider }) => provider === null)?.riskLevel;
  const known = { PENDING: "pending", LOW: "low", MEDIUM: "medium", HIGH: "high", NONE: "none" } as const;
  return level === undefined ? "none" : known[level];
}
