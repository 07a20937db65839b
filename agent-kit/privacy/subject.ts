import { sealer } from "../secrets/seal.ts";

const encoder = new TextEncoder();

/** What stays of a person when all else is gone: whether it was them can be asked by who holds the key, and by nobody else. */
export async function subjectHash(secret: string | undefined, subject: string): Promise<string> {
  const usage = { name: "HMAC", hash: "SHA-256" };
  const bytes = encoder.encode(`privacy subject ${secret ?? ""}`);
  const key = await crypto.subtle.importKey("raw", bytes, usage, false, ["sign"]);
  const mark = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(subject)));
  return [...mark].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sealed for one request and purpose; null without a key, because then nothing about a person is written down. */
export async function sealPersonal(secret: string | undefined, text: string, context: string): Promise<string | null> {
  return secret ? sealer(secret).seal(text, `privacy ${context}`) : null;
}

export async function openPersonal(
  secret: string | undefined,
  sealed: string | null,
  context: string,
): Promise<string | null> {
  return secret && sealed !== null ? sealer(secret).unseal(sealed, `privacy ${context}`) : null;
}
