import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Points of this machine's database; Cloudflare's own keep themselves (`wrangler d1 time-travel`). */
const folderOf = (stateDir: string) => path.join(stateDir, "points");
const databaseOf = (stateDir: string) => path.join(stateDir, "state", "v3", "d1");

/** The points that can be restored, oldest first. */
export function points(stateDir: string): string[] {
  return existsSync(folderOf(stateDir)) ? readdirSync(folderOf(stateDir)).sort() : [];
}

/** Copies the database as it is; its name, a time that sorts, or null when there is no database yet. */
export function keepPoint(stateDir: string, nowMs = Date.now()): string | null {
  if (!existsSync(databaseOf(stateDir))) return null;
  const name = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
  mkdirSync(folderOf(stateDir), { recursive: true });
  cpSync(databaseOf(stateDir), path.join(folderOf(stateDir), name), { recursive: true });
  return name;
}

/** Puts a point's files in the database's place; nothing may run on it meanwhile. */
export function restorePoint(stateDir: string, name: string): void {
  rmSync(databaseOf(stateDir), { recursive: true, force: true });
  cpSync(path.join(folderOf(stateDir), name), databaseOf(stateDir), { recursive: true });
  // Which migrations it has is no longer what the last start noted.
  rmSync(path.join(stateDir, "migrated"), { force: true });
}
