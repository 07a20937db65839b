import * as z from "zod/mini";
import { guarded, type SecretProvider } from "./provider.ts";

const bundle = z.object({ pushedAt: z.optional(z.number()), secrets: z.record(z.string(), z.string()) });

/**
 * The bundle a deployment from GitHub Actions pushes (`GITHUB_SECRETS_BUNDLE`). Actions' own secrets cannot be read at
 * run time, so without a bundle this provider is not applicable rather than empty.
 */
export function githubBundleProvider(env: Readonly<Record<string, unknown>>): SecretProvider {
  return {
    id: "github-actions",
    read: (name) =>
      guarded(async () => {
        const text = env.GITHUB_SECRETS_BUNDLE;
        if (typeof text !== "string" || text === "") return { kind: "not-applicable", why: "no bundle was deployed" };
        const parsed = bundle.safeParse(json(text));
        if (!parsed.success) return { kind: "down", why: "the bundle is malformed" };
        const value = parsed.data.secrets[name];
        return value ? { kind: "found", value, readAt: parsed.data.pushedAt } : { kind: "missing" };
      }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
