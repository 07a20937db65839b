import { afterHarm, type Harmed } from "#core/autonomy/after-harm.ts";
import type { Harm } from "#core/autonomy/track-record.ts";
import { readPolicy } from "./policy-document.ts";

/** Who lowers limits: the ledger itself, never a person and never upwards. */
export const watcher = "earned-limits";
const mostTries = 3;

/**
 * Takes back what a kind earned when harm came to light since: one batch writes the new policy version, its audit row, a
 * notice, and asks a person about what had been let through and is not on its way yet. Safe at any time, twice, and beside a
 * person who edits the policy: the version is taken once, and who comes second looks again.
 */
export async function fallBackAfterHarm(db: D1Database, now: number): Promise<string[]> {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const [newest, found] = await db.batch<Record<string, unknown>>([
      db.prepare("SELECT version, document, at FROM policies ORDER BY version DESC LIMIT 1"),
      db.prepare(
        `SELECT a.kind, a.harm, min(a.harm_at) AS at, a.id
         FROM (SELECT at, document FROM policies ORDER BY version DESC LIMIT 1) AS p, json_each(p.document, '$.kinds') AS k
         JOIN actions AS a ON a.kind = k.key AND a.harm_at >= coalesce(k.value->>'since', p.at)
         WHERE k.value->>'rule' = 'auto' GROUP BY a.kind`,
      ),
    ]);
    const held = newest?.results[0];
    const harmed = (found?.results ?? []).map(
      (row): Harmed => ({
        kind: String(row.kind),
        harm: String(row.harm) as Harm,
        at: Number(row.at),
        actionId: String(row.id),
      }),
    );
    if (!held || harmed.length === 0) return [];
    const policy = readPolicy(Number(held.version), String(held.document));
    const next = afterHarm(policy, harmed, now);
    if (!next) return [];
    const fallen = harmed.map(({ kind }) => kind).filter((kind) => next.kinds[kind]?.fell?.at === now);
    try {
      await db.batch(write(db, JSON.parse(String(held.document)), next, fallen, now));
      return fallen;
    } catch (error) {
      if (!/UNIQUE constraint failed: policies/.test(String(error))) throw error;
    }
  }
  return [];
}

function write(
  db: D1Database,
  document: { kinds?: Record<string, object> },
  next: NonNullable<ReturnType<typeof afterHarm>>,
  fallen: string[],
  now: number,
): D1PreparedStatement[] {
  // Only the fallen kinds are touched: what a newer version of ourselves put beside them stays.
  const kinds = { ...document.kinds };
  for (const kind of fallen) kinds[kind] = { ...kinds[kind], ...next.kinds[kind] };
  const told = fallen.map((kind) => {
    const fell = next.kinds[kind]?.fell;
    return {
      id: `${watcher}:${next.version}:${kind}`,
      title: `Changes of kind ${kind} ask a person again`,
      body: `They went through by themselves until ${fell?.why ?? "harm came of it"} (${fell?.actionId ?? ""}). The limit can be earned again.`,
    };
  });
  return [
    db
      .prepare("INSERT INTO policies (version, document, author, at) VALUES (?1, ?2, ?3, ?4)")
      .bind(next.version, JSON.stringify({ ...document, kinds }), watcher, now),
    db
      .prepare(
        `INSERT INTO audit (id, at, actor, role, operation, subject, detail)
         VALUES (?1, ?2, ?3, 'system', 'policy.fall-back', 'policy', ?4) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(
        `${watcher}:${next.version}`,
        now,
        watcher,
        JSON.stringify({
          to: next.version,
          kinds: Object.fromEntries(fallen.map((kind) => [kind, next.kinds[kind]?.fell])),
        }),
      ),
    db
      .prepare(
        `UPDATE actions SET status = 'proposed', decided_by = NULL, decided_at = NULL, updated_at = ?2, status_reason = kind || ' asks a person again'
         WHERE kind IN (SELECT value FROM json_each(?1)) AND status IN ('approved', 'scheduled') AND decided_by = 'policy'`,
      )
      .bind(JSON.stringify(fallen), now),
    db
      .prepare(
        `INSERT INTO notifications (id, agent, run_id, level, title, body, created_at)
         SELECT n.value->>'id', coalesce((SELECT agent FROM actions WHERE id = n.value->>'action'), ?2), NULL, 'warning',
           n.value->>'title', n.value->>'body', ?3
         FROM json_each(?1) AS n WHERE true ON CONFLICT (id) DO NOTHING`,
      )
      .bind(
        JSON.stringify(told.map((note, at) => ({ ...note, action: next.kinds[fallen[at] ?? ""]?.fell?.actionId }))),
        watcher,
        now,
      ),
  ];
}
