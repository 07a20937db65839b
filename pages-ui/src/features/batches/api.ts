import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { readPages } from "../../lib/api/read-pages.ts";
import { isMoving } from "./batch-words.ts";

export type Batch = Output<"prices.batches">["items"][number];
export type BatchAnswer = Output<"prices.batch">;
export type BatchWish = Input<"prices.batch">;
export type BatchOp = "approve" | "cancel" | "revert" | "retry";

const movingPollMs = 1500;

export function useBatches() {
  return useInfiniteQuery({
    ...readPages("prices.batches", { limit: 20 }),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isMoving)) ? movingPollMs : false,
  });
}

function useFreshActions() {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [operation] }) => /^(actions|cards|prices)\./.test(String(operation)),
    });
}

/** Previews a set of prices, or enters it. */
export function usePriceBatch() {
  const refresh = useFreshActions();
  return useMutation({
    mutationFn: (wish: BatchWish) => call("prices.batch", wish),
    onSettled: (_answer, _error, wish) => (wish.preview ? undefined : refresh()),
  });
}

/** Decides a whole batch: at once, at its time, not at all, or back again. */
export function useDecideBatch() {
  const refresh = useFreshActions();
  return useMutation({
    mutationFn: (ask: { op: BatchOp; groupKey: string; scheduleFor?: number }) => call("actions.batch", ask),
    onSettled: refresh,
  });
}
