import { useQueries } from "@tanstack/react-query";
import { questions } from "../../ledger/status-words.ts";
import { read } from "../../lib/api/read.ts";
import { useCards } from "../proposals/api.ts";

/** What a person is asked: cards to decide, and actions whose end is not good or not known. */
export function useNeeds() {
  const cards = useCards();
  const asked = useQueries({
    queries: questions.map((status) => read("actions.list", { status, limit: 20 })),
  });
  const open = asked.flatMap(({ data }) => data?.items ?? []);
  const known = cards.data !== undefined && asked.every(({ data }) => data !== undefined);
  return { cards, questions: open, count: known ? (cards.data?.items.length ?? 0) + open.length : undefined };
}
