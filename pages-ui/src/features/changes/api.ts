import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isMoving } from "../../ledger/status-words.ts";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Action = Output<"actions.list">["items"][number];
export type ActionDetail = Output<"actions.get">;
export type ActionFilter = Pick<Input<"actions.list">, "status" | "agent" | "kind" | "runId">;

/** What is on its way to the shop is asked about until it has arrived. */
const movingPollMs = 1500;

export function useChanges(filter: ActionFilter) {
  return useInfiniteQuery({
    ...readPages("actions.list", { ...filter, limit: 50 }),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((action) => isMoving(action.status))) ? movingPollMs : false,
  });
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

/** Undoes or tries again many actions; each is answered by itself. */
export function useBatch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { op: "revert" | "retry"; ids: string[] }) => call("actions.batch", input),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("actions.") }),
  });
}
