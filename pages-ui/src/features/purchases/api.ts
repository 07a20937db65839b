import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isMoving } from "../../ledger/status-words.ts";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";
import { readPages } from "../../lib/api/read-pages.ts";

export type Purchase = Output<"purchases.get">;
type Write = "purchases.send" | "purchases.mail" | "purchases.receive" | "purchases.cancel";

/** A mail on its way is asked about until it has arrived. */
const movingPollMs = 1500;

export function usePurchases() {
  return useInfiniteQuery(readPages("purchases.list", { limit: 50 }));
}

export function usePurchase(purchase: string) {
  return useQuery({
    ...read("purchases.get", { purchase }),
    refetchInterval: ({ state }) => (state.data?.mail && isMoving(state.data.mail.status) ? movingPollMs : false),
  });
}

export function usePurchaseWrite<Id extends Write>(id: Id) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<Id>) => call(id, input),
    onSettled: () =>
      Promise.all(
        ["purchases.list", "purchases.get", "cards.list", "actions.list"].map((read) =>
          queries.invalidateQueries({ queryKey: [read] }),
        ),
      ),
  });
}

/** The order's rows as a file, saved by the browser. */
export async function saveCsv(purchase: string): Promise<string> {
  const { number, csv } = await call("purchases.document", { purchase });
  const address = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${number}.csv`;
  link.click();
  URL.revokeObjectURL(address);
  return number;
}
