import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Breaker = Output<"breakers.list">["items"][number];
export type Connection = Output<"connections.list">["items"][number];
export type Snapshot = NonNullable<Output<"status.get">["snapshot"]>;

export function useStatus() {
  return useQuery({ ...read("status.get", {}), refetchInterval: 30_000 });
}

export function useBreakers() {
  return useQuery({ ...read("breakers.list", {}), refetchInterval: 30_000 });
}

export function useConnections() {
  return useQuery(read("connections.list", {}));
}

type BreakerWrite = "breakers.force-open" | "breakers.force-close" | "breakers.reset";

export function useBreakerWrite<Id extends BreakerWrite>(id: Id) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<Id>) => call(id, input),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => /^(breakers|connections)\./.test(String(queryKey[0])) }),
  });
}

export function useTestConnection() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (connection: string) => call("connections.test", { connection }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["connections.list"] }),
  });
}
