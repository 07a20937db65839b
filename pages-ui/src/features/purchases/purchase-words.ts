import { isMoving } from "../../ledger/status-words.ts";
import { money } from "../../lib/format/money.ts";
import { inWords, sentence } from "../../lib/format/number.ts";
import type { Tone } from "../../ui/status.tsx";
import type { Purchase } from "./api.ts";

export const purchaseWords: Record<Purchase["status"], { tone: Tone; word: string }> = {
  draft: { tone: "hollow", word: "to be ordered" },
  sent: { tone: "none", word: "ordered" },
  "partly-received": { tone: "none", word: "partly arrived" },
  received: { tone: "good", word: "arrived" },
  cancelled: { tone: "hollow", word: "cancelled" },
};

/** What is to be ordered and what is on its way. */
export function purchasesSentence(purchases: readonly Purchase[]): string {
  const drafts = purchases.filter(({ status }) => status === "draft");
  const coming = purchases.filter(({ status }) => status === "sent" || status === "partly-received");
  const [first] = drafts;
  const due = first
    ? `${sentence(inWords(drafts.length))} ${drafts.length === 1 ? "purchase is" : "purchases are"} to be ordered, ${money(sumOf(drafts), first.currency, { rough: true })} in all.`
    : "No purchase is to be ordered.";
  return coming.length > 0 ? `${due} ${sentence(inWords(coming.length))} on the way.` : due;
}

function sumOf(purchases: readonly Purchase[]): number {
  return purchases.reduce((total, { totalMinor }) => total + totalMinor, 0);
}

export const unitsOf = (purchase: Pick<Purchase, "lines">, what: "quantity" | "received") =>
  purchase.lines.reduce((total, line) => total + line[what], 0);

/** Whether something of it may still arrive. */
export function isOpen({ status }: Pick<Purchase, "status">): boolean {
  return status === "draft" || status === "sent" || status === "partly-received";
}

/** Whether nobody should order it another way now, because its mail may still go out by itself. */
export function mailOnItsWay({ mail, mailTriedAt }: Pick<Purchase, "mail" | "mailTriedAt">): boolean {
  if (mail === null || mailTriedAt === null) return false;
  return (isMoving(mail.status) || mail.status === "unknown") && !mail.reason?.includes("a person must look");
}

/** What became of its mail, in a sentence; null while there is nothing to say. */
export function mailSentence({
  status,
  mail,
  mailId,
  mailTriedAt,
}: Pick<Purchase, "status" | "mail" | "mailId" | "mailTriedAt">): { text: string; tone: "quiet" | "warn" } | null {
  if (mailId !== null) return { text: `Mailed to ${mail?.to ?? "the supplier"}.`, tone: "quiet" };
  if (mail === null) return null;
  if (mail.status === "applied") return { text: `Its mail to ${mail.to} went out, as a person saw.`, tone: "quiet" };
  if (mail.status === "unknown")
    return {
      text: `Its mail to ${mail.to} may or may not have gone out: ${mail.reason ?? "a person must look"}.`,
      tone: "warn",
    };
  if (isMoving(mail.status)) return { text: `Its mail to ${mail.to} is on the way.`, tone: "quiet" };
  if (mail.status === "proposed") return { text: `Its mail to ${mail.to} waits for your yes.`, tone: "quiet" };
  if (status !== "draft") return null;
  if (mail.status === "failed" || mail.status === "dead")
    return {
      text: `It was not mailed to ${mail.to}: ${mail.reason ?? "the mail was refused"}.${mailTriedAt === null ? "" : " It may have gone out."}`,
      tone: "warn",
    };
  return null;
}
