import { actionId, digest } from "#core/ledger/identity.ts";
import { openStatuses } from "#core/ledger/status.ts";
import type { Decision } from "../definition.ts";
import { inParts } from "./json-parts.ts";
import { list } from "./sql-list.ts";

const dayMs = 86_400_000;

export interface BatchAsk {
  agent: string;
  batchId: string;
  title: string;
  actor: string;
  role: string;
  requestId: string;
  now: number;
  expiresAfterDays: number;
  effects: Record<string, "absolute" | "delta">;
  /** What the policy says of each, in the same order. */
  verdicts: object[];
}

/** The same wishes of the same person under the same name; `round` tells a batch from its predecessor that is over and done with. */
export function batchIdOf(content: unknown, round: number): string {
  return `batch-${digest(JSON.stringify(content), 16)}-${round}`;
}

/** All proposals of one batch form one card. */
export function batchGroup(agent: string, batchId: string): string {
  return `${agent}/batch/${batchId}`;
}

/**
 * Statements that enter a person's own wishes as proposals of one batch, and take in proposals there are already. An agent's
 * open proposal of the same target gives way; what is open in another batch, or under way, does not, and its wish is then
 * missing among the rows. Running them twice changes nothing.
 */
export function recordBatch(
  db: D1Database,
  ask: BatchAsk,
  decisions: Decision[],
  adopted: string[],
): D1PreparedStatement[] {
  const { agent, batchId, title, now } = ask;
  const group = batchGroup(agent, batchId);
  const expiresAt = now + ask.expiresAfterDays * dayMs;
  const rows = decisions.map((decision, at) => ({
    ...decision,
    id: actionId({ agent, kind: decision.kind, target: decision.target, intent: decision.intent, basis: batchId }),
    effect: ask.effects[decision.kind] ?? "delta",
    verdict: { ...ask.verdicts[at], batch: title },
  }));
  return [
    ...inParts(rows).flatMap((json) => [
      db
        .prepare(
          `UPDATE actions SET status = 'superseded', status_reason = 'a person put this target into the batch ' || ?2, updated_at = ?3
           WHERE status IN ('proposed', 'approved') AND batch_id IS NULL AND EXISTS (
             SELECT 1 FROM json_each(?1) AS w WHERE w.value->>'kind' = actions.kind AND w.value->>'target' = actions.target)`,
        )
        .bind(json, title, now),
      db
        .prepare(
          `INSERT INTO actions (id, agent, kind, target, title, intent, basis, status, effect, group_key, batch_id, run_id, payload, before,
             after, reasons, provenance, figures, move_percent, impact_minor, money_minor, currency, confidence, verdict, proposed_at,
             expires_at, updated_at)
           SELECT w.value->>'id', ?2, w.value->>'kind', w.value->>'target', w.value->>'title', w.value->>'intent', w.value->>'basis',
             'proposed', w.value->>'effect', ?3, ?4, ?5, w.value->'payload', w.value->'before', w.value->'after', w.value->'reasons',
             w.value->'provenance', w.value->'figures', w.value->>'movePercent', w.value->>'impactMinor', w.value->>'moneyMinor',
             w.value->>'currency', w.value->>'confidence', w.value->'verdict', ?6, ?7, ?6
           FROM json_each(?1) AS w WHERE NOT EXISTS (
             SELECT 1 FROM actions AS a WHERE a.kind = w.value->>'kind' AND a.target = w.value->>'target'
             AND a.status IN (${list(openStatuses)}))
           ON CONFLICT (id) DO NOTHING`,
        )
        .bind(json, agent, group, batchId, `request:${ask.requestId}`, now, expiresAt),
    ]),
    ...inParts(adopted).map((json) =>
      db
        .prepare(
          `UPDATE actions SET batch_id = ?2, group_key = ?3, expires_at = ?4, verdict = json_set(verdict, '$.batch', ?5), updated_at = ?6
           WHERE id IN (SELECT value FROM json_each(?1)) AND agent = ?7 AND status = 'proposed' AND batch_id IS NULL`,
        )
        .bind(json, batchId, group, expiresAt, title, now, agent),
    ),
    // Opened by hand: it takes nothing from the day's number of cards.
    db
      .prepare(
        "INSERT INTO cards (group_key, opened_day, opened_at) VALUES (?1, 'by hand', ?2) ON CONFLICT (group_key) DO NOTHING",
      )
      .bind(group, now),
    db
      .prepare(
        `INSERT INTO audit (id, at, actor, role, operation, subject, detail, request_id)
         VALUES (?1 || ':batch', ?2, ?3, ?4, 'prices.batch', ?5, ?6, ?1) ON CONFLICT (id) DO NOTHING`,
      )
      .bind(ask.requestId, now, ask.actor, ask.role, batchId, JSON.stringify({ rows: rows.length + adopted.length })),
  ];
}
