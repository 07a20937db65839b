import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { fromRoot } from "#scripts/platform/paths.ts";

/** Store-sync and its objects in the local runtime, as deployed, with control reduced to counting what it is told. */
export interface StoreSyncRuntime {
  /** What the cron does. */
  tick(): Promise<void>;
  db: Awaited<ReturnType<Miniflare["getD1Database"]>>;
  /** Resident memory of the runtime's own process, bytes. */
  rss(): number;
  stop(): Promise<void>;
}

const compatibilityDate = "2026-10-20";
const control = `import { WorkerEntrypoint } from "cloudflare:workers";
export class ControlEvents extends WorkerEntrypoint { async wake() { return { asked: [] }; } }
export default { fetch: () => new Response("ok") };`;

export async function startStoreSync(vars: Record<string, string>): Promise<StoreSyncRuntime> {
  const folder = mkdtempSync(path.join(tmpdir(), "royal-bench-"));
  const objects = (className: string) => ({ className, scriptName: "royal-equips-state", useSQLite: true });
  const runtime = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      resourcePersistencePath: folder,
      unsafeTriggerHandlers: true,
      workers: [
        {
          name: "royal-equips-store-sync",
          modules: [{ type: "ESModule", path: "store-sync.js", contents: await bundle("workers/store-sync/index.ts") }],
          compatibilityDate,
          bindings: { ENVIRONMENT: "local", LOG_LEVEL: "warn", ...vars },
          d1Databases: { DB: "royal-equips" },
          kvNamespaces: { KV: "kv" },
          durableObjects: { CIRCUIT_BREAKER: objects("CircuitBreaker"), RATE_BUDGET: objects("RateBudget") },
          queueProducers: { SHOP_EVENTS: { queueName: "shop-events" } },
          queueConsumers: { "shop-events": { maxBatchSize: 50, maxBatchTimeout: 1, maxRetries: 10 } },
          serviceBindings: { CONTROL: { name: "royal-equips-control", entrypoint: "ControlEvents" } },
        },
        {
          name: "royal-equips-state",
          modules: [{ type: "ESModule", path: "state.js", contents: await bundle("durable-objects/index.ts") }],
          compatibilityDate,
          bindings: { ENVIRONMENT: "local" },
          d1Databases: { DB: "royal-equips" },
          kvNamespaces: { KV: "kv" },
          durableObjects: {
            AGENT_STATE: { className: "AgentState", useSQLite: true },
            CIRCUIT_BREAKER: { className: "CircuitBreaker", useSQLite: true },
            RATE_BUDGET: { className: "RateBudget", useSQLite: true },
            LIVE_FEED: { className: "LiveFeed", useSQLite: true },
          },
        },
        {
          name: "royal-equips-control",
          modules: [{ type: "ESModule", path: "control.js", contents: control }],
          compatibilityDate,
        },
      ],
    }),
  );
  await runtime.ready;
  const db = await runtime.getD1Database("DB", "royal-equips-store-sync");
  for (const statement of migrations()) await db.prepare(statement).run();
  const worker = await runtime.getWorker("royal-equips-store-sync");
  const pid = workerdOfOurs();
  return {
    tick: async () => void (await worker.scheduled({ cron: "*/15 * * * *" })),
    db,
    rss: () => (pid === undefined ? 0 : residentBytes(pid)),
    async stop() {
      await runtime.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Bundles a Worker the way the deployment does. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fromRoot(entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    minify: true,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

export function migrations(): string[] {
  const folder = fromRoot("migrations");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .flatMap((name) => readFileSync(path.join(folder, name), "utf8").split("--> statement-breakpoint"))
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/** The runtime is a child of this process; others on the machine are none of ours. */
function workerdOfOurs(): number | undefined {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) (?=[A-Z] )/);
        const isChild = Number(after.split(" ")[1]) === process.pid;
        return isChild && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd");
      } catch {
        // it ended meanwhile
        return false;
      }
    });
}

function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return pages * 4096;
}
