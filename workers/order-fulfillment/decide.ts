import type { Decided, Notice } from "#agent-kit/definition.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import { type Advanced, advance } from "./advance.ts";
import { type Clocked, clockOf } from "./attention.ts";
import { withReturns } from "./returns.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { DraftedSource, FulfilmentSnapshot, OrderSnapshot } from "./snapshot.ts";

export interface Moved {
  order: OrderSnapshot;
  advanced: Advanced;
  clocked: Clocked;
}

/** What a run learned and wants kept. */
export interface Knowledge {
  moved: Moved[];
  drafted: DraftedSource[];
}

/** The whole of the agent's judgement: pure, from one chunk's snapshot to decisions. */
export function decide(
  snapshot: FulfilmentSnapshot,
  settings: OrderFulfillmentSettings,
  now: number,
): Decided<Knowledge> {
  const { shop, weights, suppliers, laneP95 } = snapshot;
  const terms = { shop, settings, weights, suppliers, taxesIncluded: shop.taxesIncluded };
  const moved = snapshot.orders.map((order): Moved => {
    const advanced = withReturns(advance(order, terms, now), order, settings, now);
    return { order, advanced, clocked: clockOf(advanced, order.remembered, settings, laneP95, now) };
  });
  const states: Record<string, number> = {};
  for (const { advanced } of moved) states[advanced.state] = (states[advanced.state] ?? 0) + 1;
  const newly = moved.filter(({ order, clocked }) => clocked.attention !== null && order.remembered?.attention == null);
  return {
    decisions: moved.flatMap(({ advanced }) => advanced.decisions),
    measures: { ...states, ...(newly.length > 0 ? { "newly needing attention": newly.length } : {}) },
    notices: newly.length > 0 ? [attentionNotice(newly, shopCalendar(shop.zone).dayOf(now))] : [],
    knowledge: { moved, drafted: snapshot.drafted },
  };
}

/** One a shop day: the page of orders says the rest. */
function attentionNotice(newly: Moved[], day: string): Notice {
  const first = newly.slice(0, 5).map(({ order, clocked }) => `${order.order.name}: ${clocked.attention}`);
  return {
    id: `orders need attention ${day}`,
    level: "warning",
    title: `${newly.length} ${newly.length === 1 ? "order needs" : "orders need"} attention`,
    body: first.join("\n"),
  };
}
