import type { Notice } from "./definition.ts";
import { inParts } from "./ledger/json-parts.ts";

/** Who says it, and in which run. */
interface Speaker {
  agent: string;
  runId: string | null;
  now: number;
}

/** What one alert tells of: `trigger` once when it begins, `resolve` once when it is over. */
export interface AlertNotice extends Notice {
  alert: string;
  event: "trigger" | "resolve";
  dedupKey: string;
}

/**
 * Rows for the caller's own batch, so that nothing is told of what was rolled back. The same id is kept, and later sent,
 * once. Sending is somebody else's work: see workers/security/alerts.
 */
export function notify(
  db: D1Database,
  { agent, runId, now }: Speaker,
  notices: readonly (Notice | AlertNotice)[],
): D1PreparedStatement[] {
  return inParts([...notices]).map((json) =>
    db
      .prepare(
        `INSERT INTO notifications (id, agent, run_id, level, title, body, created_at, alert, event, dedup_key)
         SELECT n.value->>'id', ?2, ?3, n.value->>'level', n.value->>'title', n.value->>'body', ?4,
           n.value->>'alert', coalesce(n.value->>'event', 'notice'), n.value->>'dedupKey' FROM json_each(?1) AS n WHERE true
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(json, agent, runId, now),
  );
}
