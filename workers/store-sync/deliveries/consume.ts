import { type KitError, toKitError } from "#agent-kit/errors.ts";
import { readTraceparent } from "#agent-kit/trace.ts";
import { absorb } from "../absorb.ts";
import { readShop } from "../import/shop-step.ts";
import type { Delivery } from "../messages.ts";
import { type LoggedEvent, writeEvents } from "../mirror/events.ts";
import { jsonChunks } from "../mirror/json-chunks.ts";
import type { KnownShop, Sync } from "../sync.ts";
import { type Route, route } from "./route.ts";

/** What became of a batch: the events others may care about, and whether a bulk operation ended. */
export interface Consumed {
  events: LoggedEvent[];
  bulkFinished: boolean;
}

/**
 * Works off deliveries in one read of the store and one D1 batch. Each counts once, whatever the queue repeats. What the
 * store or D1 cannot do now stays `accepted` and is sent again; a delivery that alone breaks its batch ends as `failed`.
 */
export async function consumeDeliveries(sync: Sync, shop: KnownShop, events: readonly Delivery[]): Promise<Consumed> {
  const open = await stillOpen(sync.db, events);
  if (open.length === 0) return { events: [], bulkFinished: false };
  try {
    return await consume(sync, shop, open);
  } catch (thrown) {
    const error = toKitError(thrown);
    if (isPassing(error)) return postponed(sync, open, error);
    sync.log.warn("a batch of deliveries failed and is tried one by one", { deliveries: open.length, error });
  }
  const done: Consumed = { events: [], bulkFinished: false };
  for (const event of open) {
    try {
      const one = await consume(sync, shop, [event]);
      done.events.push(...one.events);
      done.bulkFinished ||= one.bulkFinished;
    } catch (thrown) {
      const error = toKitError(thrown);
      if (isPassing(error)) postponed(sync, [event], error);
      else await fail(sync, event, error);
    }
  }
  return done;
}

async function consume(sync: Sync, shop: KnownShop, events: readonly Delivery[]): Promise<Consumed> {
  const { db, clock } = sync;
  const routes = events.map((event) => ({ event, to: route(event) }));
  const all = (pick: (to: Route) => readonly string[]) => [...new Set(routes.flatMap(({ to }) => pick(to)))];
  const wanted = { orders: all((to) => to.orders), products: all((to) => to.products), items: all((to) => to.items) };
  const deleted = new Set(events.filter((event) => event.topic === "orders/delete").map((event) => event.subject));
  const absorbed = await absorb(sync, shop, wanted, deleted);
  const now = clock.now();
  const asIs = routes.filter(({ to }) => to.logAsIs).map(({ event }) => asLogged(event));
  const shopFacts = routes.some(({ to }) => to.shop) ? await readShop(sync, now) : [];
  await db.batch([...absorbed.statements, ...writeEvents(db, asIs, now), ...shopFacts, ...settled(db, events, now)]);
  return { events: [...absorbed.events, ...asIs], bulkFinished: routes.some(({ to }) => to.bulk) };
}

function asLogged(event: Delivery): LoggedEvent {
  const projection = { ...event.related, ...event.fields };
  const text = JSON.stringify(projection);
  return {
    topic: event.topic,
    subject: event.subject,
    projection: text.length > 900 ? "{}" : text,
    causedBy: null,
    occurredAt: event.updatedAt ?? event.triggeredAt,
  };
}

/** Deliveries nobody has worked off yet, each once. One without a row (its sender died before writing it) counts as open. */
async function stillOpen(db: D1Database, events: readonly Delivery[]): Promise<Delivery[]> {
  const byId = new Map(events.map((event) => [event.deliveryId, event]));
  const { results } = await db
    .prepare("SELECT id FROM deliveries WHERE status <> 'accepted' AND id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify([...byId.keys()]))
    .all<{ id: string }>();
  for (const { id } of results) byId.delete(id);
  return [...byId.values()];
}

function settled(db: D1Database, events: readonly Delivery[], now: number): D1PreparedStatement[] {
  return jsonChunks(events, (event) => [event.deliveryId, event.topic, event.triggeredAt]).map((json) =>
    db
      .prepare(
        `INSERT INTO deliveries (id, topic, status, triggered_at, received_at, done_at)
         SELECT value->>0, value->>1, 'done', value->>2, ?2, ?2 FROM json_each(?1) WHERE true
         ON CONFLICT (id) DO UPDATE SET status = 'done', reason = NULL, message = NULL, done_at = ?2`,
      )
      .bind(json, now),
  );
}

async function fail({ db, clock, log }: Sync, event: Delivery, error: KitError): Promise<void> {
  const reason = `${error.code}: ${error.message}`;
  const trace = readTraceparent(event.traceparent)?.traceId;
  log.error("a delivery cannot be worked off", { delivery: event.deliveryId, topic: event.topic, trace, error });
  await db
    .prepare(
      `INSERT INTO deliveries (id, topic, status, reason, triggered_at, received_at, done_at)
       VALUES (?1, ?2, 'failed', ?3, ?4, ?5, ?5)
       ON CONFLICT (id) DO UPDATE SET status = 'failed', reason = ?3, done_at = ?5`,
    )
    .bind(event.deliveryId, event.topic, reason, event.triggeredAt, clock.now())
    .run();
}

/** Not the deliveries' fault: waiting is no attempt, and the sweep sends accepted rows again. */
function postponed({ log }: Sync, events: readonly Delivery[], error: KitError): Consumed {
  log.info("deliveries wait", { deliveries: events.length, code: error.code });
  return { events: [], bulkFinished: false };
}

function isPassing(error: KitError): boolean {
  return (
    error.retryable || error.notBefore !== undefined || error.code === "not-configured" || error.code === "unauthorised"
  );
}
