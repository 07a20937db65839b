import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundleOptions, entryOf } from "../platform/bundle.ts";
import type { WorkerConfig } from "../platform/configs.ts";
import { fromRoot } from "../platform/paths.ts";
import { roomOf } from "./sources.ts";

const KIB = 1024;
/** Gzip, in KiB. What starts on every event stays small; the rest is only shown. */
const CONTROL_LIMIT = 120;
const AGENT_LIMIT = 100;

export interface Bundle {
  file: string;
  gzipBytes: number;
  limitKib: number | null;
  /** The checkout's files in it. */
  inputs: string[];
}

/** Bundles a Worker as wrangler does for a deployment, in memory. */
export async function bundle(config: WorkerConfig): Promise<Bundle> {
  const result = await build({
    ...bundleOptions(config),
    minify: config.minify === true,
    write: false,
    metafile: true,
  });
  return {
    file: config.file,
    gzipBytes: gzipSync(result.outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length,
    limitKib: limitOf(config),
    inputs: Object.keys(result.metafile.inputs),
  };
}

function limitOf(config: WorkerConfig): number | null {
  if (config.name === "royal-equips-control") return CONTROL_LIMIT;
  return config.vars.AGENT === undefined ? null : AGENT_LIMIT;
}

/** Too large, or reaching what must stay at home. */
export function judge({ file, gzipBytes, limitKib, inputs }: Bundle): string[] {
  const problems: string[] = [];
  if (limitKib !== null && gzipBytes > limitKib * KIB) {
    problems.push(
      `${file}: ${(gzipBytes / KIB).toFixed(1)} KiB gzip, at most ${limitKib}: find what came in with \`npx esbuild --analyze\`, and import zod as \`import * as z\``,
    );
  }
  for (const input of inputs) {
    const room = roomOf(input);
    if (room === "sandbox" || room === "scripts" || room === "bench" || room === "tests" || room === "pages-ui") {
      problems.push(`${file}: would deploy ${input}; ${room}/ stays on the developer's machine`);
    }
  }
  if (limitKib === AGENT_LIMIT && inputs.some((input) => input.startsWith("node_modules/hono/"))) {
    problems.push(`${file}: an agent's bundle contains hono; an agent serves no HTTP, control does`);
  }
  return problems;
}

/** Every Worker that has code, its size and what is wrong with it. */
export async function checkBundles(configs: WorkerConfig[]): Promise<{ sizes: string[]; problems: string[] }> {
  const sizes: string[] = [];
  const problems: string[] = [];
  for (const config of configs) {
    if (!existsSync(fromRoot(entryOf(config)))) {
      problems.push(`${config.file}: main = "${config.main}" does not exist`);
      continue;
    }
    try {
      const made = await bundle(config);
      sizes.push(
        `${config.name.padEnd(34)} ${(made.gzipBytes / KIB).toFixed(1).padStart(6)} KiB gzip${made.limitKib ? ` of ${made.limitKib}` : ""}`,
      );
      problems.push(...judge(made));
    } catch (error) {
      problems.push(`${config.file}: does not bundle: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { sizes, problems };
}
