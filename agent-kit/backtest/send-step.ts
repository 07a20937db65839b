import type { AgentEnv } from "../agent-env.ts";
import { send } from "../run/execute-run.ts";

export interface Step {
  id: string;
  /** How many chunks were committed before it. */
  step: number;
}

/** Sends one chunk to the agent's own runs queue. Its row stands already: a lost message is sent again by the sweep. */
export async function sendStep(env: AgentEnv, agent: string, backtest: Step, now: number, delayMs = 0): Promise<void> {
  const ask = { tickId: `backtest:${backtest.id}`, trigger: "continuation" as const, scheduledFor: now, backtest };
  await send(env, agent, ask, delayMs);
}
