import path from "node:path";
import type { BuildOptions } from "esbuild";
import type { WorkerConfig } from "./configs.ts";
import { fromRoot, root } from "./paths.ts";

/** A Worker's entry, relative to the checkout. */
export function entryOf(config: WorkerConfig): string {
  return path.join(path.dirname(config.file), config.main ?? "index.ts");
}

/** How wrangler bundles a Worker for a deployment, for esbuild. */
export function bundleOptions(config: WorkerConfig) {
  return {
    entryPoints: [fromRoot(entryOf(config))],
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "silent",
  } satisfies BuildOptions;
}
