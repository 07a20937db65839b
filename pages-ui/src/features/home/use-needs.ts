import { useQueries } from "@tanstack/react-query";
import { questions } from "../../ledger/status-words.ts";
import { read } from "../../lib/api/read.ts";
import { startOfYesterday } from "../../lib/format/time.ts";
import { useShopNow } from "../../lib/shop-clock.ts";
import { useCards } from "../proposals/api.ts";
import { useZone } from "../shop/api.ts";

/** What a person is asked: cards to decide, actions whose end is not known, and what failed since yesterday. */
export function useNeeds() {
  const cards = useCards();
  const asked = useQueries({
    queries: questions.map((status) => read("actions.list", { status, limit: 20 })),
  });
  const from = startOfYesterday(useShopNow(60), useZone());
  const open = asked
    .flatMap(({ data }) => data?.items ?? [])
    .filter(({ status, updatedAt }) => status === "unknown" || updatedAt >= from);
  const known = cards.data !== undefined && asked.every(({ data }) => data !== undefined);
  return { cards, questions: open, count: known ? (cards.data?.items.length ?? 0) + open.length : undefined };
}
