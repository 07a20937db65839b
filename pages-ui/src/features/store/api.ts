import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Report = Output<"connect.report">;
export type AgentAccess = Report["agents"][number];
export type Tested = Output<"connections.test">;
export type Given = Omit<Input<"connections.test">, "connection">;

/** What the import found and what cannot be known; asked often while the store is being read. */
export function useReport() {
  return useQuery({
    ...read("connect.report", {}),
    refetchInterval: ({ state }) => (state.data?.import.status === "running" ? 3_000 : false),
  });
}

/** Tries the configured store, or what was typed in: that is used for this one test and kept nowhere. */
export function useTryStore() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => call("connections.test", { connection: "shopify", ...given }),
    gcTime: 0,
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => /^(connect\.|shop\.)/.test(String(queryKey[0])) }),
  });
}
