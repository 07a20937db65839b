import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { sendStep } from "./send-step.ts";
import { firstBacktest } from "./start.ts";

/** A chunk is one invocation of seconds: after this long without a commit its message, or its isolate, is gone. */
export const stalledAfterMs = 120_000;

/** Goes on with a replay whose message was lost, and starts the first one if the import's wake was. */
export async function sweepBacktests(definition: AnyAgent, env: AgentEnv, time: Clock): Promise<number> {
  const now = time.now();
  const { results } = await env.DB.prepare(
    "UPDATE backtests SET updated_at = ?2 WHERE agent = ?1 AND status = 'running' AND updated_at <= ?3 RETURNING id, step",
  )
    .bind(definition.id, now, now - stalledAfterMs)
    .all<{ id: string; step: number }>();
  for (const { id, step } of results) await sendStep(env, definition.id, { id, step }, now);
  await firstBacktest(definition, env, time);
  return results.length;
}
