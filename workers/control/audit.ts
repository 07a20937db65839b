import type { Clock } from "#agent-kit/clock.ts";
import type { Actor } from "./auth/actor.ts";

export interface AuditEntry {
  id: string;
  at: number;
  actor: string;
  role: string;
  operation: string;
  subject: string;
  /** Ids, numbers and enumerations; never personal data, never a secret. */
  detail: Record<string, unknown>;
  requestId?: string;
}

export function auditEntry(
  context: { actor: Pick<Actor, "id" | "role"> | null; clock: Clock; requestId?: string },
  about: { operation: string; subject: string; detail?: Record<string, unknown> },
): AuditEntry {
  return {
    id: crypto.randomUUID(),
    at: context.clock.now(),
    actor: context.actor?.id ?? "nobody",
    role: context.actor?.role ?? "none",
    operation: about.operation,
    subject: about.subject,
    detail: about.detail ?? {},
    requestId: context.requestId,
  };
}

/**
 * The row, unsealed: goes into the batch of the change it tells of. `ifChanged`: only when the statement right before it in
 * the batch changed a row.
 */
export function auditStatement(db: D1Database, entry: AuditEntry, { ifChanged = false } = {}): D1PreparedStatement {
  const { id, at, actor, role, operation, subject, detail, requestId } = entry;
  return db
    .prepare(
      `INSERT INTO audit (id, at, actor, role, operation, subject, detail, request_id)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${ifChanged ? "changes() > 0" : "true"} ON CONFLICT (id) DO NOTHING`,
    )
    .bind(id, at, actor, role, operation, subject, JSON.stringify(detail), requestId ?? null);
}
