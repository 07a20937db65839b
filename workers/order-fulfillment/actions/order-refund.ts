import * as z from "zod/mini";
import type { ActionContext, DeltaKind, Found, Verified } from "#agent-kit/definition.ts";
import { formatMinor, parseMinor } from "#core/money/minor-units.ts";
import { showMoney } from "#core/money/show-money.ts";
import { orderRefunds, refundCreate, suggestedRefund } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";

export const orderRefundPayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.int().check(z.positive()) })).check(z.minLength(1)),
  amountMinor: z.int().check(z.positive()),
  /** As the store suggested them: the same with every try, as the key asks for. */
  transactions: z.array(
    z.object({ gateway: z.string(), parentId: z.nullable(z.string()), amountMinor: z.int().check(z.positive()) }),
  ),
  restock: z.enum(["NO_RESTOCK", "RETURN", "CANCEL"]),
});
type OrderRefund = z.infer<typeof orderRefundPayload>;

/**
 * Pays back units that will not be sent, or came back; money does not come back. The store's key makes a repetition harmless,
 * and because nobody says how long the store remembers one, a lost answer is looked for first: each refund carries our number.
 */
export const orderRefund: DeltaKind<OrderRefund, Clients> = {
  payload: orderRefundPayload,
  effect: "delta",
  certainty: "keyed",
  scopes: ["write_orders"],
  settleMs: 60_000,
  notRevertibleBecause: "the buyer has the money",

  async guard(untyped, action, payload) {
    if (action.attempts > 1) return { ok: true };
    const amountMinor = await suggestedMinor(untyped as unknown as ActionContext<Clients>, payload);
    if (amountMinor === null) return { ok: false, reason: "the store no longer has the order" };
    if (amountMinor === payload.amountMinor) return { ok: true };
    const show = (minor: number) => showMoney(minor, action.currency);
    return {
      ok: false,
      reason: `the store would pay back ${show(amountMinor)} now, not ${show(payload.amountMinor)}`,
    };
  },

  async apply(context, action, payload, key) {
    const input = {
      orderId: payload.orderId,
      note: noteOf(action),
      notify: true,
      refundLineItems: payload.lines.map(({ lineId, quantity }) => ({
        lineItemId: lineId,
        quantity,
        restockType: payload.restock,
      })),
      transactions: payload.transactions.map((each) => ({
        orderId: payload.orderId,
        kind: "REFUND" as const,
        gateway: each.gateway,
        amount: formatMinor(each.amountMinor, action.currency),
        ...(each.parentId === null ? {} : { parentId: each.parentId }),
      })),
    };
    const reply = await context.clients.store().run(refundCreate, { input, key }, { priority: "fulfilment" });
    return { refundId: reply.refundCreate?.refund?.id ?? null };
  },

  async verify(context, action, payload): Promise<Verified | Found> {
    const asked = { ids: [payload.orderId], lines: 1 };
    const { nodes } = await context.clients.store().run(orderRefunds, asked, { priority: "fulfilment" });
    const [order] = nodes;
    if (order?.__typename !== "Order") return "unknowable";
    const ours = order.refunds.find(({ note }) => note === noteOf(action));
    if (!ours) return "absent";
    return action.status === "unknown" ? { found: { refundId: ours.id } } : "confirmed";
  },

  edit: {
    fields: ["lines", "amountMinor", "transactions", "restock"],
    allowed(_held, { amountMinor, transactions }) {
      const paid = transactions.reduce((sum, each) => sum + each.amountMinor, 0);
      return paid === amountMinor
        ? { ok: true }
        : { ok: false, reason: `The payments come to ${paid} and not to ${amountMinor}.` };
    },
    measure: (_action, { amountMinor }) => ({
      after: { amountMinor },
      movePercent: null,
      impactMinor: -amountMinor,
      moneyMinor: amountMinor,
    }),
  },
};

function noteOf({ id }: { id: string }): string {
  return `Royal Equips ${id}`;
}

async function suggestedMinor(
  context: ActionContext<Clients>,
  { orderId, lines }: OrderRefund,
): Promise<number | null> {
  const wanted = lines.map(({ lineId, quantity }) => ({ lineItemId: lineId, quantity }));
  const { order } = await context.clients.store().run(suggestedRefund, { orderId, lines: wanted });
  const money = order?.suggestedRefund?.amountSet.shopMoney;
  const parsed = money ? parseMinor(money.amount, money.currencyCode) : null;
  return parsed?.ok ? parsed.value : null;
}
