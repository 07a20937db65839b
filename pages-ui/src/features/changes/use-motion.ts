import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { read } from "../../lib/api/read.ts";

const everyMs = 2500;
const watched = ["approved", "applying", "reverting"] as const;

/**
 * Follows what is on its way to the shop: approving is told live, arriving is not. While anything moves, the lists of
 * actions are read again; when nothing does, nothing is asked.
 */
export function useMotion(): void {
  const queries = useQueryClient();
  const moving = useQuery({
    queryKey: ["actions.list", "moving"],
    queryFn: async ({ signal, client }) => {
      const pages = await Promise.all(
        watched.map((status) => client.fetchQuery({ ...read("actions.list", { status, limit: 1 }), staleTime: 0 })),
      );
      signal.throwIfAborted();
      return pages.some((page) => page.items.length > 0);
    },
    refetchInterval: ({ state }) => (state.data ? everyMs : false),
  });
  const { data, dataUpdatedAt } = moving;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer counts, also an equal one
  useEffect(() => {
    if (data === undefined) return;
    void queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        (queryKey[0] === "actions.list" && queryKey[1] !== "moving") || queryKey[0] === "purchases.list",
    });
  }, [data, data ? dataUpdatedAt : 0, queries]);
}
