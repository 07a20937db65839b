import type { Shop } from "../store/shop.ts";
import { TOPICS } from "./topics.ts";

/** Subscribes one address to every topic it does not have yet. */
export function subscribeAll(shop: Shop, uri: string): void {
  const nowMs = shop.clock.now();
  shop.database.transaction(() => {
    for (const topic of Object.keys(TOPICS)) {
      shop.database.run(
        `INSERT INTO webhook_subscription (topic, uri, format, include_fields, created_ms, updated_ms)
         SELECT ?1, ?2, 'JSON', '[]', ?3, ?3
         WHERE NOT EXISTS (SELECT 1 FROM webhook_subscription WHERE topic = ?1 AND uri = ?2)`,
        topic,
        uri,
        nowMs,
      );
    }
  });
}
