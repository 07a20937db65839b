import type { Clock } from "#agent-kit/clock.ts";
import { type AlertNotice, notify } from "#agent-kit/notify.ts";
import { advance, type HeldAlert, type Told } from "./advance.ts";
import { conditionsOf, unreadAlerts } from "./conditions.ts";
import type { AlertEnv, Facts } from "./facts.ts";

const columns =
  "key, kind, subject, level, title, body, since, last_seen_at AS lastSeenAt, fired_at AS firedAt, clear_since AS clearSince, resolved_at AS resolvedAt";

/**
 * Looks at what is so, keeps the alerts, and writes what is to be told, in one batch. Answers how many notices that made.
 * Only one may be at it at a time: see `leased`.
 */
export async function raiseAlerts(env: AlertEnv, clock: Clock, facts: Facts): Promise<number> {
  const { DB: db } = env;
  const now = clock.now();
  const { results } = await db.prepare(`SELECT ${columns} FROM alerts WHERE resolved_at IS NULL`).all<HeldAlert>();
  const next = advance(results, now, conditionsOf(facts, now), unreadAlerts(facts));
  if (next.alerts.length + next.dropped.length === 0) return 0;
  await db.batch([
    db
      .prepare(
        `INSERT INTO alerts (key, kind, subject, level, title, body, since, last_seen_at, fired_at, clear_since, resolved_at)
         SELECT a.value->>'key', a.value->>'kind', a.value->>'subject', a.value->>'level', a.value->>'title', a.value->>'body',
           a.value->>'since', a.value->>'lastSeenAt', a.value->>'firedAt', a.value->>'clearSince', a.value->>'resolvedAt'
         FROM json_each(?1) AS a WHERE true
         ON CONFLICT (key) DO UPDATE SET level = excluded.level, title = excluded.title, body = excluded.body,
           since = excluded.since, last_seen_at = excluded.last_seen_at, fired_at = excluded.fired_at,
           clear_since = excluded.clear_since, resolved_at = excluded.resolved_at`,
      )
      .bind(JSON.stringify(next.alerts)),
    db.prepare("DELETE FROM alerts WHERE key IN (SELECT value FROM json_each(?1))").bind(JSON.stringify(next.dropped)),
    ...notify(db, { agent: "security", runId: null, now }, next.told.map(noticeOf)),
  ]);
  return next.told.length;
}

function noticeOf({ event, alert }: Told): AlertNotice {
  const about = alert.subject === "" ? alert.title : `${alert.title}: ${alert.subject}`;
  const incident = `${alert.key}:${alert.firedAt}`;
  return {
    id: event === "trigger" ? incident : `${incident}:over`,
    level: alert.level,
    title: event === "trigger" ? about : `Over: ${about}`,
    body: alert.body,
    alert: alert.kind,
    event,
    dedupKey: incident,
  };
}

/** Does the work unless somebody else is at it; the lease lapses with whoever died holding it. Null when it was taken. */
export async function leased<T>(db: D1Database, real: number, work: () => Promise<T>): Promise<T | null> {
  const taken = await db
    .prepare(
      `INSERT INTO cursors (agent, name, value) VALUES ('security', 'alerts-lease', ?1) ON CONFLICT (agent, name)
       DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) <= ?2 RETURNING value`,
    )
    .bind(String(real + leaseMs), real)
    .first();
  if (!taken) return null;
  try {
    return await work();
  } finally {
    await db
      .prepare("UPDATE cursors SET value = '0' WHERE agent = 'security' AND name = 'alerts-lease' AND value = ?1")
      .bind(String(real + leaseMs))
      .run();
  }
}

const leaseMs = 50_000;
