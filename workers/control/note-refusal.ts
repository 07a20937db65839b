import { sha256 } from "./auth/digest.ts";
import type { ControlEnv } from "./env.ts";

const hourMs = 3_600_000;

/**
 * Counts what was refused, so that many of them can be told of: one row an hour, kind and source. Whoever is not signed in
 * is known by a keyed hash of their address only. Counting never stands in the way of the refusal.
 */
export async function noteRefusal(
  env: Pick<ControlEnv, "DB" | "SECRET_ENCRYPTION_KEY">,
  kind: "signature" | "login" | "role",
  from: Request | string,
  real: number,
): Promise<void> {
  try {
    const address = from instanceof Request ? (from.headers.get("cf-connecting-ip") ?? "unknown") : null;
    const hash = address && (await sha256(`refusal ${env.SECRET_ENCRYPTION_KEY ?? ""} ${address}`)).slice(0, 16);
    await env.DB.prepare(
      `INSERT INTO access_refusals (hour, kind, source, count, first_at, last_at) VALUES (?1, ?2, ?3, 1, ?4, ?4)
       ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at`,
    )
      .bind(Math.floor(real / hourMs), kind, hash ?? from, real)
      .run();
  } catch {
    // The database being away refuses nobody less.
  }
}
