import { type AgentEnv, variable } from "../agent-env.ts";
import { KitError } from "../errors.ts";

/** `kind` keeps equal texts of different kinds apart; null stays null. */
export type KeyedHash = (kind: string, text: string | null) => Promise<string | null>;

const encoder = new TextEncoder();
/** 132 bits: far beyond chance meetings, and short in an index. */
const characters = 22;

/**
 * HMAC-SHA-256 under a key derived from SECRET_ENCRYPTION_KEY: who holds the database alone can neither read an address back
 * nor try candidates. Every Worker with the same secret gives the same hash; another secret makes the past unrecognisable.
 */
export function keyedHash(env: AgentEnv): KeyedHash {
  let key: Promise<CryptoKey> | undefined;
  return async (kind, text) => {
    if (text === null) return null;
    key ??= deriveKey(env);
    const mac = await crypto.subtle.sign("HMAC", await key, encoder.encode(`${kind}\n${text}`));
    return btoa(String.fromCharCode(...new Uint8Array(mac)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .slice(0, characters);
  };
}

async function deriveKey(env: AgentEnv): Promise<CryptoKey> {
  const secret = variable(env, "SECRET_ENCRYPTION_KEY");
  if (secret === undefined)
    throw new KitError({
      code: "not-configured",
      message: "SECRET_ENCRYPTION_KEY is not set: orders cannot be recognised without keeping who ordered.",
      outcome: "not-sent",
      report: false,
      countsAgainst: false,
    });
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode("royal-equips keys of orders");
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  return crypto.subtle.deriveKey(algorithm, material, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
}
