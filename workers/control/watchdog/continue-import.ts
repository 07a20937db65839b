import type { ControlEnv } from "../env.ts";

const graceMs = 90_000;

/** Sends store-sync on with an import nobody has moved for a while: its own message may be lost, its rows are not. */
export async function continueImport(env: Pick<ControlEnv, "DB" | "SHOP_EVENTS">, now: number): Promise<boolean> {
  const still = await env.DB.prepare(
    "SELECT max(updated_at) AS at FROM imports WHERE substr(id, 1, length(id) - length(kind)) = (SELECT substr(id, 1, length(id) - length(kind)) FROM imports WHERE status NOT IN ('done', 'failed') LIMIT 1)",
  ).first<{ at: number | null }>();
  if (still?.at == null || still.at > now - graceMs) return false;
  await env.SHOP_EVENTS.send({ type: "import-continue", id: "watchdog" });
  return true;
}
