import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { entryOf } from "../platform/bundle.ts";
import type { WorkerConfig } from "../platform/configs.ts";
import { fromRoot } from "../platform/paths.ts";

export interface Deployment {
  /** Where the copies go; holds secrets until it is removed. */
  folder: string;
  config: WorkerConfig;
  /** The account's own database and namespace; null keeps the placeholders, for a dry run. */
  ids: { d1: string; kv: string } | null;
  secrets: Record<string, string>;
}

/** A Worker's configuration as it is deployed: production, on the account's own ids. */
export function deployedConfig(config: WorkerConfig, source: Record<string, unknown>, ids: Deployment["ids"]) {
  return {
    ...source,
    main: fromRoot(entryOf(config)),
    vars: { ...config.vars, ENVIRONMENT: "production" },
    d1_databases: config.d1_databases.map((d1) => ({
      ...d1,
      database_id: ids?.d1 ?? d1.database_id,
      migrations_dir: fromRoot("migrations"),
    })),
    kv_namespaces: config.kv_namespaces.map((kv) => ({ ...kv, id: ids?.kv ?? kv.id })),
  };
}

/** Writes the copy that wrangler deploys, and the secrets that go with it. */
export function writeDeployment({ folder, config, ids, secrets }: Deployment): { file: string; secretsFile: string } {
  const own = path.join(folder, config.name);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const file = path.join(own, "wrangler.json");
  const secretsFile = path.join(own, "secrets.json");
  const source = parse(readFileSync(fromRoot(config.file), "utf8"));
  writeFileSync(file, JSON.stringify(deployedConfig(config, source, ids), null, 2));
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  return { file, secretsFile };
}
