import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export interface Identity {
  agent: string;
  kind: string;
  target: string;
  intent: string;
  /** The window the decision rests on: the same decision on the same window is the same action. */
  basis: string;
}

/** Deterministic id of an action, 28 characters: short enough for every vendor's order number (40). */
export function actionId(identity: Identity): string {
  const { agent, kind, target, intent, basis } = identity;
  return `a-${digest(JSON.stringify([agent, kind, target, intent, basis]), 26)}`;
}

/** First `length` base32 characters (5 bits each) of the SHA-256 of `text`. */
export function digest(text: string, length: number): string {
  const bytes = sha256(utf8ToBytes(text));
  let out = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5 && out.length < length) {
      bits -= 5;
      out += alphabet[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return out;
}
