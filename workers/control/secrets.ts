import { environmentRedactor } from "#agent-kit/redact.ts";
import { type SecretMemory, type SecretResolver, secrets } from "#agent-kit/secrets.ts";
import type { ControlEnv } from "./env.ts";

const memory: SecretMemory = new Map();

/** Control's secrets; what was answered is remembered for the isolate's life, within the resolver's own limits. */
export function resolver(env: ControlEnv): SecretResolver {
  return secrets({ ...env }, { memory, redactor: environmentRedactor(env) });
}
