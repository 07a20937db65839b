import * as z from "zod/mini";
import { role } from "#schemas/api/tokens.ts";
import type { ControlEnv } from "../env.ts";
import type { Actor } from "./actor.ts";
import { sameSecret, sha256 } from "./digest.ts";

const row = z.object({
  id: z.string(),
  role,
  expires_at: z.nullable(z.number()),
  last_used_at: z.nullable(z.number()),
});
const seenEveryMs = 3_600_000;

/** The token's bearer, or null. ADMIN_TOKEN first, so that it works with the database down. */
export async function bearer(
  env: Pick<ControlEnv, "ADMIN_TOKEN" | "DB">,
  token: string,
  real: number,
): Promise<Actor | null> {
  const actor = { via: "token", csrf: null, sessionHash: null } as const;
  if (env.ADMIN_TOKEN && (await sameSecret(token, env.ADMIN_TOKEN)))
    return { ...actor, id: "admin-token", role: "admin", expiresAt: null };

  const hash = await sha256(token);
  const found = await env.DB.prepare(
    `SELECT id, role, expires_at, last_used_at FROM tokens
     WHERE hash = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)`,
  )
    .bind(hash, real)
    .first();
  if (!found) return null;
  const token_ = row.parse(found);
  if (token_.last_used_at === null || real - token_.last_used_at > seenEveryMs)
    await env.DB.prepare("UPDATE tokens SET last_used_at = ?2 WHERE id = ?1").bind(token_.id, real).run();
  return { ...actor, id: `token:${token_.id}`, role: token_.role, expiresAt: token_.expires_at };
}
