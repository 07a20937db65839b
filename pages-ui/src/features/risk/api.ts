import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type RiskOrders = Output<"risk.orders">;
export type RiskOrder = RiskOrders["items"][number];
export type RiskQuality = Output<"risk.quality">;
export type Verdict = "fraud" | "good";

export function useRiskOrders(all: boolean) {
  return useInfiniteQuery(readPages("risk.orders", { limit: 50, queue: all ? "all" : "open" }));
}

export function useRiskQuality() {
  return useQuery(read("risk.quality", {}));
}

export function useVerdict() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { order: string; verdict: Verdict }) => call("risk.feedback", input),
    onSettled: () => queries.invalidateQueries({ queryKey: ["risk.orders"] }),
  });
}
