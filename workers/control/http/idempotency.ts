import * as z from "zod/mini";
import { sha256 } from "../auth/digest.ts";
import { refused } from "./refused.ts";

export interface KeyedCall {
  key: string;
  actor: string;
  operation: string;
  /** Of everything the call asks for: the same key with another request is a mistake. */
  request: string;
}

export type Started = { replay: null } | { replay: { status: number; body: string } };

const row = z.object({ request_hash: z.string(), status: z.nullable(z.number()), response: z.nullable(z.string()) });

/** A call that died is taken over after this long; until then its key is busy. */
const abandonedAfterMs = 60_000;

/** Claims the key, or answers what it already led to. Times are real. */
export async function startKeyed(db: D1Database, call: KeyedCall, real: number): Promise<Started> {
  const hash = await sha256(`${call.operation}\n${call.request}`);
  const [claimed, held] = await db.batch([
    db
      .prepare(
        `INSERT INTO idempotency_keys (key, actor, operation, request_hash, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (actor, key) DO UPDATE SET at = excluded.at
         WHERE status IS NULL AND request_hash = excluded.request_hash AND at <= excluded.at - ${abandonedAfterMs}
         RETURNING key`,
      )
      .bind(call.key, call.actor, call.operation, hash, real),
    db
      .prepare("SELECT request_hash, status, response FROM idempotency_keys WHERE actor = ?1 AND key = ?2")
      .bind(call.actor, call.key),
  ]);
  if (claimed?.results.length) return { replay: null };
  const { request_hash, status, response } = row.parse(held?.results[0]);
  if (request_hash !== hash) throw refused("key-reused", "This Idempotency-Key was used for a different request.");
  if (status === null)
    throw refused("in-progress", "The first request with this Idempotency-Key has not been answered yet.");
  if (response === null) throw refused("not-repeatable", "This was done already, and its answer is shown only once.");
  return { replay: { status, body: response } };
}

export async function finishKeyed(
  db: D1Database,
  call: KeyedCall,
  answer: { status: number; body: string | null },
): Promise<void> {
  await db
    .prepare("UPDATE idempotency_keys SET status = ?3, response = ?4 WHERE actor = ?1 AND key = ?2")
    .bind(call.actor, call.key, answer.status, answer.body)
    .run();
}

/** Gives the key back after a failure that may pass, so that trying again tries again. */
export async function dropKeyed(db: D1Database, call: KeyedCall): Promise<void> {
  await db
    .prepare("DELETE FROM idempotency_keys WHERE actor = ?1 AND key = ?2 AND status IS NULL")
    .bind(call.actor, call.key)
    .run();
}
