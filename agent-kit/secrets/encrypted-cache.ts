import * as z from "zod/mini";
import type { SecretProvider } from "./provider.ts";
import type { Sealer } from "./seal.ts";

/** What Parameter Store last said, encrypted in KV with a key that is not there; only read when it is down. */
export interface SecretCache extends SecretProvider {
  keep(name: string, value: string, version: string): Promise<void>;
  forget(name: string): Promise<void>;
}

export interface CacheStore {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

const entry = z.object({ sealed: z.string(), version: z.string(), readAt: z.number() });

/** Without a store or a sealer (no `SECRET_ENCRYPTION_KEY`) it keeps nothing and says so. Times in real ms. */
export function encryptedCache(options: {
  store?: CacheStore;
  sealer?: Sealer;
  realNow: () => number;
  maxStaleMs: number;
}): SecretCache {
  const { store, sealer } = options;
  const keyOf = (name: string) => `secret:${name}`;
  // Name and version are bound in: an entry moved to another name, or an old one put back under a new version, does not open.
  const contextOf = (name: string, version: string) => `${name}@${version}`;

  return {
    id: "encrypted-cache",
    async read(name) {
      if (!store || !sealer) return { kind: "not-applicable", why: "no encryption key" };
      const text = await store.get(keyOf(name)).catch(() => undefined);
      if (text === undefined) return { kind: "down", why: "KV" };
      if (text === null) return { kind: "missing" };
      const parsed = entry.safeParse(json(text));
      if (!parsed.success || options.realNow() - parsed.data.readAt > options.maxStaleMs) return { kind: "missing" };
      const { sealed, version, readAt } = parsed.data;
      const value = await sealer.unseal(sealed, contextOf(name, version));
      return value === null ? { kind: "missing" } : { kind: "found", value, version, readAt, stale: true };
    },
    async keep(name, value, version) {
      if (!store || !sealer) return;
      const sealed = await sealer.seal(value, contextOf(name, version));
      await store.put(keyOf(name), JSON.stringify({ sealed, version, readAt: options.realNow() }));
    },
    async forget(name) {
      await store?.delete(keyOf(name));
    },
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
