import { askAlways, type Policy } from "#core/ledger/policy.ts";
import { actionColumns, type LedgerRow, toLedgerRow } from "./rows.ts";

/** Longer than any vendor call may take: a claim older than this belongs to nobody any more. */
export const claimMs = 120_000;

export interface ClaimAsk {
  actionId: string;
  token: string;
  now: number;
  shopDay: string;
}

/** The kind acts by itself under the newest policy, and nothing spoke against it since that began. */
const stillTrusted = `EXISTS (
  SELECT 1 FROM (SELECT at, document FROM policies ORDER BY version DESC LIMIT 1) AS p, json_each(p.document, '$.kinds') AS k
  WHERE k.key = actions.kind AND k.value->>'rule' = 'auto' AND NOT EXISTS (
    SELECT 1 FROM actions AS h WHERE h.kind = actions.kind AND h.harm_at >= coalesce(k.value->>'since', p.at)))`;

/**
 * Takes an approved action for applying. What no person approved must fit the owner's day limits, checked inside the one
 * UPDATE so that D1 serialises racing claims; a retry does not count twice, a reverted action still counts.
 */
export async function claimApproved(
  db: D1Database,
  ask: ClaimAsk,
  row: LedgerRow,
  policy: Policy,
): Promise<LedgerRow | "over-limit" | null> {
  const limits = policy.kinds[row.kind] ?? askAlways;
  const results = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        `UPDATE actions SET status = 'applying', claim_token = ?2, claim_until = ?3, claimed_day = ?4, attempts = attempts + 1, updated_at = ?5
         WHERE id = ?1 AND status = 'approved' AND (not_before IS NULL OR not_before <= ?5)
         AND (decided_by <> 'policy' OR (${stillTrusted} AND (claimed_day = ?4 OR (
           (?6 IS NULL OR (SELECT count(*) FROM actions AS a WHERE a.kind = actions.kind AND a.claimed_day = ?4 AND a.decided_by = 'policy') < ?6)
           AND (?7 IS NULL OR (SELECT coalesce(sum(abs(a.money_minor)), 0) FROM actions AS a WHERE a.kind = actions.kind AND a.claimed_day = ?4
             AND a.decided_by = 'policy') + abs(actions.money_minor) <= ?7)))))
         RETURNING ${actionColumns}`,
      )
      .bind(
        ask.actionId,
        ask.token,
        ask.now + claimMs,
        ask.shopDay,
        ask.now,
        limits.actionsPerDay,
        limits.moneyPerDayMinor,
      ),
    db
      .prepare(
        `UPDATE actions SET status = 'proposed', decided_by = NULL, decided_at = NULL, updated_at = ?2,
           status_reason = CASE WHEN ${stillTrusted} THEN 'over the day limit of ' || kind || ' when its turn came'
             ELSE kind || ' asks a person again' END
         WHERE id = ?1 AND status = 'approved' AND decided_by = 'policy' AND (not_before IS NULL OR not_before <= ?2) RETURNING id`,
      )
      .bind(ask.actionId, ask.now),
  ]);
  const claimed = results[0]?.results[0];
  if (claimed) return toLedgerRow(claimed);
  return results[1]?.results[0] ? "over-limit" : null;
}

/** Takes an action whose outcome is unknown, or which is being undone, for one look or one try. */
export async function claimOpen(
  db: D1Database,
  ask: ClaimAsk,
  status: "unknown" | "reverting",
): Promise<LedgerRow | null> {
  const row = await db
    .prepare(
      `UPDATE actions SET claim_token = ?2, claim_until = ?3, updated_at = ?4
       WHERE id = ?1 AND status = ?5 AND (claim_until IS NULL OR claim_until <= ?4) AND (not_before IS NULL OR not_before <= ?4)
       RETURNING ${actionColumns}`,
    )
    .bind(ask.actionId, ask.token, ask.now + claimMs, ask.now, status)
    .first<Record<string, unknown>>();
  return row ? toLedgerRow(row) : null;
}
