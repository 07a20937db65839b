import { type RiskOrderShape, riskOrder, riskQuality } from "#schemas/api/risk.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { json, jsonList, jsonObject } from "./rows.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

const mostMonths = 24;

export const riskHandlers: Handlers<"risk.orders" | "risk.feedback" | "risk.quality"> = {
  async "risk.orders"({ queue, order, limit, cursor }, { env }) {
    const rows = await select(env.DB, "riskOrders", {
      where: [
        is("queued", queue === "open" ? 1 : undefined),
        is("orderId", order),
        olderThan("at", "orderId", decodeCursor(cursor)),
      ],
      newest: ["at", "orderId"],
      limit: limit + 1,
    });
    return pageOf(rows, limit, (row) => [row.at, row.orderId], shown);
  },

  async "risk.feedback"({ order, verdict }, context) {
    const { env, clock } = context;
    // Asked first, so that nothing is recorded of an order that is not there.
    if ((await selectOne(env.DB, "riskOrders", is("orderId", order))) === null)
      throw refused("not-found", `No risk is known of the order "${order}".`);
    const changed = env.DB.prepare(
      "UPDATE risk_orders SET fraud = ?2, said_by = 'person', known_at = ?3, queued = 0 WHERE order_id = ?1",
    ).bind(order, Number(verdict === "fraud"), clock.now());
    const detail = { verdict };
    await env.DB.batch([
      changed,
      auditStatement(env.DB, auditEntry(context, { operation: "risk.feedback", subject: order, detail })),
    ]);
    const row = await selectOne(env.DB, "riskOrders", is("orderId", order));
    return shown(row as RowOf<"riskOrders">);
  },

  async "risk.quality"(_input, { env }) {
    const [months, versions] = await Promise.all([
      select(env.DB, "riskMeasures", { newest: ["month"], limit: mostMonths }),
      select(env.DB, "riskWeights", { newest: ["version"], limit: 200 }),
    ]);
    const inForce = versions.find(({ retiredAt }) => retiredAt === null);
    return riskQuality.output.parse({
      weightsVersion: inForce?.version ?? 0,
      weightsSince: inForce?.at ?? null,
      learntFrom: inForce ?? null,
      months: months.map((month) => ({ ...month, reliability: jsonList(month.reliability) })),
    });
  },
};

function shown(row: RowOf<"riskOrders">): RiskOrderShape {
  return riskOrder.parse({
    ...row,
    order: row.orderId,
    reasons: jsonList(row.reasons),
    costs: jsonObject(row.expected),
    velocity: json(row.velocity),
    queued: row.queued === 1,
    verdict: row.fraud === null ? null : row.fraud === 1 ? "fraud" : "good",
  });
}
