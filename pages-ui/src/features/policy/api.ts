import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type PolicyVersion = Output<"policy.get">;
export type PolicyDocument = PolicyVersion["document"];
export type KindPolicy = PolicyDocument["kinds"][string];
export type Preview = Output<"policy.preview">;

export const askAlways: KindPolicy = {
  rule: "ask",
  largestMovePercent: null,
  largestMoneyMinor: null,
  actionsPerDay: null,
  moneyPerDayMinor: null,
  leastConfidence: null,
  since: null,
  fell: null,
};

export function usePolicy() {
  return useQuery(read("policy.get", {}));
}

export function usePreview() {
  return useMutation({ mutationFn: (input: Input<"policy.preview">) => call("policy.preview", input) });
}

export function useSavePolicy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<"policy.put">) => call("policy.put", input),
    onSuccess: (saved) => {
      queries.setQueryData(read("policy.get", {}).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["cards.list"] });
    },
  });
}
