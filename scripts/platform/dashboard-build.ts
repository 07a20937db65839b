import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pagesConfigFile } from "./configs.ts";
import { bin, fromRoot, root } from "./paths.ts";
import { run } from "./run.ts";

/** Whether this checkout has a dashboard to serve. */
export function hasDashboard(): boolean {
  return existsSync(fromRoot(pagesConfigFile)) && existsSync(fromRoot("pages-ui/index.html"));
}

/** The settings that become part of what is built. */
const BUILT_IN = ["VITE_API_BASE_URL", "VITE_SENTRY_DSN", "SENTRY_RELEASE", "ENVIRONMENT"];

/**
 * Builds the dashboard when a source is newer than what was built, or it was built with other settings. Returns whether it
 * had to.
 */
export async function buildDashboard(
  settings: Record<string, string | undefined> = {},
  env: Record<string, string> = {},
): Promise<boolean> {
  const page = fromRoot("pages-ui/dist/index.html");
  const noted = fromRoot(".royal/dashboard-built-with.json");
  const own = BUILT_IN.map((name) => [name, settings[name] || process.env[name] || ""] as const);
  const builtWith = JSON.stringify(own);
  const same = existsSync(noted) ? readFileSync(noted, "utf8") === builtWith : own.every(([, value]) => value === "");
  if (same && existsSync(page) && statSync(page).mtimeMs >= newestSource()) return false;
  mkdirSync(path.dirname(noted), { recursive: true });
  // A build that breaks off leaves something that was built with nothing known.
  writeFileSync(noted, "");
  const args = ["build", fromRoot("pages-ui"), "--logLevel", "warn"];
  const { status, output } = await run(bin("vite"), args, { ...Object.fromEntries(own), ...env });
  if (status !== 0) throw new Error(`the dashboard could not be built:\n${output}`);
  writeFileSync(noted, builtWith);
  return true;
}

function newestSource(): number {
  const files = globSync(["pages-ui/**/*", "schemas/api/**/*", "package-lock.json"], {
    cwd: root,
    exclude: (name) => name.startsWith("pages-ui/dist") || /node_modules|\.wrangler/.test(name),
  });
  return Math.max(0, ...files.map((file) => statSync(path.join(root, file)).mtimeMs));
}
