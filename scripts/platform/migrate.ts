import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fromRoot } from "./paths.ts";
import { run } from "./run.ts";
import { migrationCommand, wranglerEnv } from "./wrangler.ts";

/** Brings the local database of a state folder up to date; asks wrangler only when there is a migration it has not seen. */
export async function migrate(stateDir: string): Promise<void> {
  const stamp = path.join(stateDir, "migrated");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const { command, args } = migrationCommand(stateDir);
  const { status, output } = await run(command, args, wranglerEnv(stateDir));
  if (status !== 0) throw new Error(`the migrations could not be applied:\n${output}`);
  writeFileSync(stamp, wanted);
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(fromRoot("migrations")).sort()) {
    if (name.endsWith(".sql")) hash.update(name).update(readFileSync(fromRoot("migrations", name)));
  }
  return hash.digest("hex");
}
