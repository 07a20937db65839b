import type { Status } from "#core/ledger/status.ts";
import type { Json } from "../definition.ts";

export interface Move {
  id: string;
  token: string;
  to: Status;
  now: number;
  reason?: string | null;
  error?: { code: string; message: string } | null;
  result?: Json;
  notBefore?: number | null;
  /** Waiting is not an attempt: takes the claim's count back. */
  uncount?: boolean;
  /** Forgets that something may have been sent: the next try starts afresh. */
  clearIntent?: boolean;
  /** What was written is not what is there, or nobody can tell. */
  mismatched?: boolean;
}

/**
 * Ends a claim with the action's next status; does nothing for a claim that was lost meanwhile. A failure speaks against its
 * kind's autonomy when a vendor refused or something may have left us; what our own checks stopped does not.
 */
export function move(db: D1Database, next: Move): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE actions SET status = ?3, claim_token = NULL, claim_until = NULL, updated_at = ?4, status_reason = ?5, error = ?6,
         result = coalesce(?7, result), not_before = ?8, sent_at = NULL, attempts = attempts - ?9,
         harm = coalesce(harm, CASE WHEN ?11 THEN 'mismatched' WHEN ?3 IN ('failed', 'dead') AND (?6 IS NOT NULL OR intent_at IS NOT NULL) THEN 'failed' END),
         harm_at = coalesce(harm_at, CASE WHEN ?11 OR (?3 IN ('failed', 'dead') AND (?6 IS NOT NULL OR intent_at IS NOT NULL)) THEN ?4 END),
         intent_at = CASE WHEN ?10 THEN NULL ELSE intent_at END,
         applied_at = CASE WHEN ?3 = 'applied' THEN coalesce(applied_at, ?4) ELSE applied_at END,
         reverted_at = CASE WHEN ?3 = 'reverted' THEN ?4 ELSE reverted_at END
       WHERE id = ?1 AND claim_token = ?2`,
    )
    .bind(
      next.id,
      next.token,
      next.to,
      next.now,
      next.reason ?? null,
      next.error ? JSON.stringify(next.error) : null,
      next.result === undefined ? null : JSON.stringify(next.result),
      next.notBefore ?? null,
      next.uncount ? 1 : 0,
      next.clearIntent ? 1 : 0,
      next.mismatched ? 1 : 0,
    );
}
