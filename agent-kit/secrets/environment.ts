import { guarded, type SecretProvider } from "./provider.ts";

/** Worker secrets, `[vars]` and `.dev.vars`: plain strings of the environment; an empty one counts as not set. */
export function environmentProvider(env: Readonly<Record<string, unknown>>): SecretProvider {
  return {
    id: "environment",
    read: (name) =>
      guarded(async () => {
        const value = env[name];
        return typeof value === "string" && value !== "" ? { kind: "found", value } : { kind: "missing" };
      }),
  };
}
