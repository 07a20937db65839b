import { lackingScopes, scopesOf } from "#core/agents/scopes.ts";
import type { AnyAgent } from "./definition.ts";

/** Scopes without which an agent's actions could not be carried out. */
export function writeScopes(definition: Pick<AnyAgent, "needs" | "actions">): string[] {
  return scopesOf({ needs: definition.needs, actions: Object.values(definition.actions) }).writes;
}

/**
 * Which of an agent's write scopes the store has not granted, by the grant the mirror last read. Empty while no store is
 * known: `begin()` looks again at every run.
 */
export async function ungrantedScopes(db: D1Database, definition: AnyAgent): Promise<string[]> {
  const wanted = writeScopes(definition);
  if (wanted.length === 0) return [];
  const granted = await db.prepare("SELECT scopes FROM shop LIMIT 1").first<string>("scopes");
  return granted === null ? [] : lackingScopes(wanted, JSON.parse(granted) as string[]);
}
