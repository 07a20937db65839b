import type { Decision } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import type { MirrorOrder, OwnAction, Refundable } from "./snapshot.ts";
import { triesOf } from "./units.ts";

export interface RefundCause {
  code: "unsendable" | "returned";
  /** Of the action; by it, a refund is known again. */
  target: string;
  /** Why, without the amount. */
  text: string;
}

/** Paying back what cannot be sent or came back: always a proposal of ours, with the amount the store itself works out. */
export function refundDecision(
  order: MirrorOrder,
  actions: readonly OwnAction[],
  refund: Refundable,
  { code, target, text }: RefundCause,
): Decision {
  const units = refund.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    kind: "order.refund",
    target,
    title: `Refund of order ${order.name}`,
    intent: `refund ${refund.amountMinor}`,
    basis: `try ${triesOf(actions, ["order.refund"], target)}`,
    group: code,
    payload: {
      orderId: order.id,
      lines: refund.lines.map((line) => ({ ...line })),
      amountMinor: refund.amountMinor,
      transactions: refund.transactions.map((each) => ({ ...each })),
      restock: "NO_RESTOCK",
    },
    before: null,
    after: { amountMinor: refund.amountMinor, units },
    movePercent: null,
    impactMinor: -refund.amountMinor,
    moneyMinor: refund.amountMinor,
    currency: order.currency,
    confidence: 0.7,
    reasons: [
      {
        code,
        text: `${text}. The store would pay back ${showMoney(refund.amountMinor, order.currency)}`,
      },
    ],
    figures: { amountMinor: refund.amountMinor, units },
    provenance: { amountMinor: "measured" },
  };
}
