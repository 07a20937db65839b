import { rmSync } from "node:fs";
import { deployOrder } from "./deploy/order.ts";
import { writeDeployment } from "./deploy/write-deployment.ts";
import { pagesConfigFile, readConfig, readConfigs } from "./platform/configs.ts";
import { buildDashboard, hasDashboard } from "./platform/dashboard-build.ts";
import { bin, fromRoot } from "./platform/paths.ts";
import { run } from "./platform/run.ts";
import { readVars } from "./platform/vars.ts";

/** `npm run deploy [-- --dry-run]`: every Worker after those it binds, then the dashboard. Stops at the first failure. */
const dryRun = process.argv.includes("--dry-run");
const folder = fromRoot(".royal", "deploy");
const wrangler = bin("wrangler");

async function step(what: string, args: string[]): Promise<void> {
  const { status, output } = await run(wrangler, args, { WRANGLER_SEND_METRICS: "false" });
  console.log(`${status === 0 ? "ok     " : "FAILED "} ${what}`);
  if (status !== 0) throw new Error(`${output}\nNothing after it was deployed; what was before it keeps working.`);
}

try {
  const { D1_DATABASE_ID, KV_NAMESPACE_ID, ...secrets } = readVars(fromRoot(".production.vars"));
  if (!dryRun && !(D1_DATABASE_ID && KV_NAMESPACE_ID && secrets.ADMIN_TOKEN && secrets.SECRET_ENCRYPTION_KEY)) {
    throw new Error(
      ".production.vars lacks D1_DATABASE_ID, KV_NAMESPACE_ID, ADMIN_TOKEN or SECRET_ENCRYPTION_KEY; docs/operations.md says where they come from",
    );
  }
  const ids = D1_DATABASE_ID && KV_NAMESPACE_ID ? { d1: D1_DATABASE_ID, kv: KV_NAMESPACE_ID } : null;
  const workers = deployOrder(readConfigs()).map((config) => ({
    config,
    ...writeDeployment({ folder, config, ids, secrets }),
  }));
  const control = workers.find(({ config }) => config.file === "wrangler.toml");
  if (!dryRun && control) {
    await step("migrations", ["d1", "migrations", "apply", "DB", "--remote", "-c", control.file]);
  }
  for (const { config, file, secretsFile } of workers) {
    const args = dryRun ? ["deploy", "-c", file, "--dry-run"] : ["deploy", "-c", file, "--secrets-file", secretsFile];
    await step(config.name, args);
  }
  if (hasDashboard()) {
    const { name } = readConfig(pagesConfigFile);
    await buildDashboard({ ENVIRONMENT: "production", ...secrets });
    if (dryRun) console.log(`ok      ${name} (built)`);
    else await step(name, ["pages", "deploy", "--cwd", fromRoot("pages-ui"), "--project-name", name]);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
