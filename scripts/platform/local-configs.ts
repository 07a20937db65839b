import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { configFiles, readConfig } from "./configs.ts";
import { fromRoot } from "./paths.ts";
import { writeVars } from "./vars.ts";

/**
 * A copy of every Worker's configuration in the state folder, with the system's variables beside it: of several
 * configurations `wrangler dev` hands its `--env-file` to the first alone, but each reads the `.dev.vars` next to it.
 * Control comes first. Returns the copies' paths.
 */
export function writeLocalConfigs(stateDir: string, vars: Record<string, string>): string[] {
  return configFiles().map((file) => {
    const { name, main } = readConfig(file);
    const folder = path.join(stateDir, "workers", name);
    mkdirSync(folder, { recursive: true });
    const config = { ...parse(readFileSync(fromRoot(file), "utf8")), main: fromRoot(path.dirname(file), main ?? "") };
    const copy = path.join(folder, "wrangler.json");
    writeFileSync(copy, JSON.stringify(config, null, 2));
    writeVars(path.join(folder, ".dev.vars"), vars);
    return copy;
  });
}
