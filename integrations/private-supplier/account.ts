import { type AgentEnv, variable } from "#agent-kit/agent-env.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";
import { type ReadConfig, readConfig } from "./config.ts";

/** A vendor without a public API, reached through an interface of which the operator says everything. */
export interface PrivateSupplier {
  id: string;
  name: string;
  keyVariable: string;
  configVariable: string;
}

/** Nobody says what a private interface bears: 60 requests a minute, never more than that in one. */
const privatePace = { size: 30, restorePerSecond: 0.5 };

export const autodsPrivate: PrivateSupplier = {
  id: "autods-private",
  name: "AutoDS (private)",
  keyVariable: "AUTO_DS_API_KEY",
  configVariable: "AUTO_DS_ENDPOINTS",
};

export const spocketPrivate: PrivateSupplier = {
  id: "spocket-private",
  name: "Spocket (private)",
  keyVariable: "SPOCKET_API_KEY",
  configVariable: "SPOCKET_ENDPOINTS",
};

export function configOf(supplier: PrivateSupplier, env: AgentEnv): ReadConfig {
  const open = env.ENVIRONMENT === "local" || env.ENVIRONMENT === "test";
  return readConfig(variable(env, supplier.configVariable) ?? "", open);
}

export function privateNeed(supplier: PrivateSupplier): NeedDefinition {
  return {
    connection: supplier.id,
    required: false,
    whenUnreachable: "refuse",
    account: () => supplier.id,
    bucket: privatePace,
    evidence: {
      level: "documented",
      source: `what the operator set in ${supplier.configVariable}`,
      date: "2026-11-22",
    },
    configured: (env) =>
      variable(env, supplier.keyVariable) !== undefined && variable(env, supplier.configVariable) !== undefined,
  };
}
