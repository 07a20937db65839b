import { money } from "../../lib/format/money.ts";
import { inWords, percent, sentence } from "../../lib/format/number.ts";
import type { Candidate, Supplier } from "./api.ts";

/** How many offers are known and what keeps the others away. */
export function candidatesSentence(
  candidates: readonly Candidate[],
  more: boolean,
  suppliers: readonly Supplier[],
): string {
  if (suppliers.length === 0) return "No supplier has been asked yet.";
  const silent = suppliers.filter(({ status }) => status !== "ok").length;
  const known = more ? `More than ${inWords(candidates.length)}` : sentence(inWords(candidates.length));
  const offers = `${known} ${candidates.length === 1 ? "offer" : "offers"} known, best first.`;
  if (silent === 0) return offers;
  return `${offers} ${sentence(inWords(silent))} of ${inWords(suppliers.length)} ${suppliers.length === 1 ? "supplier" : "suppliers"} did not answer.`;
}

/** What one sale would leave, and of what price; null where a price, the shipping or a rate is unknown. */
export function marginText({ money: sums }: Pick<Candidate, "money">, currency: string): string | null {
  if (!sums) return null;
  const share = sums.priceMinor > 0 ? `, ${percent(sums.contributionMinor / sums.priceMinor)}` : "";
  return `${money(sums.contributionMinor, currency)} of ${money(sums.priceMinor, currency)}${share}`;
}
