import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Opens the local D1 of a state folder for reading, beside the runtime that writes it. */
export function openDatabase(stateDir: string): DatabaseSync {
  const folder = path.join(stateDir, "state", "v3", "d1");
  if (!existsSync(folder)) throw new Error(`no database in ${folder}`);
  for (const file of globSync("**/*.sqlite", { cwd: folder })) {
    const database = new DatabaseSync(path.join(folder, file), { readOnly: true });
    const found = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'order_lines'").get();
    if (found) return database;
    database.close();
  }
  throw new Error(`no database with the project's tables in ${folder}`);
}
