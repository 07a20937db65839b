import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../../lib/api/call.ts";

const everyMs = 2500;
const watched = ["approved", "applying", "reverting"] as const;

/** Whether anything is on its way to the shop; asked again only while something is. */
const motion = queryOptions({
  queryKey: ["actions.list", "moving"],
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(watched.map((status) => call("actions.list", { status, limit: 1 }, signal)));
    return pages.some((page) => page.items.length > 0);
  },
  refetchInterval: ({ state }) => (state.data ? everyMs : false),
});

export function useMoving(): boolean {
  return useQuery(motion).data ?? false;
}

/** Approving is told live, arriving is not: while anything moves, what it changes is read again. */
export function useMotion(): void {
  const queries = useQueryClient();
  const { data, dataUpdatedAt } = useQuery(motion);
  const turn = data ? dataUpdatedAt : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer counts while something moves, also an equal one
  useEffect(() => {
    if (data === undefined) return;
    void queries.invalidateQueries({
      predicate: ({ queryKey: [operation, part] }) =>
        (operation === "actions.list" && part !== "moving") || operation === "purchases.list",
    });
  }, [data, turn, queries]);
}
