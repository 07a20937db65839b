import { inWords, sentence } from "../../lib/format/number.ts";
import type { Tone } from "../../ui/status.tsx";
import type { Orders, Show } from "./api.ts";

/** What each state is called where an owner reads it. */
export const stateWords: Record<string, { tone: Tone; word: string }> = {
  unpaid: { tone: "hollow", word: "not paid yet" },
  risk: { tone: "hollow", word: "being weighed" },
  held: { tone: "warn", word: "held" },
  window: { tone: "hollow", word: "may still be cancelled" },
  routing: { tone: "hollow", word: "looking for a supplier" },
  ordering: { tone: "none", word: "being ordered" },
  ordered: { tone: "none", word: "ordered" },
  sending: { tone: "none", word: "about to be sent" },
  sent: { tone: "none", word: "on its way" },
  stopped: { tone: "warn", word: "needs you" },
  delivered: { tone: "good", word: "arrived" },
  fulfilled: { tone: "good", word: "sent by others" },
  cancelled: { tone: "hollow", word: "cancelled" },
  closed: { tone: "hollow", word: "nothing to send" },
};

const ended = new Set(["delivered", "fulfilled", "cancelled", "closed"]);

export const waitsForWords: Record<string, string> = {
  buyer: "the buyer",
  store: "the store",
  person: "you",
  supplier: "the supplier",
  carrier: "the carrier",
  time: "its cancel window",
  nobody: "nobody",
};

export const showWords: Record<Show, string> = { attention: "those that need you", open: "all open", all: "all" };

/** How many need somebody, and how many are on their way. */
export function ordersSentence(counts: Orders["counts"]): string {
  const attention = counts.attention ?? 0;
  const open = Object.entries(counts).reduce(
    (sum, [state, count]) => (state === "attention" || ended.has(state) ? sum : sum + count),
    0,
  );
  const first =
    attention === 0
      ? "No order needs you."
      : `${sentence(inWords(attention))} ${attention === 1 ? "order needs" : "orders need"} you.`;
  if (open === 0) return attention === 0 ? "No order is on its way." : first;
  return `${first} ${sentence(inWords(open))} ${open === 1 ? "is" : "are"} open in all.`;
}
