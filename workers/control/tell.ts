import { liveFeed } from "#durable-objects/client.ts";
import type { Operation } from "#schemas/api/operation.ts";
import type { CallContext } from "./context.ts";

/** What a write makes old on open dashboards. Agents tell of themselves, from where their state is. */
const topics: Readonly<Record<string, string>> = {
  actions: "actions",
  policy: "policy",
  breakers: "breaker",
  emergency: "emergency",
  purchases: "purchase",
  stock: "stock",
  clock: "clock",
};

/** Tells open dashboards that something changed, after the reply has gone. */
export function tell(operation: Operation, { env, clock, waitUntil }: CallContext): void {
  const topic = operation.effect === "read" ? undefined : topics[operation.id.split(".")[0] ?? ""];
  if (topic !== undefined) waitUntil(liveFeed(env).publish({ topic, at: clock.now() }));
}
