import type { Actor } from "../auth/actor.ts";
import type { ControlEnv } from "../env.ts";
import { Refused } from "./refused.ts";

/** Cloudflare's rate limiting binding; counts per location, so the limits are approximate. */
export interface Limiter {
  limit(ask: { key: string }): Promise<{ success: boolean }>;
}

/** Holds a token or a session to its share; the admin's own token, which start-up and rescue depend on, is not counted. */
export async function limitActor(env: Pick<ControlEnv, "LIMITER">, actor: Actor): Promise<void> {
  if (actor.id === "admin-token") return;
  await check(env.LIMITER, actor.id, "Too many requests: wait a minute.");
}

/** Slows down whoever guesses: after so many wrong tokens or codes an address is told to wait instead of no. */
export async function limitGuesses(env: Pick<ControlEnv, "GUESS_LIMITER">, request: Request): Promise<void> {
  const address = request.headers.get("cf-connecting-ip") ?? "unknown";
  await check(env.GUESS_LIMITER, address, "Too many failed tries: wait a minute.");
}

async function check(limiter: Limiter | undefined, key: string, message: string): Promise<void> {
  const allowed = (await limiter?.limit({ key }))?.success ?? true;
  if (!allowed) throw new Refused(429, "too-many-requests", message);
}
