import { list } from "./sql-list.ts";

/** What a person says about actions. Each answer is per id; the caller then asks the agents to `dispatch` what was let through. */

export const rejectionReasons = ["wrong-figures", "bad-timing", "too-risky", "not-our-strategy", "other"] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export interface Decider {
  /** Who, as the audit will say. */
  actor: string;
  role: string;
  now: number;
  /** Makes the audit rows' ids; unique a request. */
  requestId: string;
}

export interface Told {
  id: string;
  agent: string | null;
  ok: boolean;
  status: string | null;
  code: "not-found" | "wrong-status" | "target-busy" | "not-revertible" | null;
  message: string | null;
}

interface Transition {
  operation: string;
  ids: string[];
  from: readonly string[];
  /** Assignments; ?2 is now, ?3 the actor, ?4 and ?5 free. */
  set: string;
  params: [unknown, unknown];
  /** Statements in the same batch, before the update. */
  first?: D1PreparedStatement[];
  also?: D1PreparedStatement[];
  detail?: Record<string, unknown>;
}

/** Lets proposals through. A person passes limits, never floors: guards are asked again before the call. */
export function approve(db: D1Database, ask: Decider & { ids: string[]; scheduleFor?: number }): Promise<Told[]> {
  const later = ask.scheduleFor ?? null;
  return change(db, ask, {
    operation: "actions.approve",
    ids: ask.ids,
    from: ["proposed"],
    set: "status = CASE WHEN ?4 IS NULL THEN 'approved' ELSE 'scheduled' END, decided_by = ?3, decided_at = ?2, not_before = ?4, sent_at = ?2, status_reason = ?5",
    params: [later, null],
    detail: later === null ? {} : { scheduleFor: later },
  });
}

/** Says no, for one of five reasons; the wish is remembered and returns only when its figures have moved. */
export function reject(
  db: D1Database,
  ask: Decider & { ids: string[]; reason: RejectionReason; note?: string },
): Promise<Told[]> {
  return change(db, ask, {
    operation: "actions.reject",
    ids: ask.ids,
    from: ["proposed", "approved", "scheduled"],
    set: "status = 'rejected', decided_by = ?3, decided_at = ?2, decision_reason = ?4, status_reason = ?5",
    params: [ask.reason, ask.note ?? null],
    first: [
      db
        .prepare(
          `INSERT INTO rejections (kind, target, intent, figures, reason, at)
           SELECT kind, target, intent, figures, ?3, ?2 FROM actions
           WHERE id IN (SELECT value FROM json_each(?1)) AND status IN ('proposed', 'approved', 'scheduled')
           ON CONFLICT (kind, target, intent) DO UPDATE SET figures = excluded.figures, reason = excluded.reason, at = excluded.at`,
        )
        .bind(JSON.stringify(ask.ids), ask.now, ask.reason),
    ],
    detail: { reason: ask.reason },
  });
}

/** Withdraws what nothing of has left us; unlike a rejection the wish is not remembered, and may come back. */
export function cancel(db: D1Database, ask: Decider & { ids: string[] }): Promise<Told[]> {
  return change(db, ask, {
    operation: "actions.cancel",
    ids: ask.ids,
    from: ["proposed", "approved", "scheduled"],
    set: "status = 'rejected', decided_by = ?3, decided_at = ?2, decision_reason = ?4, status_reason = ?5, not_before = NULL",
    params: [null, `withdrawn by ${ask.actor}`],
  });
}

export interface Edited {
  payload: object;
  after?: unknown;
  movePercent: number | null;
  impactMinor: number;
  moneyMinor: number;
}

/** Changes a proposal's payload (already checked by its agent) and approves it. */
export function edit(db: D1Database, ask: Decider & { id: string; edited: Edited }): Promise<Told[]> {
  const { payload, after, movePercent, impactMinor, moneyMinor } = ask.edited;
  return change(db, ask, {
    operation: "actions.edit",
    ids: [ask.id],
    from: ["proposed"],
    set: `status = 'approved', decided_by = ?3, decided_at = ?2, edited = 1, sent_at = ?2, payload = ?4->'payload', after = coalesce(?4->'after', after),
      move_percent = ?4->>'movePercent', impact_minor = ?4->>'impactMinor', money_minor = ?4->>'moneyMinor', status_reason = ?5`,
    params: [
      JSON.stringify({ payload, ...(after === undefined ? {} : { after }), movePercent, impactMinor, moneyMinor }),
      null,
    ],
    detail: { payload },
  });
}

/** A dead or failed action is tried afresh; an unknown one a person looked at ("it did not happen") likewise. */
export function retry(db: D1Database, ask: Decider & { id: string }): Promise<Told[]> {
  return change(db, ask, {
    operation: "actions.retry",
    ids: [ask.id],
    from: ["dead", "failed", "unknown"],
    set: "status = 'approved', decided_by = ?3, decided_at = ?2, attempts = 0, intent_at = ?4, claim_token = NULL, claim_until = NULL, not_before = NULL, sent_at = ?2, status_reason = ?5",
    params: [null, null],
  });
}

/** A person looked: the unknown call did happen. */
export function confirmHappened(db: D1Database, ask: Decider & { id: string }): Promise<Told[]> {
  return change(db, ask, {
    operation: "actions.confirm",
    ids: [ask.id],
    from: ["unknown"],
    set: "status = 'applied', applied_at = ?2, claim_token = NULL, claim_until = NULL, not_before = ?4, status_reason = ?5",
    params: [null, `confirmed by ${ask.actor}`],
  });
}

/** Asks for applied actions to be undone; open proposals on the same targets give way. */
export function requestRevert(db: D1Database, ask: Decider & { ids: string[] }): Promise<Told[]> {
  const ids = JSON.stringify(ask.ids);
  return change(db, ask, {
    operation: "actions.revert",
    ids: ask.ids,
    from: ["applied"],
    set: "status = 'reverting', harm = coalesce(harm, 'undone'), harm_at = coalesce(harm_at, ?2), attempts = 0, intent_at = ?4, idempotency_key = ?4, claim_token = NULL, claim_until = NULL, not_before = NULL, sent_at = ?2, status_reason = ?5",
    params: [null, `undo asked by ${ask.actor}`],
    first: [
      db
        .prepare(
          `UPDATE actions SET status = 'superseded', status_reason = 'an earlier change of the same target is being undone', updated_at = ?2
           WHERE status IN ('proposed', 'approved', 'scheduled') AND EXISTS (
             SELECT 1 FROM actions AS done WHERE done.id IN (SELECT value FROM json_each(?1)) AND done.status = 'applied'
             AND done.kind = actions.kind AND done.target = actions.target)`,
        )
        .bind(ids, ask.now),
    ],
  });
}

async function change(db: D1Database, who: Decider, transition: Transition): Promise<Told[]> {
  const ids = JSON.stringify(transition.ids);
  const busy = transition.operation === "actions.revert" || transition.operation === "actions.retry";
  // A target with another open action keeps it: the partial unique index would refuse the whole batch.
  const free = busy
    ? `AND NOT EXISTS (SELECT 1 FROM actions AS o WHERE o.kind = actions.kind AND o.target = actions.target AND o.id <> actions.id
         AND o.status IN ('proposed', 'approved', 'scheduled', 'applying', 'unknown', 'reverting'))
       AND id = (SELECT max(s.id) FROM actions AS s WHERE s.kind = actions.kind AND s.target = actions.target
         AND s.id IN (SELECT value FROM json_each(?1)) AND s.status IN (${list(transition.from)}))`
    : "";
  const results = await db.batch<Record<string, unknown>>([
    db.prepare("SELECT id, agent, status FROM actions WHERE id IN (SELECT value FROM json_each(?1))").bind(ids),
    ...(transition.first ?? []),
    db
      .prepare(
        `UPDATE actions SET ${transition.set}, updated_at = ?2
         WHERE id IN (SELECT value FROM json_each(?1)) AND status IN (${list(transition.from)}) ${free} RETURNING id, agent, status`,
      )
      .bind(ids, who.now, who.actor, ...transition.params),
    db
      .prepare(
        `INSERT INTO audit (id, at, actor, role, operation, subject, detail, request_id)
         SELECT ?5 || ':' || id, ?2, ?3, ?4, ?6, id, ?7, ?5 FROM actions
         WHERE id IN (SELECT value FROM json_each(?1)) AND updated_at = ?2 AND status IN (SELECT value FROM json_each(?8))
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(
        ids,
        who.now,
        who.actor,
        who.role,
        who.requestId,
        transition.operation,
        JSON.stringify(transition.detail ?? {}),
        JSON.stringify(reached(transition.operation)),
      ),
  ]);
  const before = new Map((results[0]?.results ?? []).map((row) => [String(row.id), row]));
  const changed = new Map(
    (results[1 + (transition.first?.length ?? 0)]?.results ?? []).map((row) => [String(row.id), row]),
  );
  return transition.ids.map((id) => {
    const done = changed.get(id);
    if (done)
      return { id, agent: String(done.agent), ok: true, status: String(done.status), code: null, message: null };
    const found = before.get(id);
    if (!found)
      return { id, agent: null, ok: false, status: null, code: "not-found", message: "There is no such action." };
    const status = String(found.status);
    const blocked = busy && (transition.from as readonly string[]).includes(status);
    return {
      id,
      agent: String(found.agent),
      ok: false,
      status,
      code: blocked ? "target-busy" : "wrong-status",
      message: blocked
        ? "Another action on the same target is open."
        : `The action is ${status}; this needs ${transition.from.join(" or ")}.`,
    };
  });
}

function reached(operation: string): string[] {
  if (operation === "actions.approve") return ["approved", "scheduled"];
  if (operation === "actions.reject" || operation === "actions.cancel") return ["rejected"];
  if (operation === "actions.revert") return ["reverting"];
  if (operation === "actions.confirm") return ["applied"];
  return ["approved"];
}
