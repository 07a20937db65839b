import { randomUUID } from "node:crypto";
import { SUBSCRIPTION, type SubscriptionRow } from "../store/rows.ts";
import type { Shop } from "../store/shop.ts";
import { stringify } from "./raw-number.ts";
import { TOPICS, type Topic } from "./topics.ts";

/**
 * Writes one delivery per subscription of a topic, in the transaction of the change it tells of: a process killed right
 * after the change still owes them. `atMs` is when the change happened by the sandbox's clock.
 */
export function emit(shop: Shop, topic: Topic, atMs: number, body: () => Record<string, unknown>): void {
  const subscriptions = shop.database.all<SubscriptionRow>(`${SUBSCRIPTION} WHERE topic = ?`, topic);
  if (subscriptions.length === 0) return;
  const full = body();
  const eventId = randomUUID();
  for (const subscription of subscriptions) {
    const fields = JSON.parse(subscription.include_fields) as string[];
    const shown =
      fields.length === 0 ? full : Object.fromEntries(Object.entries(full).filter(([key]) => fields.includes(key)));
    queueDelivery(shop, { subscription, eventId, topic: TOPICS[topic], body: stringify(shown), atMs });
  }
}

export interface QueuedDelivery {
  subscription: Pick<SubscriptionRow, "id" | "uri">;
  eventId: string;
  topic: string;
  body: string;
  atMs: number;
}

export function queueDelivery(shop: Shop, delivery: QueuedDelivery): void {
  shop.database.run(
    `INSERT INTO delivery (webhook_id, event_id, subscription_id, topic, uri, body, triggered_ms, next_real_ms, status)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
    randomUUID(),
    delivery.eventId,
    delivery.subscription.id,
    delivery.topic,
    delivery.subscription.uri,
    delivery.body,
    delivery.atMs,
    shop.clock.realNow(),
  );
}
