import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Run = Output<"runs.list">["items"][number];
export type RunDetail = Output<"runs.get">;
export type LogLine = Output<"runs.logs">["items"][number];

export function useRuns(filter: Pick<Input<"runs.list">, "agent" | "outcome">) {
  return useInfiniteQuery(readPages("runs.list", { ...filter, limit: 50 }));
}

export function useRun(run: string) {
  return useQuery(read("runs.get", { run }));
}

export function useRunLogs(run: string) {
  return useQuery(read("runs.logs", { run }));
}

export function useRunWrite(id: "runs.cancel" | "runs.replay") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (run: string) => call(id, { run }),
    onSettled: () =>
      queries.invalidateQueries({ predicate: ({ queryKey }) => /^(runs|agents)\./.test(String(queryKey[0])) }),
  });
}
