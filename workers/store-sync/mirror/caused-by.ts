/** An action of ours that may explain a change: touched recently and applied, being applied or taken back. */
export interface OwnAction {
  id: string;
  agent: string;
  target: string;
  status: string;
  /** JSON, as in the ledger. */
  before: string | null;
  after: string | null;
}

/** One value that changed, and the ids under which an action may have aimed at it. */
export interface Fact {
  targets: readonly string[];
  value: string | number | null;
}

/** The action whose value every changed fact shows, or null: then somebody else changed the store too. */
export function causedBy(facts: readonly Fact[], actions: readonly OwnAction[]): string | null {
  if (facts.length === 0) return null;
  const causes = facts.map((fact) => actions.find((action) => explains(action, fact)));
  return causes.every((cause) => cause !== undefined) ? (causes[0]?.id ?? null) : null;
}

function explains(action: OwnAction, fact: Fact): boolean {
  if (!fact.targets.includes(action.target)) return false;
  const text = action.status === "reverting" || action.status === "reverted" ? action.before : action.after;
  return text !== null && scalars(JSON.parse(text)).includes(fact.value);
}

function scalars(value: unknown, depth = 0): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return depth > 2 ? [] : Object.values(value).flatMap((each) => scalars(each, depth + 1));
}
