import * as z from "zod/mini";
import type { ControlEnv } from "./env.ts";

const document = z.object({ stopped: z.boolean(), why: z.string() });
const row = z.object({ version: z.number(), document: z.string(), author: z.string(), at: z.number() });

export interface Emergency {
  stopped: boolean;
  by: string | null;
  why: string | null;
  at: number | null;
  version: number;
}

/** The deployment-wide stop is a setting of every agent at once: the newest version under this name. */
const everyAgent = "*";

export async function readEmergency(env: Pick<ControlEnv, "DB">): Promise<Emergency> {
  const found = await env.DB.prepare(
    "SELECT version, document, author, at FROM settings WHERE agent = ?1 ORDER BY version DESC LIMIT 1",
  )
    .bind(everyAgent)
    .first();
  if (!found) return { stopped: false, by: null, why: null, at: null, version: 0 };
  const { version, author, at, ...held } = row.parse(found);
  const { stopped, why } = document.parse(JSON.parse(held.document));
  return { stopped, by: author, why, at, version };
}

export function emergencyStatement(
  db: D1Database,
  change: { stopped: boolean; why: string; by: string; at: number },
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO settings (agent, version, document, author, at)
       SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4 FROM settings WHERE agent = ?1`,
    )
    .bind(everyAgent, JSON.stringify({ stopped: change.stopped, why: change.why }), change.by, change.at);
}
