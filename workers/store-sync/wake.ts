import { topics } from "#integrations/shopify/webhook-topics.ts";
import type { LoggedEvent } from "./mirror/events.ts";
import type { Sync } from "./sync.ts";

/** Streams with news that no action of ours caused: an agent is not woken by its own effects. */
export function newsOf(events: readonly Pick<LoggedEvent, "topic" | "causedBy">[]): string[] {
  const news = events.filter((event) => event.causedBy === null);
  return [...new Set(news.map((event) => topics.get(event.topic)?.stream ?? event.topic))];
}

/**
 * Once per batch, in the trace of its newest delivery. A lost wake costs time only: agents read the log from their cursor at their next cron.
 */
export async function wake(
  { env, log }: Pick<Sync, "env" | "log">,
  streams: readonly string[],
  traceparent?: string,
): Promise<void> {
  if (streams.length === 0) return;
  try {
    await env.CONTROL.wake([...streams], traceparent);
  } catch (error) {
    log.warn("control could not be told", { streams, error });
  }
}
