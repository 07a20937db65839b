import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** One SQLite file with cached statements. Rows come back typed as the caller says: the schema beside it is the contract. */
export class Database {
  readonly raw: DatabaseSync;
  #statements = new Map<string, StatementSync>();
  #depth = 0;

  constructor(file: string) {
    this.raw = new DatabaseSync(file);
    this.raw.exec("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY;");
  }

  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.raw.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values) as Row[];
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** A single number, 0 when there is no row. */
  count(sql: string, ...values: SQLInputValue[]): number {
    const row = this.prepare(sql).get(...values);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** All or nothing, on disk before it returns; a transaction inside a transaction joins the outer one. */
  transaction<Result>(work: () => Result): Result {
    if (this.#depth > 0) return work();
    this.raw.exec("BEGIN IMMEDIATE");
    this.#depth++;
    try {
      const result = work();
      this.raw.exec("COMMIT");
      return result;
    } catch (error) {
      this.raw.exec("ROLLBACK");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }
}
