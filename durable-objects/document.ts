/** One JSON document per name in an object's SQLite: read and written without an await, so no call can come between. */
export interface Documents {
  read<T>(name: string, otherwise: T): T;
  write(name: string, value: unknown): void;
}

export function documents(storage: DurableObjectStorage): Documents {
  storage.sql.exec("CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
  return {
    read(name, otherwise) {
      const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM document WHERE name = ?", name).toArray();
      return row === undefined ? otherwise : JSON.parse(row.value);
    },
    write(name, value) {
      storage.sql.exec("INSERT OR REPLACE INTO document (name, value) VALUES (?, ?)", name, JSON.stringify(value));
    },
  };
}
