import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type Backtest = Output<"backtests.get">;
export type BacktestDecision = NonNullable<Backtest["worst"]>;

const lookAgainMs = 2_000;

export function useBacktests(agent: string) {
  return useQuery(read("backtests.list", { agent, limit: 1 }));
}

/** Looked at again while it runs. */
export function useBacktest(id: string) {
  return useQuery({
    ...read("backtests.get", { backtest: id }),
    refetchInterval: ({ state }) => (state.data?.status === "running" ? lookAgainMs : false),
  });
}

export function useStartBacktest(agent: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call("agents.backtest", { agent }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["backtests.list"] }),
  });
}
