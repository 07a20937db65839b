import type { MeasuredEffect } from "#core/autonomy/measured-effect.ts";
import type { AnyKind, Json } from "../definition.ts";

export interface AppliedAction {
  id: string;
  target: string;
  payload: unknown;
  before: Json;
  appliedAt: number;
}

/** What an action brought, or in one word why nobody can tell. */
export type Outcome = MeasuredEffect | { unknown: string };

const atOnce = 50;

/**
 * Asks each kind that measures what its changes brought, once enough time has passed; the answer goes into the row, and one
 * that is surely worse speaks against the kind's autonomy from then on. Answers how many were measured.
 */
export async function measureOutcomes(
  db: D1Database,
  kinds: Record<string, AnyKind>,
  about: { now: number; shopZone(): Promise<string> },
): Promise<number> {
  let measured = 0;
  for (const [kind, { outcome }] of Object.entries(kinds)) {
    if (!outcome) continue;
    const { results } = await db
      .prepare(
        `SELECT id, target, payload, before, applied_at FROM actions
         WHERE kind = ?1 AND status = 'applied' AND measured IS NULL AND applied_at <= ?2 ORDER BY applied_at LIMIT ${atOnce}`,
      )
      .bind(kind, about.now - outcome.afterMs)
      .all<Record<string, unknown>>();
    if (results.length === 0) continue;
    const actions = results.map(
      (row): AppliedAction => ({
        id: String(row.id),
        target: String(row.target),
        payload: JSON.parse(String(row.payload)),
        before: JSON.parse(String(row.before ?? "null")),
        appliedAt: Number(row.applied_at),
      }),
    );
    const found = await outcome.judge(db, actions, { now: about.now, shopZone: await about.shopZone() });
    await keep(
      db,
      actions.map(({ id }) => ({ id, outcome: found.get(id) ?? { unknown: "no answer" } })),
      about.now,
    );
    measured += actions.length;
  }
  return measured;
}

async function keep(db: D1Database, found: { id: string; outcome: Outcome }[], now: number): Promise<void> {
  const rows = found.map(({ id, outcome }) => ({ id, outcome, worse: "worse" in outcome && outcome.worse ? 1 : 0 }));
  await db
    .prepare(
      `UPDATE actions SET measured = f.outcome, harm = coalesce(harm, CASE WHEN f.worse THEN 'worse' END),
         harm_at = coalesce(harm_at, CASE WHEN f.worse THEN ?2 END)
       FROM (SELECT value->>'id' AS id, value->'outcome' AS outcome, value->>'worse' AS worse FROM json_each(?1)) AS f
       WHERE actions.id = f.id AND actions.measured IS NULL`,
    )
    .bind(JSON.stringify(rows), now)
    .run();
}
