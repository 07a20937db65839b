import { agentState } from "#durable-objects/client.ts";
import type { SweepReport } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { admitWaiting } from "../ledger/admit-waiting.ts";
import { fallBackAfterHarm } from "../ledger/fall-back.ts";
import { measureOutcomes } from "../ledger/measure-outcomes.ts";
import { lostAfterMs, sweepActions } from "../ledger/sweep.ts";
import { missedTick } from "../missed-tick.ts";
import { send } from "../run/execute-run.ts";
import { dispatch } from "./dispatch.ts";

/** What the watchdog asks for each minute: lapsed leases and claims closed, lost messages sent again, one missed tick caught up. */
export async function sweep(definition: AnyAgent, env: AgentEnv, time: Clock): Promise<SweepReport> {
  const now = time.now();
  const state = agentState(env, definition.id);
  await state.wake(now);
  const swept = await sweepActions(env.DB, definition.id, now);
  await measureOutcomes(env.DB, definition.actions, {
    now,
    shopZone: async () =>
      (await env.DB.prepare("SELECT time_zone FROM shop LIMIT 1").first<string>("time_zone")) ?? "UTC",
  });
  await fallBackAfterHarm(env.DB, now);
  const { sent } = await dispatch(env, definition.id, swept.due, now);
  const view = await state.view(now);
  // A run under way admits its own at its end, when all of them are known.
  if (!view.live) await admitWaiting(env.DB, definition.id, now);
  const missed = missedTick(env.SCHEDULE, view.lastCronFor, now);
  if (missed !== null) {
    const { message } = await state.ask({
      tickId: `catch-up:${missed}`,
      trigger: "catch-up",
      scheduledFor: missed,
      now,
      gapMs: 0,
    });
    if (message) await send(env, definition.id, message);
  }
  const pending = await state.pending({ now, lostAfterMs });
  for (const message of pending) await send(env, definition.id, message);
  return {
    resent: sent,
    lapsed: swept.lapsed,
    expired: swept.expired,
    runsResent: pending.length,
    catchUp: missed !== null,
  };
}
