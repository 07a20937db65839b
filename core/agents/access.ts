import { isGranted, type Scoped, scopesOf } from "./scopes.ts";

export interface ScopeState {
  scope: string;
  granted: boolean;
}

/** What a grant lets one agent see and do. */
export interface AgentAccess {
  agent: string;
  name: string;
  reads: ScopeState[];
  writes: ScopeState[];
  /** The highest mode it can be raised to: without every write scope it only watches. */
  most: "shadow" | "auto";
}

/** Sets each scope an agent names against the store's grant. */
export function accessOf(agent: Scoped & { id: string; name: string }, granted: Iterable<string>): AgentAccess {
  const held = new Set(granted);
  const named = scopesOf(agent);
  const state = (scope: string) => ({ scope, granted: isGranted(scope, held) });
  const writes = named.writes.map(state);
  return {
    agent: agent.id,
    name: agent.name,
    reads: named.reads.map(state),
    writes,
    most: writes.every((each) => each.granted) ? "auto" : "shadow",
  };
}

/** The read scopes to begin with: what the mirror and every agent look at, and nothing that changes the store. */
export function readScopes(agents: readonly Scoped[], mirror: readonly string[]): string[] {
  return [...new Set([...mirror, ...agents.flatMap((agent) => scopesOf(agent).reads)])].sort();
}
