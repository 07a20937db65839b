import type { Decision } from "#agent-kit/definition.ts";
import { showCount, showMoney } from "#core/money/show-money.ts";
import type { PurchaseSend } from "../actions/purchase-send.ts";

/** A draft nobody has ordered yet. */
export interface UnsentDraft {
  id: string;
  number: string;
  supplier: string;
  currency: string;
  totalMinor: number;
  products: number;
  units: number;
  createdAt: number;
  /** What its reorder said would be lost without it. */
  impactMinor: number;
}

export interface Letterhead {
  /** The sender of every mail. */
  from: string;
  shop: string;
}

/** The wish to mail a draft to this address. Another address is another wish, and takes the place of the one before. */
export function sendDecision(draft: UnsentDraft, to: string, { from, shop }: Letterhead, today: number): Decision {
  const { id, number, supplier, currency, totalMinor, products, units } = draft;
  const payload: PurchaseSend = { purchaseId: id, supplier, to, from, shop };
  const sum = `${showCount(units)} units for ${showMoney(totalMinor, currency)}`;
  return {
    kind: "purchase.send",
    target: `purchase:${id}`,
    title: `Mail order ${number} to ${supplier}`,
    intent: `mail ${to}`,
    basis: `day ${today}`,
    group: "order",
    payload: { ...payload },
    before: null,
    after: { to, products, units, totalMinor },
    movePercent: null,
    impactMinor: draft.impactMinor,
    moneyMinor: totalMinor,
    currency,
    confidence: 0.9,
    reasons: [
      { code: "order", text: `${products} products, ${sum}, drafted and not ordered yet` },
      { code: "address", text: `It goes to ${to}, the address set for ${supplier}; a mail cannot be taken back` },
    ],
    figures: { products, units, totalMinor },
    provenance: { rows: "measured" },
  };
}
