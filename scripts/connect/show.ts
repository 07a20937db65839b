import type { AgentAccess, ScopeState } from "#core/agents/access.ts";
import { beginNote, customerDataNote, orderHistoryNote } from "#integrations/shopify/connect-notes.ts";
import type { StoreFacts } from "#integrations/shopify/try-store.ts";

export interface Shown {
  facts: StoreFacts;
  agents: AgentAccess[];
  /** What to ask for to begin with. */
  readScopes: string[];
}

/** What a person wants to know of a store that answered: who it is, what each agent may do there, and what stays unknown. */
export function show({ facts, agents, readScopes }: Shown): string {
  const writes = agents.flatMap((agent) => agent.writes).filter((each) => each.granted);
  const unknown = limits(facts);
  return [
    `${facts.name} (${facts.domain}) answered: ${facts.plan}, ${facts.currency}, ${facts.timeZone}; the app is "${facts.app}".`,
    "",
    `Granted: ${facts.scopes.join(", ")}`,
    "",
    ...table(agents),
    "",
    ...unknown.flatMap((line) => [line, ""]),
    beginNote([...new Set(writes.map(({ scope }) => scope))].sort()),
    `Scopes to begin with: ${readScopes.join(",")}`,
  ].join("\n");
}

/** What this store keeps from us, as far as its grant tells; the import tells the rest. */
export function limits({ scopes, customerData }: Pick<StoreFacts, "scopes" | "customerData">): string[] {
  return [
    ...(scopes.includes("read_all_orders") ? [] : [orderHistoryNote()]),
    ...(customerData === "withheld" ? [customerDataNote()] : []),
  ];
}

function table(agents: AgentAccess[]): string[] {
  const rows = [
    ["Agent", "Looks at", "Changes", "Can be"],
    ...agents.map(({ name, reads, writes, most }) => [
      name,
      standing(reads, "nothing in the store"),
      standing(writes, "nothing in the store"),
      most === "shadow" ? "shadow only" : "shadow, approve, auto",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function standing(scopes: ScopeState[], nothing: string): string {
  if (scopes.length === 0) return nothing;
  const lacking = scopes.filter(({ granted }) => !granted).map(({ scope }) => scope);
  return lacking.length === 0 ? "all it needs" : `lacks ${lacking.join(", ")}`;
}
