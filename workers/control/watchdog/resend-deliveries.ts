import * as z from "zod/mini";
import type { ControlEnv } from "../env.ts";

const graceMs = 60_000;
const youngMs = 15 * 60_000;
const every = 5;
const most = 200;
const rows = z.array(z.object({ id: z.string(), message: z.string() }));

/**
 * Sends accepted deliveries again that nobody has worked off: queue messages can be lost, and a delivery seen twice is
 * recognised by its id. Old ones only every fifth minute, so that a long outage does not fill the queue.
 */
export async function resendDeliveries(env: Pick<ControlEnv, "DB" | "SHOP_EVENTS">, now: number): Promise<number> {
  const minute = Math.floor(now / 60_000);
  const oldest = minute % every === 0 ? Number.MIN_SAFE_INTEGER : now - youngMs;
  const { results } = await env.DB.prepare(
    `SELECT id, message FROM deliveries WHERE status = 'accepted' AND received_at <= ?1 AND received_at >= ?2
     AND message IS NOT NULL ORDER BY received_at LIMIT ${most}`,
  )
    .bind(now - graceMs, oldest)
    .all();
  const waiting = rows.parse(results);
  // A batch holds at most 100 messages and 256 KB; ours have at most 16 KB each.
  for (let at = 0; at < waiting.length; at += 15) {
    const batch = waiting.slice(at, at + 15).map(({ message }) => ({ body: JSON.parse(message) as unknown }));
    await env.SHOP_EVENTS.sendBatch(batch);
  }
  return waiting.length;
}
