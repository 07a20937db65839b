import { guarded, type SecretProvider } from "./provider.ts";

interface StoreBinding {
  get(): Promise<string>;
}

/**
 * Cloudflare Secrets Store: one binding per secret, named `SECRETS_STORE_<NAME>`, so that a value in `.dev.vars` can
 * still stand before it locally, where the store is empty.
 */
export function secretsStoreProvider(env: Readonly<Record<string, unknown>>): SecretProvider {
  return {
    id: "secrets-store",
    read: (name) =>
      guarded(async () => {
        const binding = env[`SECRETS_STORE_${name}`];
        if (!isBinding(binding)) return { kind: "not-applicable", why: "no binding" };
        try {
          const value = await binding.get();
          return value === "" ? { kind: "missing" } : { kind: "found", value };
        } catch (error) {
          // The binding throws for a secret that does not exist; only the text tells that from a failure.
          if (error instanceof Error && /not found/i.test(error.message)) return { kind: "missing" };
          throw error;
        }
      }),
  };
}

function isBinding(value: unknown): value is StoreBinding {
  return typeof value === "object" && value !== null && "get" in value && typeof value.get === "function";
}
