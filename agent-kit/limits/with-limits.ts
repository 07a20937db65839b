import { limitedDatabase } from "./limited-database.ts";
import { limitedKv } from "./limited-kv.ts";
import { limitedQueue } from "./limited-queue.ts";

interface Limitable {
  ENVIRONMENT?: string;
  DB?: D1Database;
  KV?: KVNamespace;
  RUNS?: Queue<never>;
  ACTIONS?: Queue<never>;
  SHOP_EVENTS?: Queue<never>;
}

/**
 * In development and tests an environment that throws where production would refuse, one for each invocation; anywhere
 * else the environment itself, at no cost.
 */
export function withLimits<Env extends object>(env: Env): Env {
  const given = env as Limitable;
  if (given.ENVIRONMENT !== "local" && given.ENVIRONMENT !== "test") return env;
  const limited: Limitable = { ...given };
  if (given.DB) limited.DB = limitedDatabase(given.DB);
  if (given.KV) limited.KV = limitedKv(given.KV);
  for (const name of ["RUNS", "ACTIONS", "SHOP_EVENTS"] as const) {
    const queue = given[name];
    if (queue) limited[name] = limitedQueue(queue);
  }
  return limited as Env;
}
