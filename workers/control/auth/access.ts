import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import * as z from "zod/mini";
import { role } from "#schemas/api/tokens.ts";
import type { ControlEnv } from "../env.ts";
import { refused } from "../http/refused.ts";
import type { Actor } from "./actor.ts";
import { sha256 } from "./digest.ts";

const claims = z.object({ email: z.email(), exp: z.number() });
const row = z.object({ role });
/** The keys did not come, came with another status than 200, or are no keys: nothing is known of the token then. */
const keysWithheld: ReadonlySet<string> = new Set(["ERR_JWKS_TIMEOUT", "ERR_JOSE_GENERIC", "ERR_JWKS_INVALID"]);

type KeySet = ReturnType<typeof createRemoteJWKSet>;
const keySets = new Map<string, KeySet>();

/** The team's keys: fetched when first needed, again for an unknown key at most every 30 s (a flood of forged ids costs nothing). */
function keysOf(issuer: string): KeySet {
  const known = keySets.get(issuer);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 3_600_000,
  });
  keySets.set(issuer, keys);
  return keys;
}

/** Who Cloudflare Access says this is, with the role their address was given here; null when Access is not set up. */
export async function accessActor(env: ControlEnv, assertion: string): Promise<Actor | null> {
  const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUDIENCE: audience } = env;
  if (!team || !audience) return null;
  const issuer = team.startsWith("https://") ? team.replace(/\/$/, "") : `https://${team}`;
  const { payload } = await jwtVerify(assertion, keysOf(issuer), { issuer, audience, algorithms: ["RS256"] }).catch(
    (error: unknown) => {
      if (!(error instanceof errors.JOSEError) || keysWithheld.has(error.code))
        throw refused("unavailable", "Cloudflare Access could not be asked for its keys.");
      throw refused("unauthenticated", "The Cloudflare Access token is not valid here.");
    },
  );
  const known = claims.safeParse(payload);
  if (!known.success) throw refused("unauthenticated", "The Cloudflare Access token names no person.");
  const email = known.data.email.toLowerCase();
  const found = await env.DB.prepare("SELECT role FROM roles WHERE email = ?1").bind(email).first();
  if (!found) throw refused("forbidden", "You are signed in, but nobody gave you a role here yet.");
  const id = await personId(env, email);
  return {
    id,
    role: row.parse(found).role,
    via: "access",
    csrf: null,
    expiresAt: known.data.exp * 1000,
    sessionHash: null,
  };
}

/** A keyed hash: the audit log can tell people apart without holding their addresses. */
export async function personId(
  env: Pick<ControlEnv, "SECRET_ENCRYPTION_KEY" | "ADMIN_TOKEN">,
  email: string,
): Promise<string> {
  const key = env.SECRET_ENCRYPTION_KEY ?? env.ADMIN_TOKEN ?? "";
  return `person:${(await sha256(`${key}\n${email.toLowerCase()}`)).slice(0, 16)}`;
}
