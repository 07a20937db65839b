import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import type { Miniflare as MiniflareType, V4MiniflareOptions } from "miniflare";
import { fromRoot, root } from "#scripts/platform/paths.ts";

// Miniflare is wrangler's own dependency: taken from there, so that there is one copy and one pin.
const { Miniflare, convertV4MiniflareOptions } = createRequire(createRequire(import.meta.url).resolve("wrangler"))(
  "miniflare",
) as typeof import("miniflare");

export type BenchWorker = Omit<V4MiniflareOptions, "workers" | "script" | "scriptPath" | "modules"> & {
  name: string;
  /** Relative to the checkout. */
  entry: string;
};

export interface Runtime {
  /** Sends a request to the first Worker. */
  fetch(
    pathname: string,
    init?: { method?: string; headers?: Record<string, string>; body?: Buffer },
  ): Promise<Response>;
  miniflare: MiniflareType;
  origin: string;
  /** The process ids of the runtime itself (workerd), without Node's. */
  pids(): number[];
  close(): Promise<void>;
}

/** Workers bundled as for a deployment and run by one workerd, their state on disk in a folder of its own. */
export async function startRuntime(
  workers: readonly BenchWorker[],
  options: {
    inspectorPort?: number;
    /** Keeps its state there beyond `close`. */
    folder?: string;
  } = {},
): Promise<Runtime> {
  const { folder: kept, ...rest } = options;
  const folder = kept ?? mkdtempSync(path.join(tmpdir(), "royal-bench-"));
  const before = new Set(children());
  const bundled = await Promise.all(workers.map((worker) => bundled1(worker, folder)));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      logRequests: false,
      ...rest,
      resourcePersistencePath: path.join(folder, "state"),
      workers: bundled,
    } as V4MiniflareOptions),
  );
  const origin = await miniflare.ready;
  // Told now: a runtime started later is a child as well.
  const pids = children().filter((pid) => !before.has(pid));
  return {
    miniflare,
    origin: origin.origin,
    fetch: (pathname, init) => fetch(new URL(pathname, origin), init as RequestInit),
    pids: () => pids,
    async close() {
      await miniflare.dispose();
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bundled1({ entry, ...options }: BenchWorker, folder: string) {
  const outfile = path.join(folder, `${options.name}.js`);
  await build({
    entryPoints: [fromRoot(entry)],
    absWorkingDir: root,
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "error",
  });
  return {
    compatibilityDate: "2026-10-20",
    ...options,
    modules: [{ type: "ESModule", path: outfile }],
    modulesRoot: folder,
  };
}

/** Every migration, in order, on the runtime's D1. */
export async function migrate(db: {
  exec(sql: string): Promise<unknown>;
  prepare(sql: string): { run(): Promise<unknown> };
}) {
  for (const file of globSync("migrations/*.sql", { cwd: root }).sort())
    for (const statement of readFileSync(fromRoot(file), "utf8").split("--> statement-breakpoint"))
      if (statement.trim() !== "") await db.prepare(statement.trim()).run();
}

function children(): number[] {
  try {
    const ids = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return ids.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd"));
  } catch {
    return [];
  }
}

/** Processor time of processes so far, in ms, to the nanosecond where Linux keeps it; null elsewhere. */
export function cpuMs(pids: readonly number[]): number | null {
  try {
    const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}`));
    return (
      threads.reduce((sum, task) => sum + Number(readFileSync(`${task}/schedstat`, "utf8").split(" ")[0]), 0) / 1e6
    );
  } catch {
    return null;
  }
}
