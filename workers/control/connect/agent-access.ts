import { type AgentAccess, accessOf } from "#core/agents/access.ts";
import type { AgentDescription } from "#schemas/rpc/agent.ts";
import { describe, roster } from "../roster.ts";
import { settle } from "../settle.ts";

const longestMs = 5_000;

/** What every agent that answers says of itself. */
export async function describedAgents(env: object, real: number): Promise<AgentDescription[]> {
  const asked = await Promise.all(roster(env).map((entry) => settle(longestMs, () => describe(entry, real))));
  return asked.flatMap((answer) => (answer.ok ? [answer.value] : []));
}

export function accessOfAll(agents: readonly AgentDescription[], granted: readonly string[]): AgentAccess[] {
  return agents.map((agent) => accessOf(agent, granted));
}
