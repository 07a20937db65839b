import { type Policy, startingPolicy } from "#core/ledger/policy.ts";
import { fence } from "#schemas/sql/fence.ts";
import { readPolicy } from "../ledger/policy-document.ts";

export interface RunDatabase {
  /** One round trip; the first also raises the fence and reads cursors and policy. */
  query(statements: D1PreparedStatement[]): Promise<D1Result<Record<string, unknown>>[]>;
  /** Makes sure that fence, cursors and policy are there, at the cost of a round trip only if `query` was never used. */
  open(): Promise<void>;
  cursor(name: string): string | null;
  policy(): Policy;
}

/** D1 as a run sees it: nothing of an older run can be committed once the first query was answered. */
export function runDatabase(db: D1Database, agent: string, token: number): RunDatabase {
  let opened = false;
  let policy = startingPolicy;
  const cursors = new Map<string, string>();

  async function query(statements: D1PreparedStatement[]): Promise<D1Result<Record<string, unknown>>[]> {
    if (opened) return statements.length === 0 ? [] : db.batch<Record<string, unknown>>(statements);
    const results = await db.batch<Record<string, unknown>>([
      db.prepare(fence.sql).bind(agent, token),
      db.prepare("SELECT name, value FROM cursors WHERE agent = ?1").bind(agent),
      db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
      ...statements,
    ]);
    for (const row of results[1]?.results ?? []) cursors.set(String(row.name), String(row.value));
    const held = results[2]?.results[0];
    if (held) policy = readPolicy(Number(held.version), String(held.document));
    opened = true;
    return results.slice(3);
  }

  return {
    query,
    open: async () => void (opened || (await query([]))),
    cursor: (name) => cursors.get(name) ?? null,
    policy: () => policy,
  };
}
