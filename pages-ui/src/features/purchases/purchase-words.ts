import { amount, money } from "../../lib/format/money.ts";
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

/** The lines as a supplier's order desk reads them (RFC 4180). */
export function purchaseCsv({ lines, currency }: Pick<Purchase, "lines" | "currency">): string {
  const rows = lines.map(({ sku, title, quantity, unitCostMinor }) => [
    sku,
    title,
    String(quantity),
    unitCostMinor === null ? "" : amount(unitCostMinor, currency).replaceAll(",", ""),
  ]);
  return [["sku", "title", "quantity", `unit cost ${currency}`], ...rows]
    .map((row) => row.map(field).join(","))
    .join("\r\n");
}

/** Quoted where needed; a leading formula sign is kept from being run by a spreadsheet. */
function field(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
