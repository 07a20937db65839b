import { agentState } from "#durable-objects/client.ts";
import type { AuditEntry } from "./audit.ts";
import type { ControlEnv } from "./env.ts";
import type { RosterEntry } from "./roster.ts";
import { settle } from "./settle.ts";

const longestMs = 3_000;

/**
 * Makes one agent hold the stop. When its Worker does not answer, its state is told directly: that is what a call to a
 * vendor asks first, so the stop holds whatever the Worker does next.
 */
export async function holdStop(
  env: Pick<ControlEnv, "AGENT_STATE">,
  { id, rpc }: RosterEntry,
  ask: { actor: string; why: string; now: number; audit: AuditEntry },
): Promise<{ at: number; inFlight: string[] }> {
  const { actor, why, now, audit } = ask;
  const told = await settle(longestMs, () => rpc.stop({ actor, why }));
  if (told.ok) return told.value;
  return agentState(env, id).stop({ by: actor, why, now, audit });
}
