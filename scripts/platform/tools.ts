import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The first of these commands found on the PATH (or given as an absolute path), or null. */
export function findTool(...names: (string | undefined)[]): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  for (const name of names) {
    if (!name) continue;
    for (const candidate of path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name))) {
      try {
        accessSync(candidate, constants.X_OK);
        return candidate;
      } catch {
        // not here: look on
      }
    }
  }
  return null;
}

/** A Chromium for the browser tests; `CHROMIUM` names one that is not on the PATH. */
export function findChromium(): string | null {
  return findTool(process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
}

/** Prometheus' own checker of what `/metrics` says. */
export function findPromtool(): string | null {
  return findTool(process.env.PROMTOOL, "promtool");
}
