import * as z from "zod/mini";
import type { AtomicKind } from "#agent-kit/definition.ts";
import { readPurchase } from "../purchases/read-purchase.ts";

export const purchaseDraftPayload = z.object({
  supplier: z.string(),
  currency: z.string(),
  lines: z
    .array(
      z.object({
        variantId: z.string(),
        sku: z.string(),
        title: z.string(),
        quantity: z.int().check(z.positive()),
        unitCostMinor: z.int().check(z.nonnegative()),
      }),
    )
    .check(z.minLength(1, "a draft needs a line")),
});
type PurchaseDraft = z.infer<typeof purchaseDraftPayload>;

const totalOf = (payload: PurchaseDraft) =>
  payload.lines.reduce((sum, line) => sum + line.quantity * line.unitCostMinor, 0);

/** Writes a purchase draft of our own; the shop's platform has no purchase orders, so nothing leaves us. */
export const purchaseDraft: AtomicKind<PurchaseDraft> = {
  payload: purchaseDraftPayload,
  effect: "delta",
  certainty: "atomic",
  settleMs: 0,

  statements: (db, action, payload, now) => [
    db
      .prepare(
        `INSERT INTO purchase_drafts (id, supplier, status, currency, total_minor, created_at, updated_at) VALUES (?1, ?2, 'draft', ?3, ?4, ?5, ?5)
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(action.id, payload.supplier, payload.currency, totalOf(payload), now),
    db
      .prepare(
        `INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity, unit_cost_minor)
         SELECT ?1, l.value->>'variantId', l.value->>'sku', l.value->>'title', l.value->>'quantity', l.value->>'unitCostMinor'
         FROM json_each(?2) AS l WHERE true ON CONFLICT (draft_id, variant_id) DO NOTHING`,
      )
      .bind(action.id, JSON.stringify(payload.lines)),
  ],

  async mayUndo(db, action) {
    const purchase = await readPurchase(db, action.id);
    if (purchase && purchase.status !== "draft" && purchase.status !== "cancelled")
      return { ok: false, reason: `the purchase is ${purchase.status}: cancel it and tell the supplier` };
    if (purchase && purchase.mailTriedAt !== null) return { ok: false, reason: "its mail may have gone out" };
    return { ok: true };
  },

  undo: (db, action, _payload, now) => [
    db
      .prepare(
        "UPDATE purchase_drafts SET status = 'cancelled', updated_at = ?2 WHERE id = ?1 AND status = 'draft' AND mail_tried_at IS NULL",
      )
      .bind(action.id, now),
    // Ordered between the look and now: a row without a variant breaks the batch, and the undo is tried, and refused, again.
    db
      .prepare(
        `INSERT INTO purchase_lines (draft_id, variant_id, sku, title, quantity)
         SELECT id, NULL, '', '', 0 FROM purchase_drafts WHERE id = ?1 AND status <> 'cancelled'`,
      )
      .bind(action.id),
  ],

  edit: {
    fields: ["lines"],
    measure(_action, payload) {
      const totalMinor = totalOf(payload);
      const units = payload.lines.reduce((sum, line) => sum + line.quantity, 0);
      return {
        after: { lines: payload.lines.length, units, totalMinor },
        movePercent: null,
        impactMinor: 0,
        moneyMinor: totalMinor,
      };
    },
  },
};
