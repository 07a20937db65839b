// What an empty run costs, tick to recorded: beside the bare object calls and D1 batches it is made of, and beside a
// one-step Cloudflare Workflow in the same runtime. Run: npm run bench -- run-overhead [--json]
import type { Counts } from "#tests/workers/counts.ts";
import { type Candidate, interleave, type Measured, ratio } from "./interleave.ts";
import { type BenchWorker, migrate, startRuntime } from "./runtime.ts";

const rounds = 60;
const times = 5;
const warmUp = 30;
const largestRatio = 1.5;
const largestCost = { objectRequests: 3, d1RoundTrips: 2, rowsWritten: 10 };

const shared = { d1Databases: { DB: "bench" }, kvNamespaces: { KV: "bench" } };
const objectsOf = (scriptName?: string) => ({
  AGENT_STATE: { className: "AgentState", useSQLite: true, scriptName },
  CIRCUIT_BREAKER: { className: "CircuitBreaker", useSQLite: true, scriptName },
  RATE_BUDGET: { className: "RateBudget", useSQLite: true, scriptName },
  LIVE_FEED: { className: "LiveFeed", useSQLite: true, scriptName },
  BARE: { className: "BareObject", useSQLite: true, scriptName },
});
// As deployed: elsewhere the clock looks for a moved time in KV, and the limits wrapper stands guard.
const vars = { ENVIRONMENT: "production", LOG_LEVEL: "error" };

const runtime = await startRuntime([
  {
    name: "agent",
    entry: "bench/workers/empty-run.ts",
    bindings: vars,
    durableObjects: objectsOf("state"),
    queueProducers: { RUNS: "empty-runs", ACTIONS: "empty-actions" },
    workflows: { ONE_STEP: { name: "one-step", className: "OneStep" } },
    ...shared,
  },
  { name: "state", entry: "bench/workers/bare-object.ts", bindings: vars, durableObjects: objectsOf(), ...shared },
] satisfies BenchWorker[]);

try {
  const db = await runtime.miniflare.getD1Database("DB", "agent");
  await migrate(db);
  await db
    .prepare(
      "INSERT INTO shop (id, domain, name, currency, time_zone, imported_at, updated_at) VALUES ('bench', 'bench.example', 'Bench', 'GBP', 'Europe/London', 1, 1)",
    )
    .run();

  const way = (name: string, path: string): Candidate => ({
    name,
    run: async (count) => {
      const response = await runtime.fetch(`/${path}?times=${count}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      await response.text();
    },
  });
  const measured = await interleave(
    [
      way("empty run (A)", "run"),
      way("empty run (A again)", "run"),
      way("its own object calls and batches, bare", "calls"),
      way("two writes of a bare object and its batches", "bare"),
      way("one-step Workflow, created to complete", "workflow"),
    ],
    { rounds, times, warmUp },
  );
  const [run, again, calls, bare, workflow] = measured as [Measured, Measured, Measured, Measured, Measured];
  const cost = (await (await runtime.fetch("/cost")).json()) as Counts;
  const objectRequests = Object.values(cost.objectRequests).reduce((sum, each) => sum + each, 0);
  const recorded = await db
    .prepare("SELECT count(*) AS n FROM runs WHERE agent = 'empty' AND outcome = 'succeeded'")
    .first();
  const wanted = 2 * (rounds * times + warmUp) + 1;
  const result = {
    bench: "run-overhead",
    rounds,
    runsPerRound: times,
    medianMs: Object.fromEntries(measured.map(({ name, medianNs }) => [name, medianNs / 1e6])),
    aaRatio: ratio(again, run),
    ratioToCalls: ratio(run, calls),
    ratioToBare: ratio(run, bare),
    largestRatio,
    ratioToWorkflow: ratio(run, workflow),
    idleRun: { ...cost, objectRequests },
    largestCost,
    recorded: Number(recorded?.n),
    wanted,
  };
  const cheap =
    objectRequests <= largestCost.objectRequests &&
    cost.d1RoundTrips <= largestCost.d1RoundTrips &&
    cost.rowsWritten <= largestCost.rowsWritten;
  if (process.argv.includes("--json")) console.log(JSON.stringify(result));
  else {
    for (const { name, medianNs, rangeNs } of measured) {
      const range = rangeNs.map((end) => (end / 1e6).toFixed(2)).join(" to ");
      console.log(`${name.padEnd(46)} ${(medianNs / 1e6).toFixed(2).padStart(7)} ms  (${range})`);
    }
    console.log(`A/A ${result.aaRatio.toFixed(2)}; ${result.recorded} of ${wanted} runs recorded`);
    console.log(
      `an empty run is ${result.ratioToCalls.toFixed(2)} × its own calls, ${result.ratioToBare.toFixed(2)} × bare writes (limit ${largestRatio}), ${result.ratioToWorkflow.toFixed(2)} × a one-step Workflow (limit 1)`,
    );
    console.log(
      `an idle run: ${objectRequests} object requests (at most ${largestCost.objectRequests}), ${cost.d1RoundTrips} D1 round trips (at most ${largestCost.d1RoundTrips}), ${cost.rowsWritten} rows written (at most ${largestCost.rowsWritten})`,
    );
  }
  if (!cheap || result.recorded !== wanted || result.ratioToBare > largestRatio || result.ratioToWorkflow > 1)
    process.exitCode = 1;
} finally {
  await runtime.close();
}
