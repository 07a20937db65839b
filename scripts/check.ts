import { existsSync, readFileSync } from "node:fs";
import { checkArchitecture } from "./checks/architecture.ts";
import { checkBundles } from "./checks/bundles.ts";
import { checkConfigs } from "./checks/config.ts";
import { readSources } from "./checks/sources.ts";
import { checkTypes } from "./checks/types.ts";
import { checkVariables } from "./checks/variables.ts";
import { boundNames, pagesConfigFile, readConfig, readConfigs } from "./platform/configs.ts";
import { bin, fromRoot } from "./platform/paths.ts";
import { run } from "./platform/run.ts";

/** `npm run check [name …]`: everything but tests; each failure says what to do about it. */
const checks: Record<string, () => Promise<string[]>> = {
  async lint() {
    const { status, output } = await run(bin("biome"), ["check", "--error-on-warnings", "."]);
    return status === 0 ? [] : [`${output.trim()}\n(npm run format repairs what can be repaired)`];
  },
  types: checkTypes,
  async architecture() {
    return checkArchitecture(readSources());
  },
  async config() {
    return checkConfigs(readConfigs(), existsSync(fromRoot(pagesConfigFile)) ? readConfig(pagesConfigFile) : null);
  },
  async variables() {
    return checkVariables({
      sources: readSources(),
      example: readText(".dev.vars.example"),
      page: readText("docs/operations.md"),
      bound: boundNames(),
    });
  },
  async bundles() {
    const { sizes, problems } = await checkBundles(readConfigs());
    for (const size of sizes) console.log(`  ${size}`);
    return problems;
  },
};

function readText(file: string): string {
  return existsSync(fromRoot(file)) ? readFileSync(fromRoot(file), "utf8") : "";
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`There is no check "${unknown.join(", ")}"; there are: ${Object.keys(checks).join(", ")}`);
  process.exit(2);
}
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const problems = await check();
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${name}`);
  for (const problem of problems) console.log(problem.replace(/^/gm, "       "));
  failed += problems.length;
}
process.exitCode = failed > 0 ? 1 : 0;
