import { readFileSync } from "node:fs";
import { readSources } from "../checks/sources.ts";
import { fromRoot } from "../platform/paths.ts";
import { deployedComponents, type Lock, type LockedComponent } from "./components.ts";

export const componentsFile = fromRoot("workers/security/platform/components.generated.ts");

/** What this checkout would deploy. */
export function readDeployed(): { application: { name: string; version: string }; components: LockedComponent[] } {
  const lock = JSON.parse(readFileSync(fromRoot("package-lock.json"), "utf8")) as { packages: Lock };
  const { name, version = "0.0.0" } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as {
    name: string;
    version?: string;
  };
  const dashboard = readSources().filter(({ path }) => path.startsWith("pages-ui/src/"));
  return { application: { name, version }, components: deployedComponents(lock.packages, dashboard) };
}

/** The file the security agent is bundled with: names and versions alone, the rest of the bill is not asked about. */
export function componentsText(components: readonly LockedComponent[]): string {
  const rows = components.map(({ name, version }) => `  { name: "${name}", version: "${version}" },`);
  return [
    "/** Made by `npm run sbom -- --write` from package-lock.json: every package that is deployed. */",
    "export const components: readonly { name: string; version: string }[] = [",
    ...rows,
    "];",
    "",
  ].join("\n");
}
