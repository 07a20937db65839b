import * as z from "zod/mini";
import type { Role } from "#schemas/api/operation.ts";
import { SESSION_COOKIE } from "#schemas/api/session.ts";
import { role } from "#schemas/api/tokens.ts";
import type { Actor } from "./actor.ts";
import { randomSecret, sha256 } from "./digest.ts";

export const codeLifeMs = 10 * 60_000;
export const sessionLifeMs = 12 * 3_600_000;

const opened = z.object({ actor: z.string(), role });
const row = z.object({ actor: z.string(), role, expires_at: z.number() });

/** Makes a one-time code; only its hash is kept. Times are real. */
export async function makeCode(
  db: D1Database,
  asks: { actor: string; role: Role },
  real: number,
): Promise<{ code: string; expiresAt: number; hash: string; statement: D1PreparedStatement }> {
  const code = randomSecret();
  const hash = await sha256(code);
  const expiresAt = real + codeLifeMs;
  const statement = db
    .prepare(
      "INSERT INTO sessions (hash, kind, actor, role, created_at, expires_at) VALUES (?1, 'code', ?2, ?3, ?4, ?5)",
    )
    .bind(hash, asks.actor, asks.role, real, expiresAt);
  return { code, expiresAt, hash, statement };
}

/** Exchanges a code, once, for a session; null when it is unknown, used or too old. */
export async function openSession(
  db: D1Database,
  code: string,
  real: number,
): Promise<{ secret: string; actor: Actor } | null> {
  const used = await db
    .prepare(
      `UPDATE sessions SET used_at = ?2 WHERE hash = ?1 AND kind = 'code' AND used_at IS NULL AND expires_at > ?2
       RETURNING actor, role`,
    )
    .bind(await sha256(code), real)
    .first();
  if (!used) return null;
  const by = opened.parse(used);
  const secret = randomSecret();
  const sessionHash = await sha256(secret);
  const expiresAt = real + sessionLifeMs;
  const id = `session:${sessionHash.slice(0, 12)}`;
  await db
    .prepare(
      "INSERT INTO sessions (hash, kind, actor, role, created_at, expires_at) VALUES (?1, 'session', ?2, ?3, ?4, ?5)",
    )
    .bind(sessionHash, id, by.role, real, expiresAt)
    .run();
  return { secret, actor: { id, role: by.role, via: "session", csrf: await csrfOf(secret), expiresAt, sessionHash } };
}

export async function sessionOf(db: D1Database, secret: string, real: number): Promise<Actor | null> {
  const sessionHash = await sha256(secret);
  const found = await db
    .prepare("SELECT actor, role, expires_at FROM sessions WHERE hash = ?1 AND kind = 'session' AND expires_at > ?2")
    .bind(sessionHash, real)
    .first();
  if (!found) return null;
  const session = row.parse(found);
  const csrf = await csrfOf(secret);
  return { id: session.actor, role: session.role, via: "session", csrf, expiresAt: session.expires_at, sessionHash };
}

/** Derived from the cookie, so there is nothing to keep: a page of another origin can read neither. */
async function csrfOf(secret: string): Promise<string> {
  return (await sha256(`csrf:${secret}`)).slice(0, 32);
}

export function cookieOf(request: Request): string | null {
  const cookies = (request.headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  const found = cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
  return found ? found.slice(SESSION_COOKIE.length + 1) : null;
}

/** The Set-Cookie value; an empty secret takes the cookie back. `Secure` except on plain local http. */
export function setCookie(request: Request, secret: string): string {
  const secure = new URL(request.url).protocol === "https:" ? "; Secure" : "";
  const age = secret === "" ? 0 : sessionLifeMs / 1000;
  return `${SESSION_COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`;
}
