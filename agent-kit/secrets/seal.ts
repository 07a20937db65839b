/** Encrypts small texts with AES-256-GCM; `context` is bound in and must be given again to open them. */
export interface Sealer {
  seal(text: string, context: string): Promise<string>;
  /** `null` when the key, the context or the text is not the one it was sealed with. */
  unseal(sealed: string, context: string): Promise<string | null>;
}

const version = "v1";
const encoder = new TextEncoder();

/** The key is derived from `secret` (`SECRET_ENCRYPTION_KEY`), which should hold at least 32 random bytes. */
export function sealer(secret: string): Sealer {
  let key: Promise<CryptoKey> | undefined;
  const ready = () => (key ??= deriveKey(secret));
  return {
    async seal(text, context) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(context) };
      const data = await crypto.subtle.encrypt(algorithm, await ready(), encoder.encode(text));
      return [version, encode(iv), encode(new Uint8Array(data))].join(".");
    },
    async unseal(sealed, context) {
      const [tag, iv, data] = sealed.split(".");
      if (tag !== version || !iv || !data) return null;
      try {
        const algorithm = { name: "AES-GCM", iv: decode(iv), additionalData: encoder.encode(context) };
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, await ready(), decode(data)));
      } catch {
        // GCM does not say what was wrong, and neither do we: a rotated key reads like a forged text.
        return null;
      }
    },
  };
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode("royal-equips sealed text");
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
  return crypto.subtle.deriveKey(algorithm, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
