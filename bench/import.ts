// The first import of a store at a quarter, a half and all of its orders, each in a runtime that imported a quarter
// before: how time and memory grow, and how fast lines come in beside node:sqlite filling the same tables in one
// transaction. Run: npm run bench -- import [--json]
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "#sandbox/start.ts";
import { fromRoot, root } from "#scripts/platform/paths.ts";
import { type BenchWorker, migrate, type Runtime, startRuntime } from "./runtime.ts";
import { type Exports, startStaticStore } from "./static-store.ts";

const rounds = 2;
const shares = [0.25, 0.5, 1, 1] as const;
const bounds = { rssRatio: 1.15, exponent: 1.05, speedRatio: 0.2 };
const filled = [
  "order_lines",
  "orders",
  "refund_lines",
  "daily_series",
  "variants",
  "products",
  "inventory_levels",
].concat(["locations", "shop", "imports", "events", "cursors"]);
const folder = mkdtempSync(path.join(tmpdir(), "royal-bench-import-"));
const sandbox = await startSandbox({ stateDir: folder, port: 0, speed: 0 });
const store = await startStaticStore(sandbox.origin);

interface Imported {
  lines: number;
  seconds: number;
  peakRss: number;
}

try {
  const whole = await readExports(sandbox.origin, sandbox.credentials.token);
  const parts = shares.map((share) => ({ ...whole, orders: firstShare(whole.orders, share) }));
  const samples: Imported[][] = shares.map(() => []);
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < shares.length; turn += 1) {
      const at = (turn + round) % shares.length;
      samples[at]!.push(await importOnce(parts[at]!, parts[0]!));
    }
    bare.push(fillBare(whole.orders));
  }
  report(samples, bare);
} finally {
  await store.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

function report(samples: Imported[][], bare: number[]): void {
  const best = samples.map((runs) => runs.toSorted((a, b) => a.seconds - b.seconds)[0]!);
  const [quarter, half, all, again] = best as [Imported, Imported, Imported, Imported];
  const linesPerSecond = all.lines / all.seconds;
  const bareLinesPerSecond = all.lines / Math.min(...bare);
  const result = {
    bench: "import",
    rounds,
    imports: { quarter, half, all },
    aaRatio: again.seconds / all.seconds,
    exponent: Math.log(all.seconds / quarter.seconds) / Math.log(all.lines / quarter.lines),
    rssRatio: peak(samples[2]!) / peak(samples[0]!),
    linesPerSecond,
    bareLinesPerSecond,
    speedRatio: linesPerSecond / bareLinesPerSecond,
    bounds,
  };
  const holds =
    result.exponent <= bounds.exponent && result.rssRatio <= bounds.rssRatio && result.speedRatio >= bounds.speedRatio;
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...result, holds }));
  else {
    for (const [name, { lines, seconds, peakRss }] of Object.entries(result.imports))
      console.log(
        `${name.padEnd(8)} ${String(lines).padStart(7)} lines ${seconds.toFixed(1).padStart(6)} s  peak ${(peakRss / 1e6).toFixed(0)} MB`,
      );
    console.log(
      `A/A ${result.aaRatio.toFixed(2)}; time grows with exponent ${result.exponent.toFixed(2)} (at most ${bounds.exponent})`,
    );
    console.log(`peak memory at all over a quarter: ${result.rssRatio.toFixed(2)} (at most ${bounds.rssRatio})`);
    console.log(
      `${linesPerSecond.toFixed(0)} lines/s, node:sqlite alone ${bareLinesPerSecond.toFixed(0)}: ${result.speedRatio.toFixed(2)} × (at least ${bounds.speedRatio})`,
    );
  }
  if (!holds) process.exitCode = 1;
}

function peak(runs: Imported[]): number {
  return Math.min(...runs.map((run) => run.peakRss));
}

/** From the cron to the shop being there, with the most memory the runtime held on the way. */
async function imported(
  runtime: Runtime,
  db: Awaited<ReturnType<Runtime["miniflare"]["getD1Database"]>>,
): Promise<Imported> {
  const began = performance.now();
  await runtime.fetch("/");
  for (let peakRss = 0; ; ) {
    peakRss = Math.max(peakRss, ...runtime.pids().map(residentBytes));
    const row = await db
      .prepare(
        "SELECT (SELECT imported_at FROM shop) AS done, (SELECT group_concat(error) FROM imports WHERE status = 'failed') AS failed",
      )
      .first<{ done: number | null; failed: string | null }>();
    if (row?.failed) throw new Error(`the import failed: ${row.failed}`);
    if (row?.done) {
      const seconds = (performance.now() - began) / 1_000;
      const lines = await db.prepare("SELECT count(*) AS n FROM order_lines").first<number>("n");
      return { lines: lines ?? 0, seconds, peakRss };
    }
    await sleep(100);
  }
}

/** One import in a runtime of its own, after a quarter's to warm it up. */
async function importOnce(exports: Exports, warmUp: Exports): Promise<Imported> {
  const object = (className: string) => ({ className, useSQLite: true, scriptName: "state" });
  const shared = { d1Databases: { DB: "bench" }, kvNamespaces: { KV: "bench" } };
  const runtime = await startRuntime([
    {
      name: "store-sync",
      entry: "bench/workers/import.ts",
      bindings: {
        ENVIRONMENT: "local",
        LOG_LEVEL: "warn",
        SHOPIFY_STORE: sandbox.domain,
        SHOPIFY_BASE_URL: store.origin,
        SHOPIFY_ACCESS_TOKEN: sandbox.credentials.token,
      },
      durableObjects: { CIRCUIT_BREAKER: object("CircuitBreaker"), RATE_BUDGET: object("RateBudget") },
      queueProducers: { SHOP_EVENTS: { queueName: "shop-events" } },
      queueConsumers: { "shop-events": { maxBatchSize: 50, maxBatchTimeout: 1, maxRetries: 10 } },
      serviceBindings: { CONTROL: { name: "store-sync", entrypoint: "ControlEvents" } },
      ...shared,
    },
    {
      name: "state",
      entry: "durable-objects/index.ts",
      bindings: { ENVIRONMENT: "local" },
      durableObjects: Object.fromEntries(
        [
          ["AGENT_STATE", "AgentState"],
          ["CIRCUIT_BREAKER", "CircuitBreaker"],
          ["RATE_BUDGET", "RateBudget"],
          ["LIVE_FEED", "LiveFeed"],
        ].map(([binding, className]) => [binding, { className, useSQLite: true }]),
      ),
      ...shared,
    },
  ] as BenchWorker[]);
  try {
    const db = await runtime.miniflare.getD1Database("DB", "store-sync");
    await migrate(db);
    // Runtimes fill their heaps and page caches before they tidy up: what is measured is what a longer import adds to that.
    store.serve(warmUp);
    await imported(runtime, db);
    for (const table of filled) await db.prepare(`DELETE FROM ${table}`).run();
    store.serve(exports);
    return await imported(runtime, db);
  } finally {
    await runtime.close();
  }
}

/** The same rows into the same tables and indexes, by the fastest way Node has. Seconds. */
function fillBare(orders: Buffer): number {
  const file = path.join(folder, `bare-${Date.now()}.sqlite`);
  const database = new DatabaseSync(file);
  for (const name of globSync("migrations/*.sql", { cwd: root }).sort())
    database.exec(readFileSync(fromRoot(name), "utf8").replaceAll("--> statement-breakpoint", ""));
  const order = database.prepare(
    `INSERT INTO orders (id, name, customer_id, currency, total_minor, created_at, processed_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const line = database.prepare("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const days = new Map<string, string>();
  const began = performance.now();
  database.exec("BEGIN");
  for (const text of orders.toString("utf8").split("\n")) {
    if (text === "") continue;
    const row = JSON.parse(text) as ExportedOrder & ExportedLine;
    if (row.__parentId === undefined) {
      const at = Date.parse(row.processedAt);
      days.set(row.id, row.processedAt.slice(0, 10));
      const total = Math.round(100 * Number(row.totalPriceSet.shopMoney.amount));
      order.run(row.id, row.name, row.customer?.id ?? null, row.currencyCode, total, at, at, Date.parse(row.updatedAt));
    } else {
      const price = Math.round(100 * Number(row.discountedUnitPriceAfterAllDiscountsSet.shopMoney.amount));
      const { id, __parentId: parent, variant, product, sku, quantity, currentQuantity } = row;
      line.run(
        id,
        parent,
        variant?.id ?? null,
        product?.id ?? null,
        sku,
        days.get(parent) ?? "",
        quantity,
        currentQuantity,
        price,
      );
    }
  }
  database.exec("COMMIT");
  const seconds = (performance.now() - began) / 1_000;
  database.close();
  rmSync(file);
  return seconds;
}

interface Money {
  shopMoney: { amount: string };
}
interface ExportedOrder {
  id: string;
  name: string;
  processedAt: string;
  updatedAt: string;
  currencyCode: string;
  customer: { id: string } | null;
  totalPriceSet: Money;
}
interface ExportedLine {
  __parentId: string;
  sku: string;
  quantity: number;
  currentQuantity: number;
  variant: { id: string } | null;
  product: { id: string } | null;
  discountedUnitPriceAfterAllDiscountsSet: Money;
}

/** The first orders of an export, with their lines. */
function firstShare(orders: Buffer, share: number): Buffer {
  if (share >= 1) return orders;
  const next = orders.indexOf('\n{"id":"gid://shopify/Order/', Math.floor(orders.byteLength * share));
  return orders.subarray(0, next + 1);
}

/** Lets the sandbox write each export once. */
async function readExports(origin: string, token: string): Promise<Exports> {
  const { bulkInventory, bulkOrders, bulkProducts, bulkQueryRun, bulkOperationGet } = await import(
    "#integrations/shopify/operations.generated.ts"
  );
  const { bulkText } = await import("#integrations/shopify/bulk-text.ts");
  const ask = async (query: string, variables: object) => {
    const reply = await fetch(`${origin}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": token },
      body: JSON.stringify({ query, variables }),
    });
    return ((await reply.json()) as { data: Record<string, { bulkOperation: { id: string } }> }).data;
  };
  const result: Partial<Exports> = {};
  for (const [kind, query] of Object.entries({
    products: bulkProducts,
    inventory: bulkInventory,
    orders: bulkOrders,
  })) {
    const started = await ask(bulkQueryRun.text, { query: bulkText(query, {}) });
    const id = started.bulkOperationRunQuery!.bulkOperation.id;
    for (;;) {
      const { bulkOperation } = (await ask(bulkOperationGet.text, { id })) as unknown as {
        bulkOperation: { status: string; url: string | null };
      };
      if (bulkOperation.url !== null) {
        result[kind as keyof Exports] = Buffer.from(await (await fetch(bulkOperation.url)).arrayBuffer());
        break;
      }
      if (!["CREATED", "RUNNING"].includes(bulkOperation.status)) throw new Error(`${kind}: ${bulkOperation.status}`);
      await sleep(200);
    }
  }
  return result as Exports;
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096;
  } catch {
    // it ended between being listed and being read
    return 0;
  }
}
