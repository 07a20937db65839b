import { actionId } from "#core/ledger/identity.ts";
import { judge, type Policy } from "#core/ledger/policy.ts";
import { movedFigures } from "#core/ledger/rejection.ts";
import { openStatuses, replaceableStatuses } from "#core/ledger/status.ts";
import type { Mode } from "#schemas/rpc/agent.ts";
import type { Decision } from "../definition.ts";
import { inParts } from "./json-parts.ts";
import { list } from "./sql-list.ts";

const dayMs = 86_400_000;
/**
 * In the very words of the partial unique index, or SQLite does not use it; with CROSS JOIN the wishes come first and each
 * finds its target by it. Any other plan looks at every open action for every wish.
 */
const isOpen = `a.status IN (${list(openStatuses)})`;

export interface LedgerRun {
  agent: string;
  runId: string;
  mode: Mode;
  now: number;
  policy: Policy;
  /** Effect of each kind the agent has. */
  effects: Record<string, "absolute" | "delta">;
}

export interface Refused {
  kind: string;
  target: string;
  intent: string;
  figures: Record<string, number>;
}

/** Rejections a person gave to these wishes before an instant, for `withoutRejected`. */
export function rejectionsOf(
  db: D1Database,
  decisions: Decision[],
  before = Number.MAX_SAFE_INTEGER,
): D1PreparedStatement[] {
  const keys = decisions.map(({ kind, target, intent }) => ({ kind, target, intent }));
  return inParts(keys).map((json) =>
    db
      .prepare(
        `SELECT r.kind, r.target, r.intent, r.figures FROM json_each(?1) AS wish JOIN rejections AS r
         ON r.kind = wish.value->>'kind' AND r.target = wish.value->>'target' AND r.intent = wish.value->>'intent' WHERE r.at < ?2`,
      )
      .bind(json, before),
  );
}

/** The answers to `rejectionsOf`. */
export function toRefused(answers: D1Result<Record<string, unknown>>[]): Refused[] {
  return answers.flatMap(({ results }) =>
    results.map((row) => ({
      kind: String(row.kind),
      target: String(row.target),
      intent: String(row.intent),
      figures: JSON.parse(String(row.figures)) as Record<string, number>,
    })),
  );
}

/** Drops wishes a person said no to, unless a figure they rest on has moved by more than a tenth since. */
export function withoutRejected(decisions: Decision[], refused: Refused[]): Decision[] {
  if (refused.length === 0) return decisions;
  const key = (wish: { kind: string; target: string; intent: string }) =>
    JSON.stringify([wish.kind, wish.target, wish.intent]);
  const held = new Map(refused.map((refusal) => [key(refusal), refusal.figures]));
  return decisions.filter((decision) => {
    const figures = held.get(key(decision));
    return figures === undefined || movedFigures(figures, decision.figures).length > 0;
  });
}

/**
 * Statements that enter decisions into the ledger: newer wishes supersede open ones nothing of which has left us, except
 * those a person put into a batch; a wish already open stays as it is, a target busy with a call is left alone. Running them twice changes nothing.
 */
export function recordDecisions(db: D1Database, decisions: Decision[], run: LedgerRun): D1PreparedStatement[] {
  const rows = decisions.map((decision) => toRow(decision, run));
  return inParts(rows).flatMap((json) => [
    db
      .prepare(
        `UPDATE actions SET status = 'superseded', status_reason = 'a newer decision of ' || ?2 || ' took its place', updated_at = ?3
         WHERE id IN (
           SELECT a.id FROM json_each(?1) AS w CROSS JOIN actions AS a ON a.kind = w.value->>'kind' AND a.target = w.value->>'target'
           WHERE ${isOpen} AND a.status IN (${list(replaceableStatuses)}) AND a.batch_id IS NULL
             AND w.value->>'status' <> 'shadow' AND w.value->>'status' <> 'denied' AND w.value->>'intent' <> a.intent)`,
      )
      .bind(json, run.runId, run.now),
    db
      .prepare(
        `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, run_id, payload, before, after,
           reasons, provenance, figures, move_percent, impact_minor, money_minor, currency, confidence, verdict, proposed_at,
           expires_at, decided_by, decided_at, sent_at, updated_at)
         SELECT w.value->>'id', ?2, w.value->>'kind', w.value->>'target', w.value->>'title', w.value->>'intent', w.value->>'basis',
           w.value->>'status', w.value->>'effect', w.value->>'group', ?3, w.value->'payload', w.value->'before', w.value->'after',
           w.value->'reasons', w.value->'provenance', w.value->'figures', w.value->>'movePercent', w.value->>'impactMinor',
           w.value->>'moneyMinor', w.value->>'currency', w.value->>'confidence', w.value->'verdict', ?4, ?5,
           CASE w.value->>'status' WHEN 'approved' THEN 'policy' END, CASE w.value->>'status' WHEN 'approved' THEN ?4 END,
           CASE w.value->>'status' WHEN 'approved' THEN ?4 END, ?4
         FROM json_each(?1) AS w
         WHERE w.value->>'status' IN ('shadow', 'denied') OR NOT EXISTS (
           SELECT 1 FROM actions AS a WHERE a.kind = w.value->>'kind' AND a.target = w.value->>'target' AND ${isOpen})
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(json, run.agent, run.runId, run.now, run.now + run.policy.proposalsExpireAfterDays * dayMs),
  ]);
}

/** How many of these wishes met a target that is busy with a call; read before they are recorded. */
export function busyTargets(db: D1Database, decisions: Decision[]): D1PreparedStatement[] {
  return inParts(decisions.map(({ kind, target }) => ({ kind, target }))).map((json) =>
    db
      .prepare(
        `SELECT count(*) AS busy FROM json_each(?1) AS w CROSS JOIN actions AS a ON a.kind = w.value->>'kind' AND a.target = w.value->>'target'
         WHERE ${isOpen} AND a.status IN ('applying', 'unknown', 'reverting')`,
      )
      .bind(json),
  );
}

/**
 * Opens cards for groups that have proposals and none yet, most valuable first, within the day's bound; closes empty ones.
 * Group by group by the index: of what has its card already no row is read.
 */
export function admitCards(
  db: D1Database,
  run: { now: number; shopDay: string; cardsPerDay: number },
): D1PreparedStatement[] {
  return [
    db
      .prepare(
        "DELETE FROM cards WHERE NOT EXISTS (SELECT 1 FROM actions WHERE status = 'proposed' AND actions.group_key = cards.group_key) AND opened_day <> ?1",
      )
      .bind(run.shopDay),
    db
      .prepare(
        `INSERT INTO cards (group_key, opened_day, opened_at)
         SELECT group_key, ?1, ?2 FROM actions INDEXED BY proposals_by_group
         WHERE status = 'proposed' AND group_key NOT IN (SELECT group_key FROM cards)
         GROUP BY group_key ORDER BY sum(abs(impact_minor) * confidence) DESC, group_key
         LIMIT max(0, ?3 - (SELECT count(*) FROM cards WHERE opened_day = ?1))
         ON CONFLICT (group_key) DO NOTHING`,
      )
      .bind(run.shopDay, run.now, run.cardsPerDay),
  ];
}

function toRow(decision: Decision, run: LedgerRun) {
  const { kind, target, intent, basis, group } = decision;
  const verdict = judge(run.policy, decision, run.mode);
  return {
    ...decision,
    id: actionId({
      agent: run.agent,
      kind,
      target,
      intent,
      basis: verdict.status === "shadow" ? `shadow ${basis}` : basis,
    }),
    group: `${run.agent}/${kind}/${group}`,
    effect: run.effects[kind] ?? "delta",
    status: verdict.status,
    verdict,
    impactMinor: Math.round(decision.impactMinor),
    moneyMinor: Math.round(decision.moneyMinor),
  };
}
