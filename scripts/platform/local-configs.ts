import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { parse } from "smol-toml";
import { bundleOptions, entryOf } from "./bundle.ts";
import { readConfigs } from "./configs.ts";
import { fromRoot } from "./paths.ts";
import { writeVars } from "./vars.ts";

/**
 * A copy of every Worker's configuration in the state folder, with the system's variables beside it: of several
 * configurations `wrangler dev` hands its `--env-file` to the first alone, but each reads the `.dev.vars` next to it.
 *
 * Unless `hot`, with its bundle too: a Worker that follows its sources restarts whenever one is touched, and a restart
 * loses every message that waits in a local queue. Control comes first. Returns the copies' paths.
 */
export async function writeLocalConfigs(
  stateDir: string,
  { vars, hot }: { vars: Record<string, string>; hot: boolean },
): Promise<string[]> {
  return Promise.all(
    readConfigs().map(async (config) => {
      const folder = path.join(stateDir, "workers", config.name);
      mkdirSync(folder, { recursive: true });
      const outfile = path.join(folder, "index.js");
      if (!hot) await build({ ...bundleOptions(config), outfile, sourcemap: "inline" });
      const source = parse(readFileSync(fromRoot(config.file), "utf8"));
      const main = hot ? { main: fromRoot(entryOf(config)) } : { main: outfile, no_bundle: true, minify: false };
      const copy = path.join(folder, "wrangler.json");
      writeFileSync(copy, JSON.stringify({ ...source, ...main }, null, 2));
      writeVars(path.join(folder, ".dev.vars"), vars);
      return copy;
    }),
  );
}
