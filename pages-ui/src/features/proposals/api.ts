import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Cards = Output<"cards.list">;
export type Card = Cards["items"][number];
export type Action = Card["rows"][number];
export type RejectReason = Input<"actions.reject">["reason"];

const cards = read("cards.list", {});

/** What waits for a person. Polled too: an expiry sends no event. */
export function useCards() {
  return useQuery({ ...cards, refetchInterval: 30_000 });
}

/** The waiting rows of a card, page by page, when it has more than came with it. */
export function useCardRows(groupKey: string, enabled: boolean) {
  return useInfiniteQuery({ ...readPages("actions.list", { groupKey, status: "proposed", limit: 200 }), enabled });
}

function takeAway(queries: QueryClient, groupKey: string, ids: readonly string[] | null): void {
  queries.setQueryData(
    cards.queryKey,
    (known) => known && { ...known, items: withoutRows(known.items, groupKey, ids) },
  );
}

/** The cards after a decision: without the whole group, or without some of its rows. */
export function withoutRows(items: readonly Card[], groupKey: string, ids: readonly string[] | null): Card[] {
  return items.flatMap((card) => {
    if (card.groupKey !== groupKey) return [card];
    if (ids === null || ids.length >= card.count) return [];
    const gone = new Set(ids);
    const rows = card.rows.filter((row) => !gone.has(row.id));
    const impactMinor =
      card.impactMinor - sum(card.rows.filter((row) => gone.has(row.id)).map((row) => row.impactMinor));
    return [{ ...card, rows, count: card.count - ids.length, impactMinor }];
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export interface Decision {
  op: "approve" | "reject";
  groupKey: string;
  /** The rows that were seen and chosen; null for the whole group. */
  ids: string[] | null;
  reason?: RejectReason;
  note?: string;
}

/** Decides at once on the page, and takes it back if the system refuses. */
export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ op, groupKey, ids, reason, note }: Decision) =>
      call("actions.batch", { op, ...(ids ? { ids } : { groupKey }), reason, note: note || undefined }),
    onMutate: async ({ groupKey, ids }) => {
      await queries.cancelQueries({ queryKey: cards.queryKey });
      const before = queries.getQueryData(cards.queryKey);
      takeAway(queries, groupKey, ids);
      return { before };
    },
    onError: (_error, _decision, context) => {
      if (context?.before) queries.setQueryData(cards.queryKey, context.before);
    },
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === "cards.list" || queryKey[0] === "actions.list",
      }),
  });
}

export function useEditRows() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edits: Input<"actions.edit">[]) => Promise.all(edits.map((edit) => call("actions.edit", edit))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["cards.list"] }),
  });
}
