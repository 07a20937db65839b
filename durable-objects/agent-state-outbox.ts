import type { Lease, Lifecycle, Mode } from "#core/agents/lifecycle.ts";
import { traceOfRun } from "#core/agents/run-trace.ts";
import { raiseFence } from "#schemas/sql/fence.ts";
import type { AuditEntry } from "./agent-state-contract.ts";

interface Row extends Record<string, SqlStorageValue> {
  seq: number;
  sql: string;
  params: string;
}

/**
 * D1 statements owed by the object: written in the transaction of the change they tell of, handed over afterwards, kept
 * until D1 took them. Every statement may be run twice.
 */
export class Outbox {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, sql TEXT NOT NULL, params TEXT NOT NULL)",
    );
  }

  size(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM outbox").one().n;
  }

  fence(agent: string, token: number): void {
    this.#owe(raiseFence.sql, [agent, token]);
  }

  run(agent: string, lease: Lease, last: NonNullable<Lifecycle["lastRun"]>, reason: string | null, mode: Mode): void {
    this.#owe(
      `INSERT INTO runs (id, agent, trigger, mode, token, chunk, started_at, finished_at, outcome, reason, trace_id)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
       ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at, outcome = excluded.outcome, reason = excluded.reason
       WHERE runs.outcome IS NULL`,
      [
        last.runId,
        agent,
        lease.trigger,
        mode,
        lease.token,
        lease.chunk,
        last.startedAt,
        last.finishedAt,
        last.outcome,
        reason,
        lease.traceId ?? traceOfRun(lease.runId, lease.startedAt).traceId,
      ],
    );
  }

  settings(agent: string, version: number, document: object, entry: AuditEntry): void {
    this.#owe(
      "INSERT INTO settings (agent, version, document, author, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
      [agent, version, JSON.stringify(document), entry.actor, entry.at],
    );
  }

  audit(entry: AuditEntry): void {
    this.#owe(
      `INSERT INTO audit (id, at, actor, role, operation, subject, detail, request_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (id) DO NOTHING`,
      [
        entry.id,
        entry.at,
        entry.actor,
        entry.role,
        entry.operation,
        entry.subject,
        JSON.stringify(entry.detail),
        entry.requestId ?? null,
      ],
    );
  }

  /** Hands over up to 100 statements in one batch and forgets them; throws, keeping them, when D1 does not take them. */
  async flush(db: D1Database): Promise<void> {
    const rows = this.#sql.exec<Row>("SELECT seq, sql, params FROM outbox ORDER BY seq LIMIT 100").toArray();
    const last = rows.at(-1);
    if (!last) return;
    await db.batch(rows.map((row) => db.prepare(row.sql).bind(...(JSON.parse(row.params) as unknown[]))));
    this.#sql.exec("DELETE FROM outbox WHERE seq <= ?", last.seq);
  }

  #owe(sql: string, params: unknown[]): void {
    this.#sql.exec("INSERT INTO outbox (sql, params) VALUES (?, ?)", sql, JSON.stringify(params));
  }
}
