import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Candidates = Output<"candidates.list">;
export type Candidate = Candidates["items"][number];
export type Supplier = Candidates["suppliers"][number];

export function useCandidates(watched: boolean) {
  return useInfiniteQuery(readPages("candidates.list", { limit: 50, watched: watched ? "true" : undefined }));
}

export function useCandidateHistory(candidate: string, enabled: boolean) {
  return useQuery({ ...read("candidates.history", { candidate }), enabled });
}

export function useWatch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { candidate: string; watched: boolean }) => call("candidates.watch", input),
    onSettled: () => queries.invalidateQueries({ queryKey: ["candidates.list"] }),
  });
}
