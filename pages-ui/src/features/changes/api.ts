import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isMoving } from "../../ledger/status-words.ts";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Action = Output<"actions.list">["items"][number];
export type ActionDetail = Output<"actions.get">;
export type ActionFilter = Pick<Input<"actions.list">, "status" | "agent" | "kind" | "runId" | "groupKey">;

/** What is on its way to the shop is asked about until it has arrived. */
const movingPollMs = 1500;

export function useChanges(filter: ActionFilter) {
  return useInfiniteQuery(readPages("actions.list", { ...filter, limit: 50 }));
}

export function useChange(action: string) {
  return useQuery({
    ...read("actions.get", { action }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.status) ? movingPollMs : false),
  });
}

/** What was done to one action, by whom, as the audit has it. */
export function useChangeAudit(subject: string) {
  return useQuery(read("audit.list", { subject, limit: 50 }));
}

/** Every applied action of the decision that one of them belongs to, read page by page. */
export function useBatchOf({ groupKey, decidedAt }: Pick<Action, "groupKey" | "decidedAt">) {
  return useQuery({
    queryKey: ["actions.list", "batch", groupKey, decidedAt],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await call("actions.list", { groupKey, status: "applied", limit: 200, cursor }, signal);
        ids.push(...page.items.filter((action) => action.decidedAt === decidedAt).map((action) => action.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return ids;
    },
  });
}

/** A person looked: the call whose outcome is unknown did happen. */
export function useConfirm() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: string) => call("actions.confirm", { action }),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("actions.") }),
  });
}

/** As many as one call takes. */
const sliceLength = 500;

/** Undoes or tries again many actions; each is answered by itself. */
export function useBatch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ op, ids }: { op: "revert" | "retry"; ids: string[] }) => {
      const all: Output<"actions.batch"> = { items: [], ok: 0, refused: 0 };
      for (let from = 0; from < ids.length; from += sliceLength) {
        const answer = await call("actions.batch", { op, ids: ids.slice(from, from + sliceLength) });
        all.items.push(...answer.items);
        all.ok += answer.ok;
        all.refused += answer.refused;
      }
      return all;
    },
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("actions.") }),
  });
}
