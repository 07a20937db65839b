import type { AgentDescription, AgentRpc } from "#schemas/rpc/agent.ts";
import { refused } from "./http/refused.ts";

export interface RosterEntry {
  id: string;
  rpc: AgentRpc;
}

/** The agents this deployment has: one per AGENT_* service binding, `AGENT_INVENTORY_PRICING` → `inventory-pricing`. */
export function roster(env: object): RosterEntry[] {
  return Object.entries(env)
    .filter(([name, binding]) => name.startsWith("AGENT_") && isService(name, binding))
    .map(([name, binding]) => ({
      id: name.slice("AGENT_".length).toLowerCase().replaceAll("_", "-"),
      rpc: binding as AgentRpc,
    }))
    .sort((a, b) => a.id.localeCompare(b.id));
}

export function agentOf(env: object, id: string): AgentRpc {
  const found = roster(env).find((entry) => entry.id === id);
  if (!found) throw refused("not-found", `There is no agent "${id}".`);
  return found.rpc;
}

// AGENT_STATE, the objects' namespace, has the prefix too. A service answers to every property, so only its name tells.
function isService(name: string, binding: unknown): boolean {
  return name !== "AGENT_STATE" && typeof binding === "object" && binding !== null;
}

const described = new Map<string, { description: AgentDescription; until: number }>();
const describedForMs = 60_000;

/** What an agent says of itself, asked at most once a minute and isolate: it only changes with a deployment. */
export async function describe(entry: RosterEntry, real: number): Promise<AgentDescription> {
  const known = described.get(entry.id);
  if (known && real < known.until) return known.description;
  const description = await entry.rpc.describe();
  described.set(entry.id, { description, until: real + describedForMs });
  return description;
}
