import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Purchase = Output<"purchases.list">["items"][number];

export function usePurchases() {
  return useInfiniteQuery(readPages("purchases.list", { limit: 50 }));
}

export function usePurchaseWrite(id: "purchases.send" | "purchases.receive" | "purchases.cancel") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (purchase: string) => call(id, { purchase }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["purchases.list"] }),
  });
}
