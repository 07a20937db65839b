import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const folder = path.join(import.meta.dirname, "../../migrations");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .sort();

/** A database in memory as all migrations leave it, or all those before one. */
export function migrated(options: { before?: string } = {}): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  for (const file of files) {
    if (file === options.before) break;
    migrate(db, file);
  }
  return db;
}

export function migrate(db: DatabaseSync, file: string): void {
  db.exec(readFileSync(path.join(folder, file), "utf8"));
}
