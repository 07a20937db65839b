/** A message this old was lost: local queues live in memory, and a Worker may die between its row and its send. */
export const lostAfterMs = 60_000;

export interface Swept {
  /** Actions whose message must be sent again. */
  due: string[];
  lapsed: number;
  expired: number;
}

/** Puts right what a crash left behind in one agent's ledger and names what is due. Safe to run at any time, twice. */
export async function sweepActions(db: D1Database, agent: string, now: number): Promise<Swept> {
  const [lapsed, expired, , due] = await db.batch<Record<string, unknown>>([
    // Died before the intent was written: nothing left us. After it: anything may have happened.
    db
      .prepare(
        `UPDATE actions SET status = CASE WHEN intent_at IS NULL THEN 'approved' ELSE 'unknown' END,
           attempts = attempts - (intent_at IS NULL), claim_token = NULL, claim_until = NULL, not_before = NULL, sent_at = NULL,
           status_reason = 'its worker stopped answering', updated_at = ?2
         WHERE agent = ?1 AND status = 'applying' AND claim_until <= ?2`,
      )
      .bind(agent, now),
    db
      .prepare(
        "UPDATE actions SET status = 'expired', status_reason = 'nobody answered', updated_at = ?2 WHERE agent = ?1 AND status = 'proposed' AND expires_at <= ?2",
      )
      .bind(agent, now),
    db
      .prepare(
        "UPDATE actions SET status = 'approved', sent_at = NULL, updated_at = ?2 WHERE agent = ?1 AND status = 'scheduled' AND not_before <= ?2",
      )
      .bind(agent, now),
    db
      .prepare(
        `UPDATE actions SET sent_at = ?2 WHERE id IN (
           SELECT id FROM actions WHERE agent = ?1 AND status IN ('approved', 'unknown', 'reverting')
           AND (not_before IS NULL OR not_before <= ?2) AND (claim_until IS NULL OR claim_until <= ?2)
           AND (sent_at IS NULL OR sent_at <= ?3) ORDER BY updated_at LIMIT 500)
         RETURNING id`,
      )
      .bind(agent, now, now - lostAfterMs),
  ]);
  return {
    due: (due?.results ?? []).map((row) => String(row.id)),
    lapsed: lapsed?.meta.changes ?? 0,
    expired: expired?.meta.changes ?? 0,
  };
}
