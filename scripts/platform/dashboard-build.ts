import { existsSync, globSync, statSync } from "node:fs";
import path from "node:path";
import { pagesConfigFile } from "./configs.ts";
import { bin, fromRoot, root } from "./paths.ts";
import { run } from "./run.ts";

/** Whether this checkout has a dashboard to serve. */
export function hasDashboard(): boolean {
  return existsSync(fromRoot(pagesConfigFile)) && existsSync(fromRoot("pages-ui/index.html"));
}

/** Builds the dashboard when a source is newer than what was built. Returns whether it had to. */
export async function buildDashboard(env: Record<string, string> = {}): Promise<boolean> {
  const page = fromRoot("pages-ui/dist/index.html");
  if (existsSync(page) && statSync(page).mtimeMs >= newestSource()) return false;
  const { status, output } = await run(bin("vite"), ["build", fromRoot("pages-ui"), "--logLevel", "warn"], env);
  if (status !== 0) throw new Error(`the dashboard could not be built:\n${output}`);
  return true;
}

function newestSource(): number {
  const files = globSync(["pages-ui/**/*", "schemas/api/**/*", "package-lock.json"], {
    cwd: root,
    exclude: (name) => name.startsWith("pages-ui/dist") || /node_modules|\.wrangler/.test(name),
  });
  return Math.max(0, ...files.map((file) => statSync(path.join(root, file)).mtimeMs));
}
