import { agentState, breaker } from "#durable-objects/client.ts";
import type { AgentHealth } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { missedTick } from "../missed-tick.ts";
import type { Workbench } from "../work-context.ts";
import { personWaits } from "./person-waits.ts";

const day = 86_400_000;
const ownLimitMs = 5_000;

/** How the agent is: its connections' breakers, its heartbeat against its own cron, its last run. */
export async function agentHealth(definition: AnyAgent, env: AgentEnv, time: Clock): Promise<AgentHealth> {
  const now = time.now();
  const [view, own, connections] = await Promise.all([
    agentState(env, definition.id).view(now),
    ownReasons(definition, env, time),
    Promise.all(
      definition.needs.map(async ({ connection, required, configured }) => {
        if (!configured(env))
          return { id: connection, required, configured: false, state: "not configured", detail: null };
        const verdict = await breaker(env, connection)
          .peek(now)
          .catch(() => null);
        return { id: connection, required, configured: true, state: verdict?.state ?? "unreachable", detail: null };
      }),
    ),
  ]);
  // What an agent can do without and nobody set up is a choice, not an illness.
  const wanted = connections.filter((held) => held.required || held.configured);
  const broken = wanted.filter((held) => !["closed", "forced-closed", "half-open"].includes(held.state));
  const missed = missedTick(env.SCHEDULE, view.lastCronFor, now);
  const reasons = [
    ...broken.map((held) => `${held.id}: ${held.state}`),
    ...(missed === null ? [] : [`no tick for ${new Date(missed).toISOString()}`]),
    ...(view.failuresInARow > 0 ? [`${view.failuresInARow} failed runs in a row`] : []),
    ...own,
  ];
  const active = view.mode !== "paused" && view.stopped === null;
  const failing = active && (broken.some((held) => held.required) || (missed !== null && now - missed > day));
  return {
    status: failing ? "fail" : reasons.length > 0 ? "warn" : "pass",
    reasons,
    connections,
    lastRun: view.lastRun,
    lastSuccessAt: view.lastSuccessAt,
    since: view.lastRun?.finishedAt ?? null,
  };
}

/** What only the agent knows of itself; that it could not say so is a reason too. */
async function ownReasons(definition: AnyAgent, env: AgentEnv, time: Clock): Promise<string[]> {
  const { health } = definition;
  if (!health) return [];
  const look = async (bench: Workbench) => {
    try {
      return await health(bench);
    } catch (error) {
      bench.log.warn("health not told", { error });
      return ["it could not look at itself"];
    }
  };
  return personWaits(definition, env, time, { part: "health" }, look, ownLimitMs);
}
