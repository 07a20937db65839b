import * as z from "zod/mini";
import type { ActionContext, DeltaKind } from "#agent-kit/definition.ts";
import { orderAssessments, orderRiskAssess } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";

export const riskAssessPayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  level: z.enum(["LOW", "MEDIUM", "HIGH"]),
  facts: z
    .array(
      z.object({
        description: z.string().check(z.minLength(1), z.maxLength(256)),
        sentiment: z.enum(["NEGATIVE", "NEUTRAL", "POSITIVE"]),
      }),
    )
    .check(z.maxLength(19)),
});
type RiskAssess = z.infer<typeof riskAssessPayload>;

/** Shows our opinion of an order's risk beside the store's own. One of its facts carries our number, to find it again by. */
export const riskAssess: DeltaKind<RiskAssess, Clients> = {
  payload: riskAssessPayload,
  effect: "delta",
  certainty: "readable",
  scopes: ["write_orders"],
  settleMs: 60_000,
  notRevertibleBecause: "the store keeps every assessment; a newer one stands in its place",

  async guard(context, _action, payload) {
    const order = await read(context as unknown as ActionContext<Clients>, payload.orderId);
    if (order === null) return { ok: false, reason: "the store no longer has the order" };
    return order.displayFulfillmentStatus === "FULFILLED"
      ? { ok: false, reason: "the order was sent meanwhile: its risk can no longer be assessed" }
      : { ok: true };
  },

  async apply(context, action, { orderId, level, facts }) {
    const own = { description: `Weighed by Royal Equips (${action.id})`, sentiment: "NEUTRAL" as const };
    const input = { orderId, riskLevel: level, facts: [...facts, own] };
    await context.clients.store().run(orderRiskAssess, { input }, { priority: "fulfilment" });
    return { level };
  },

  async verify(context, action, payload) {
    const order = await read(context, payload.orderId);
    const facts = order?.risk.assessments.flatMap((each) => each.facts) ?? [];
    return facts.some(({ description }) => description.includes(action.id)) ? "confirmed" : "absent";
  },
};

async function read(context: ActionContext<Clients>, id: string) {
  return (await context.clients.store().run(orderAssessments, { id }, { priority: "fulfilment" })).order;
}
