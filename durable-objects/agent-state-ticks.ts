import type { Outcome, Refusal, Trigger } from "#core/agents/lifecycle.ts";
import type { Tick } from "#schemas/rpc/agent.ts";

const keptMs = 30 * 86_400_000;

interface TickRow extends Record<string, SqlStorageValue> {
  id: string;
  at: number;
  scheduled_for: number;
  trigger: string;
  state: string;
  reason: string | null;
  detail: string | null;
  run_id: string | null;
  outcome: string | null;
  finished_at: number | null;
}

export interface Told {
  tickId: string;
  trigger: Trigger;
  scheduledFor: number;
  now: number;
}

/** Every time a run was due or asked for, with its outcome and reason; 30 days in the object's own SQLite. */
export class TickLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS ticks (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, scheduled_for INTEGER NOT NULL, trigger TEXT NOT NULL, state TEXT NOT NULL,
      reason TEXT, detail TEXT, run_id TEXT, outcome TEXT, finished_at INTEGER) WITHOUT ROWID`);
    sql.exec("CREATE INDEX IF NOT EXISTS ticks_by_time ON ticks (at)");
  }

  /** True when a tick of this id already became a run or a refusal (not merely an ask). */
  settled(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM ticks WHERE id = ? AND state <> 'asked'", id).toArray().length > 0;
  }

  asked(told: Told): void {
    this.#write(told.tickId, told, "asked", null, null, null);
  }

  started(told: Told, runId: string, detail: string | null = null): void {
    this.#write(told.tickId, told, "ran", null, detail, runId);
  }

  /** A repeated delivery gets a row of its own, so that the first keeps its story. */
  refused(told: Told, reason: Refusal, detail: string | null): void {
    const id = this.settled(told.tickId) ? `${told.tickId}#${this.#repeats(told.tickId) + 2}` : told.tickId;
    this.#write(id, told, "refused", reason, detail, null);
  }

  finished(id: string, outcome: Outcome, now: number): void {
    this.#sql.exec("UPDATE ticks SET outcome = ?, finished_at = ? WHERE id = ?", outcome, now, id);
  }

  latest(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT max(at) AS at FROM ticks").one().at;
  }

  /** The newest cron time that has a tick, missed ones caught up included. */
  latestCron(): number | null {
    return this.#sql
      .exec<{ at: number | null }>("SELECT max(scheduled_for) AS at FROM ticks WHERE trigger IN ('cron', 'catch-up')")
      .one().at;
  }

  /** When the platform's own cron last came: what a heartbeat is measured by, since caught-up ticks hide its absence. */
  latestHeartbeat(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT max(at) AS at FROM ticks WHERE trigger = 'cron'").one().at;
  }

  list(limit: number, before?: number): Tick[] {
    const rows = this.#sql.exec<TickRow>(
      "SELECT * FROM ticks WHERE at < ? ORDER BY at DESC, id DESC LIMIT ?",
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.toArray().map((row) => ({
      id: row.id,
      at: row.at,
      scheduledFor: row.scheduled_for,
      trigger: row.trigger as Trigger,
      state: row.state as Tick["state"],
      reason: row.reason as Refusal | null,
      detail: row.detail,
      runId: row.run_id,
      outcome: row.outcome as Outcome | null,
      finishedAt: row.finished_at,
    }));
  }

  forget(now: number): void {
    this.#sql.exec("DELETE FROM ticks WHERE at < ?", now - keptMs);
  }

  #repeats(id: string): number {
    return this.#sql
      .exec<{ n: number }>("SELECT count(*) AS n FROM ticks WHERE id >= ? AND id < ?", `${id}#`, `${id}$`)
      .one().n;
  }

  #write(
    id: string,
    told: Told,
    state: Tick["state"],
    reason: Refusal | null,
    detail: string | null,
    runId: string | null,
  ): void {
    this.#sql.exec(
      `INSERT INTO ticks (id, at, scheduled_for, trigger, state, reason, detail, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET at = excluded.at, state = excluded.state, reason = excluded.reason, detail = excluded.detail, run_id = excluded.run_id
       WHERE ticks.state = 'asked'`,
      id,
      told.now,
      told.scheduledFor,
      told.trigger,
      state,
      reason,
      detail,
      runId,
    );
  }
}
