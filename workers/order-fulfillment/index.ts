import * as z from "zod";
import { defineAgent } from "#agent-kit/define-agent.ts";
import type { Observation, RunContext } from "#agent-kit/definition.ts";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { decide, type OrderFulfillmentSnapshot } from "./decide.ts";

const settings = z.object({ schedule: scheduleSettings });
type Settings = z.infer<typeof settings>;

export default defineAgent({
  id: "order-fulfillment",
  name: "Order Fulfillment Agent",
  summary: "Takes paid orders to the suppliers that can send them best, and follows each until it is fulfilled.",
  capabilities: ["order-intake"],
  settings,
  needs: [shopifyNeed({ scopes: ["read_orders"] })],
  wakesOn: ["orders", "fulfilment-orders"],
  wakeGapMs: 0,
  initialize: () => ({}),
  observe,
  decide,
  actions: {},
});

/** Reads the mirror, in one round trip. */
async function observe(context: RunContext<Settings, object>): Promise<Observation<OrderFulfillmentSnapshot>> {
  const [result] = await context.query([
    context.env.DB.prepare(
      `SELECT count(*) AS open, coalesce(sum(financial_status = 'PAID'), 0) AS paid FROM orders
       WHERE deleted_at IS NULL AND cancelled_at IS NULL AND fulfillment_status IS NOT 'FULFILLED'`,
    ),
  ]);
  const row = result?.results[0];
  const snapshot = { open: Number(row?.open ?? 0), paid: Number(row?.paid ?? 0) };
  return { snapshot, observed: snapshot.open };
}
