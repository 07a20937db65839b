import * as z from "zod/mini";
import type { ActionContext, ActionRow, DeltaKind, Guarded, Verified } from "#agent-kit/definition.ts";
import { isKitError, KitError } from "#agent-kit/errors.ts";
import type { MailerPort } from "#integrations/mailer/port.ts";
import type { Clients } from "../clients.ts";
import { purchaseCsv, purchasePaper } from "../purchases/paper.ts";
import { type Purchase, readPurchase } from "../purchases/read-purchase.ts";

const oneLine = z.string().check(z.regex(/^[^\r\n]{1,200}$/));

export const purchaseSendPayload = z.object({
  purchaseId: z.string(),
  supplier: z.string(),
  to: z.email(),
  from: oneLine,
  shop: oneLine,
});
export type PurchaseSend = z.infer<typeof purchaseSendPayload>;

/** A mail that was taken in late is listed within this. */
const settleMs = 60_000;
/** Less than the vendor remembers a key, for clocks that differ. */
const keySafetyMs = 3_600_000;

/**
 * Mails a draft to its supplier, once: under one key while the vendor remembers it, after that only when its list of sent mail
 * was looked through. Where neither tells, a person is asked.
 */
export const purchaseSend: DeltaKind<PurchaseSend, Clients> = {
  payload: purchaseSendPayload,
  effect: "delta",
  certainty: "keyed",
  settleMs,
  notRevertibleBecause: "a mail that went out cannot be taken back: cancel the purchase and tell the supplier",

  async guard(context, _action, payload): Promise<Guarded> {
    const purchase = await readPurchase(context.env.DB, payload.purchaseId);
    if (!purchase) return { ok: false, reason: "the draft is gone" };
    const ours = purchase.mailTriedAt !== null;
    if (purchase.status !== "draft" && !ours) return { ok: false, reason: `the purchase is ${purchase.status}` };
    return purchase.lines.length > 0 ? { ok: true } : { ok: false, reason: "the draft has no rows" };
  },

  async apply(context, action, payload, key) {
    const db = context.env.DB;
    const purchase = await found(db, payload);
    if (purchase.mailId !== null) return { mailId: purchase.mailId };
    const mailer = context.clients.mailer();
    const first = purchase.mailTriedAt === null;
    if (first) await mark(context, payload);
    else if (needsLook(context, purchase, action, mailer)) {
      const mailId = await lookUp(context, purchase, payload, mailer);
      if (mailId === "cannot-look") throw uncertain();
      if (mailId !== null) return kept(context, payload, mailId);
    }
    try {
      const paper = purchasePaper(purchase, payload.shop);
      const { id } = await mailer.send({
        ...paper,
        from: payload.from,
        to: payload.to,
        attachments: [{ filename: `${purchase.number}.csv`, contentType: "text/csv", text: purchaseCsv(purchase) }],
        idempotencyKey: key,
      });
      return await kept(context, payload, id);
    } catch (thrown) {
      if (!isKitError(thrown)) throw thrown;
      // Sent with other letters, which a newer version of us would have used: it did go out.
      if (thrown.code === "mail-key-used") return kept(context, payload, await numberOf(context, purchase, payload));
      const nothingLeft = thrown.outcome === "not-sent" || thrown.outcome === "refused";
      if (!nothingLeft) throw thrown;
      // An earlier try may have gone out, whatever became of this one.
      if (!first) throw uncertain(thrown);
      await unmark(db, payload);
      throw thrown;
    }
  },

  async verify(context, _action, payload): Promise<Verified> {
    const purchase = await found(context.env.DB, payload);
    if (purchase.mailId !== null) return "confirmed";
    if (purchase.mailTriedAt === null) return "absent";
    const mailer = context.clients.mailer();
    const mailId = await lookUp(context, purchase, payload, mailer);
    if (mailId === "cannot-look") return keyLives(context, purchase, mailer) ? "absent" : "unknowable";
    if (mailId === null) return "absent";
    await kept(context, payload, mailId);
    return "confirmed";
  },
};

type Context = ActionContext<Clients>;

async function found(db: D1Database, { purchaseId }: PurchaseSend): Promise<Purchase> {
  const purchase = await readPurchase(db, purchaseId);
  if (purchase) return purchase;
  throw new KitError({ code: "gone", message: "The draft is gone.", outcome: "refused", countsAgainst: false });
}

/** From here on the draft cannot be withdrawn; whoever withdrew it before has won. */
async function mark({ env, now }: Context, { purchaseId }: PurchaseSend): Promise<void> {
  const marked = await env.DB.prepare(
    "UPDATE purchase_drafts SET mail_tried_at = ?2, updated_at = ?2 WHERE id = ?1 AND status = 'draft' AND mail_tried_at IS NULL",
  )
    .bind(purchaseId, now)
    .run();
  if (marked.meta.changes > 0) return;
  const message = "The purchase was ordered or withdrawn meanwhile.";
  throw new KitError({ code: "changed-meanwhile", message, outcome: "refused", report: false, countsAgainst: false });
}

async function unmark(db: D1Database, { purchaseId }: PurchaseSend): Promise<void> {
  await db
    .prepare("UPDATE purchase_drafts SET mail_tried_at = NULL WHERE id = ?1 AND mail_id IS NULL")
    .bind(purchaseId)
    .run();
}

async function kept({ env, now }: Context, { purchaseId }: PurchaseSend, mailId: string): Promise<{ mailId: string }> {
  await env.DB.prepare(
    `UPDATE purchase_drafts SET mail_id = ?2, sent_at = coalesce(sent_at, ?3), updated_at = ?3,
       status = CASE status WHEN 'draft' THEN 'sent' ELSE status END WHERE id = ?1`,
  )
    .bind(purchaseId, mailId, now)
    .run();
  return { mailId };
}

function keyLives({ now }: Context, { mailTriedAt }: Purchase, { declaration }: MailerPort): boolean {
  return now - (mailTriedAt ?? now) < declaration.keyLivesMs - keySafetyMs;
}

/** The key protects only this action's own tries, and only while it lives. */
function needsLook(context: Context, purchase: Purchase, action: ActionRow, mailer: MailerPort): boolean {
  return action.attempts <= 1 || !keyLives(context, purchase, mailer);
}

async function lookUp(
  context: Context,
  purchase: Purchase,
  { to, shop }: PurchaseSend,
  mailer: MailerPort,
): Promise<string | null | "cannot-look"> {
  if (!mailer.find) return "cannot-look";
  const { subject } = purchasePaper(purchase, shop);
  try {
    return (await mailer.find({ to, subject, since: purchase.mailTriedAt ?? context.now }))?.id ?? null;
  } catch (thrown) {
    if (isKitError(thrown) && thrown.code === "mail-key-restricted") return "cannot-look";
    throw thrown;
  }
}

async function numberOf(context: Context, purchase: Purchase, payload: PurchaseSend): Promise<string> {
  const seen = await lookUp(context, purchase, payload, context.clients.mailer()).catch(() => null);
  return seen === null || seen === "cannot-look" ? "sent, number unknown" : seen;
}

function uncertain(cause?: KitError): KitError {
  return new KitError({
    code: cause?.code ?? "mail-uncertain",
    message: cause ? `${cause.message} An earlier try may have gone out.` : "An earlier try may have gone out.",
    outcome: "unknown",
    report: false,
    countsAgainst: false,
    cause,
  });
}
