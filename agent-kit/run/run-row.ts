import type { BeginReply } from "#durable-objects/client.ts";
import type { Outcome } from "#schemas/rpc/agent.ts";

export type Granted = Extract<BeginReply, { granted: true }>;

export interface RunResult {
  outcome: Outcome | null;
  reason: string | null;
  observed: number;
  proposed: number;
  measures: Record<string, number | string | null>;
  log: string;
  finishedAt: number;
  traceId: string;
}

/** Measures of a run's chunks together: numbers add up, of anything else the last word stands. */
const added = `(SELECT json_group_object(key, CASE WHEN numbers THEN total ELSE last END) FROM (
  SELECT key, min(type IN ('integer', 'real')) AS numbers, sum(value) AS total, max(value) AS last FROM (
    SELECT key, type, value FROM json_each(runs.measures) UNION ALL SELECT key, type, value FROM json_each(excluded.measures)
  ) GROUP BY key))`;

/**
 * The run's row; `outcome` null while chunks remain. A later chunk adds to the counts of the ones before, and a repeated
 * one (same chunk number) changes nothing.
 */
export function writeRun(db: D1Database, agent: string, granted: Granted, result: RunResult): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO runs (id, agent, trigger, mode, token, chunk, started_at, finished_at, outcome, reason, observed, proposed, measures, log, replay_of, trace_id)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
       ON CONFLICT (id) DO UPDATE SET chunk = excluded.chunk, finished_at = excluded.finished_at, outcome = excluded.outcome,
         reason = excluded.reason, observed = runs.observed + excluded.observed, proposed = runs.proposed + excluded.proposed,
         measures = ${added}, log = CASE excluded.log WHEN '[]' THEN runs.log ELSE excluded.log END
       WHERE runs.outcome IS NULL AND (excluded.chunk > runs.chunk OR excluded.outcome IS NOT NULL)`,
    )
    .bind(
      granted.runId,
      agent,
      granted.trigger,
      granted.mode,
      granted.token,
      granted.chunk,
      granted.startedAt,
      result.outcome === null ? null : result.finishedAt,
      result.outcome,
      result.reason,
      result.observed,
      result.proposed,
      JSON.stringify(result.measures),
      result.log,
      granted.replayOf,
      result.traceId,
    );
}
