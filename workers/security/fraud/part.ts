import type { Part } from "../parts.ts";
import type { FraudKnowledge, FraudSnapshot } from "./snapshot.ts";

export const fraud: Part<FraudSnapshot, FraudKnowledge> = {
  async observe(context) {
    const [result] = await context.query([
      context.env.DB.prepare(
        "SELECT count(DISTINCT subject) AS orders FROM events WHERE topic = 'orders/create' AND recorded_at >= ?1",
      ).bind(context.now - 86_400_000),
    ]);
    const newOrders = Number(result?.results[0]?.orders ?? 0);
    return { snapshot: { newOrders }, observed: newOrders };
  },
  decide: ({ newOrders }) => ({ decisions: [], measures: { "fraud-new-orders": newOrders } }),
  record: () => [],
};
