import type { Database } from "./database.ts";

/**
 * The sandbox's own time: real time plus an offset that is kept on disk. Tokens, retries and the bucket use real time.
 */
export interface Clock {
  now(): number;
  realNow(): number;
  offsetMs(): number;
  advance(byMs: number): void;
}

export function createClock(database: Database): Clock {
  let offsetMs = Number(readMeta(database, "offset_ms") ?? 0);
  return {
    now: () => Date.now() + offsetMs,
    realNow: () => Date.now(),
    offsetMs: () => offsetMs,
    advance(byMs) {
      offsetMs += byMs;
      writeMeta(database, "offset_ms", offsetMs);
    },
  };
}

export function readMeta(database: Database, key: string): string | undefined {
  return database.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;
}

export function writeMeta(database: Database, key: string, value: string | number): void {
  database.run(
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    key,
    String(value),
  );
}

export function addToMeta(database: Database, key: string, amount: number): void {
  database.run(
    "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + ?2",
    key,
    amount,
  );
}
