import { type BenchWorker, migrate, type Runtime, startRuntime } from "./runtime.ts";

export const shopDomain = "bench.myshopify.com";

export type Database = Awaited<ReturnType<Runtime["miniflare"]["getD1Database"]>>;

export interface Decider {
  runtime: Runtime;
  db: Database;
  /** One step of the agent; answers how many messages wait then. */
  ask(path: string): Promise<number>;
  /** Posts JSON and answers what came back. */
  tell(path: string, body?: unknown): Promise<unknown>;
}

/** The inventory & pricing agent and the objects it needs in a runtime of their own, on a real D1 with every migration. */
export async function startDecider(options: { folder?: string; inspectorPort?: number } = {}): Promise<Decider> {
  const shared = { d1Databases: { DB: "bench" }, kvNamespaces: { KV: "bench" } };
  const classes = {
    AGENT_STATE: "AgentState",
    CIRCUIT_BREAKER: "CircuitBreaker",
    RATE_BUDGET: "RateBudget",
    LIVE_FEED: "LiveFeed",
  };
  const objects = (scriptName?: string) =>
    Object.fromEntries(
      Object.entries(classes).map(([binding, className]) => [binding, { className, useSQLite: true, scriptName }]),
    );
  const vars = { ENVIRONMENT: "local", LOG_LEVEL: "error" };
  const runtime = await startRuntime(
    [
      {
        name: "agent",
        entry: "bench/workers/decide.ts",
        bindings: { ...vars, SHOPIFY_STORE: shopDomain },
        durableObjects: objects("state"),
        ...shared,
      },
      { name: "state", entry: "durable-objects/index.ts", bindings: vars, durableObjects: objects(), ...shared },
    ] as BenchWorker[],
    options,
  );
  const db = await runtime.miniflare.getD1Database("DB", "agent");
  if (!(await db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'actions'").first())) await migrate(db);
  return {
    runtime,
    db,
    ask: async (path) => ((await tell(path)) as { waiting: number }).waiting,
    tell,
  };

  async function tell(path: string, body: unknown = null): Promise<unknown> {
    const response = await runtime.fetch(path, { method: "POST", body: Buffer.from(JSON.stringify(body)) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
