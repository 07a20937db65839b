import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Finding = Output<"findings.list">["items"][number];
export type Told = Output<"notifications.list">["items"][number];

export function useFindings() {
  return useQuery(read("findings.list", {}));
}

export function useTold() {
  return useInfiniteQuery(readPages("notifications.list", { limit: 50 }));
}

export function useAccept() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { finding: string; why: string }) => call("findings.accept", input),
    onSettled: () => queries.invalidateQueries({ queryKey: ["findings.list"] }),
  });
}
