import { quoted, readShapes } from "./shapes.ts";

/** The operator's own: who may, what was allowed and told, who did what, and the proof of this. */
const kept: ReadonlySet<string> = new Set([
  "audit",
  "fences",
  "policies",
  "privacy_requests",
  "roles",
  "sessions",
  "settings",
  "tokens",
]);
const keptKeys: ReadonlySet<string> = new Set(["clock:offset"]);

export interface ShopProof {
  /** Table → rows removed. */
  tables: Record<string, number>;
  keys: number;
  /** Tables in which rows are left: must be none. */
  remaining: Record<string, number>;
}

/** Removes everything the store ever sent, and what was made of it. May be repeated. */
export async function forgetShop(env: { DB: D1Database; KV: KVNamespace }): Promise<ShopProof> {
  const shapes = (await readShapes(env.DB)).filter(({ name }) => !kept.has(name));
  const tables: Record<string, number> = {};
  for (const { name } of shapes) {
    const { meta } = await env.DB.prepare(`DELETE FROM ${quoted(name)}`).run();
    if (meta.changes > 0) tables[name] = meta.changes;
  }
  let keys = 0;
  for (let cursor: string | undefined; ; ) {
    const page: KVNamespaceListResult<unknown> = await env.KV.list({ cursor });
    const own = page.keys.filter(({ name }) => !keptKeys.has(name));
    for (const { name } of own) await env.KV.delete(name);
    keys += own.length;
    if (page.list_complete) break;
    cursor = page.cursor;
  }
  const left = await env.DB.batch<{ n: number }>(
    shapes.map(({ name }) => env.DB.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`)),
  );
  const remaining = Object.fromEntries(
    shapes.map(({ name }, at) => [name, left[at]?.results[0]?.n ?? 0] as const).filter(([, count]) => count > 0),
  );
  return { tables, keys, remaining };
}
