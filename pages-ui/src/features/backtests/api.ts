import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, type Output } from "../../lib/api/call.ts";
import { read } from "../../lib/api/read.ts";

export type BacktestSummary = Output<"backtests.list">["items"][number];
export type Backtest = Output<"backtests.get">;
export type BacktestDecision = NonNullable<Backtest["worst"]>;

const lookAgainMs = 2_000;

/** The newest of an agent, looked at again while it runs. */
export function useBacktests(agent: string) {
  return useQuery({
    ...read("backtests.list", { agent, limit: 1 }),
    refetchInterval: ({ state }) => (state.data?.items[0]?.status === "running" ? lookAgainMs : false),
  });
}

export function useBacktest(id: string) {
  return useQuery(read("backtests.get", { backtest: id }));
}

export function useStartBacktest(agent: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call("agents.backtest", { agent }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["backtests.list"] }),
  });
}
