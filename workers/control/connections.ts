import type { WhenUnreachable } from "#core/resilience/breaker-verdict.ts";
import { type BreakerChange, breaker } from "#durable-objects/client.ts";
import { SHOPIFY, shopifyEvidence } from "#integrations/shopify/need.ts";
import type { BreakerShape } from "#schemas/api/breakers.ts";
import type { AgentHealth, Evidence } from "#schemas/rpc/agent.ts";
import type { ControlEnv } from "./env.ts";
import { describe, type RosterEntry, roster } from "./roster.ts";
import { settle } from "./settle.ts";

const longestMs = 5_000;

export interface UsedConnection {
  id: string;
  whenUnreachable: WhenUnreachable;
  usedBy: { agent: string; required: boolean }[];
  /** What the adapter declares; null when no agent that has it could be asked. */
  evidence: Evidence | null;
  /** Who has a harmless call to it, in the roster's order. */
  triedBy: RosterEntry[];
  /** What the adapter says where nobody has. */
  untestable: string | null;
}

/** Every connection an agent needs, and the store itself, which store-sync always uses. */
export async function usedConnections(env: ControlEnv, real: number): Promise<UsedConnection[]> {
  const store: Omit<UsedConnection, "id"> = {
    ...{ whenUnreachable: "call", evidence: shopifyEvidence },
    ...{ usedBy: [], triedBy: [], untestable: null },
  };
  const uses = new Map([[SHOPIFY, store]]);
  const agents = roster(env);
  const described = await Promise.all(agents.map((entry) => settle(longestMs, () => describe(entry, real))));
  for (const [at, asked] of described.entries()) {
    const entry = agents[at] as RosterEntry;
    for (const need of asked.ok ? asked.value.needs : []) {
      const { connection, required, whenUnreachable = "call", evidence = null, untestable } = need;
      const use = uses.get(connection) ?? { whenUnreachable, evidence, untestable: null, usedBy: [], triedBy: [] };
      use.usedBy.push({ agent: entry.id, required });
      use.evidence ??= evidence;
      if (untestable === null) use.triedBy.push(entry);
      else use.untestable ??= untestable ?? null;
      uses.set(connection, use);
    }
  }
  return [...uses]
    .map(([id, use]) => ({ id, ...use, usedBy: use.usedBy.sort((a, b) => a.agent.localeCompare(b.agent)) }))
    .sort((a, b) => a.id.localeCompare(b.id));
}

export async function breakerOf(env: ControlEnv, connection: string, now: number): Promise<BreakerShape> {
  return (await askBreaker(env, connection, now)).shape;
}

/** A breaker as it is shown, and its last changes. */
export async function askBreaker(
  env: ControlEnv,
  connection: string,
  now: number,
): Promise<{ shape: BreakerShape; changes: BreakerChange[] }> {
  const asked = await settle(longestMs, () => breaker(env, connection).dump(now));
  const nothing = { until: null, forced: null, calls: 0, failures: 0, slow: 0, opened: 0, rejected: 0 };
  if (!asked.ok) return { shape: { connection, state: "unreachable", ...nothing, error: asked.error }, changes: [] };
  const { standing, breaker: state, changes } = asked.value;
  const { phase, force, lifetime, lastError } = state;
  const shape: BreakerShape = {
    connection,
    state: standing,
    until: phase.kind === "open" ? phase.until : null,
    forced: force && { by: force.by, why: force.why, until: force.until },
    calls: lifetime.ok + lifetime.failed,
    failures: lifetime.failed,
    slow: lifetime.slow,
    opened: lifetime.opened,
    rejected: lifetime.rejected,
    // Why it opened; while it is closed an old failure says nothing.
    error: phase.kind === "closed" ? null : (lastError?.code ?? null),
  };
  return { shape, changes };
}

/** What agents say of their connections: configured if any of them has what it takes. */
export async function configuredConnections(
  env: ControlEnv,
): Promise<Map<string, { configured: boolean; detail: string | null }>> {
  const known = new Map<string, { configured: boolean; detail: string | null }>();
  const healths = await Promise.all(roster(env).map((entry) => settle(longestMs, () => entry.rpc.health())));
  for (const health of healths) {
    if (!health.ok) continue;
    for (const { id, configured, detail } of (health.value as AgentHealth).connections) {
      const before = known.get(id);
      known.set(id, { configured: configured || (before?.configured ?? false), detail: before?.detail ?? detail });
    }
  }
  return known;
}
