import type { AgentBacktest } from "./part.ts";
import { runStep } from "./run-step.ts";
import { firstBacktest, startBacktest } from "./start.ts";
import { sweepBacktests } from "./sweep-backtests.ts";

/** An agent's part of a backtest with what runs it, so that an agent that has none does not carry that either. */
export interface Backtest<Settings, Snapshot, Knowledge, Clients> {
  part: AgentBacktest<Settings, Snapshot, Knowledge, Clients>;
  start: typeof startBacktest;
  first: typeof firstBacktest;
  step: typeof runStep;
  sweep: typeof sweepBacktests;
}

export function backtestOf<Settings, Snapshot, Knowledge, Clients>(
  part: AgentBacktest<Settings, Snapshot, Knowledge, Clients>,
): Backtest<Settings, Snapshot, Knowledge, Clients> {
  return {
    part,
    start: startBacktest,
    first: firstBacktest,
    step: runStep,
    sweep: sweepBacktests,
  };
}
