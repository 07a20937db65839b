import { deployOrder } from "./deploy/order.ts";
import { pagesConfigFile, readConfig, readConfigs } from "./platform/configs.ts";
import { buildDashboard, hasDashboard } from "./platform/dashboard-build.ts";
import { bin, fromRoot } from "./platform/paths.ts";
import { run } from "./platform/run.ts";

/** `npm run deploy [-- --dry-run]`: every Worker after those it binds, then the dashboard. Stops at the first failure. */
const dryRun = process.argv.includes("--dry-run");

async function step(what: string, command: string, args: string[]): Promise<void> {
  const { status, output } = await run(command, args, { WRANGLER_SEND_METRICS: "false" });
  console.log(`${status === 0 ? "ok     " : "FAILED "} ${what}`);
  if (status === 0) return;
  console.error(output);
  console.error(
    "Nothing after it was deployed. What was deployed before it keeps working: bindings only point backwards.",
  );
  process.exit(1);
}

const wrangler = bin("wrangler");
if (!dryRun) {
  await step("migrations", wrangler, ["d1", "migrations", "apply", "DB", "--remote", "-c", fromRoot("wrangler.toml")]);
}
for (const config of deployOrder(readConfigs())) {
  const args = ["deploy", "-c", fromRoot(config.file), "--var", "ENVIRONMENT:production"];
  await step(config.name, wrangler, dryRun ? [...args, "--dry-run"] : args);
}
if (hasDashboard()) {
  const pages = readConfig(pagesConfigFile);
  await buildDashboard();
  if (dryRun) console.log(`ok      ${pages.name} (built)`);
  else {
    await step(pages.name, wrangler, ["pages", "deploy", "--cwd", fromRoot("pages-ui"), "--project-name", pages.name]);
  }
}
