import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Input, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Autonomy = Output<"autonomy.list">;
export type Earned = Autonomy["items"][number];
export type Offer = NonNullable<Earned["offer"]>;

export function useAutonomy() {
  return useQuery(read("autonomy.list", {}));
}

export function useAcceptLimit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<"autonomy.accept">) => call("autonomy.accept", input),
    // Also after a refusal: what was shown is then no longer so.
    onSettled: () =>
      Promise.all(
        ["autonomy.list", "policy.get", "agents.list", "agents.get"].map((id) =>
          queries.invalidateQueries({ queryKey: [id] }),
        ),
      ),
  });
}
