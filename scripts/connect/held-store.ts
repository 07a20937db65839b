import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Where the local runtime keeps its D1 databases, below a system's state folder. */
const D1 = ["state", "v3", "d1", "miniflare-D1DatabaseObject"];

/** The store whose data a system's local database holds; null when it holds none. `id` is its gid. */
export function heldStore(stateDir: string): { id: string; domain: string } | null {
  const folder = path.join(stateDir, ...D1);
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder).filter((name) => name.endsWith(".sqlite"));
  for (const name of files) {
    const database = new DatabaseSync(path.join(folder, name), { readOnly: true });
    try {
      if (!database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'shop'").get()) continue;
      const row = database.prepare("SELECT id, domain FROM shop LIMIT 1").get();
      if (row) return { id: String(row.id), domain: String(row.domain) };
    } finally {
      database.close();
    }
  }
  return null;
}
