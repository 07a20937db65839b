import type { UsedOperation } from "../lib/api/routes.ts";

/** Which reads a topic makes old. A topic that is not named here makes all of them old: late is better than wrong. */
const touchedBy: Record<string, UsedOperation[]> = {
  hello: [],
  tick: ["agents.ticks", "agents.list", "agents.get"],
  run: [
    "runs.list",
    "runs.get",
    "runs.logs",
    "agents.list",
    "agents.get",
    "agents.ticks",
    "cards.list",
    "actions.list",
    "notifications.list",
    "findings.list",
    "candidates.list",
    "orders.list",
    "risk.orders",
    "risk.quality",
    "forecasts.accuracy",
  ],
  agent: ["agents.list", "agents.get"],
  actions: [
    "cards.list",
    "actions.list",
    "actions.get",
    "runs.get",
    "orders.list",
    "purchases.list",
    "purchases.get",
    "autonomy.list",
    "prices.batches",
  ],
  purchase: ["purchases.list", "purchases.get"],
  stock: ["cards.list"],
  breaker: ["breakers.list", "connections.list", "agents.list"],
  policy: ["policy.get", "autonomy.list", "cards.list"],
  emergency: ["emergency.get", "agents.list", "agents.get"],
  import: ["imports.list", "shop.get"],
  shop: ["shop.get"],
  clock: ["shop.get"],
  snapshot: ["status.get"],
  status: ["status.get", "notifications.list"],
  findings: ["findings.list"],
  notification: ["notifications.list"],
  audit: ["audit.list"],
};

/** The operations whose answers may have changed, or null for every one. */
export function touched(topic: string): UsedOperation[] | null {
  return touchedBy[topic] ?? null;
}
