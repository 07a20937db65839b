// What the shared breaker adds when its object is asked: a verdict (nothing stored) and a report (stored before it is
// answered), beside one stored write of a bare object. Run: npm run bench -- breaker-object [--json]
import { type Candidate, interleave, type Measured, ratio } from "./interleave.ts";
import { type BenchWorker, startRuntime } from "./runtime.ts";

const rounds = 40;
const times = 25;
const warmUp = 50;

const objectsOf = (scriptName?: string) => ({
  AGENT_STATE: { className: "AgentState", useSQLite: true, scriptName },
  CIRCUIT_BREAKER: { className: "CircuitBreaker", useSQLite: true, scriptName },
  RATE_BUDGET: { className: "RateBudget", useSQLite: true, scriptName },
  LIVE_FEED: { className: "LiveFeed", useSQLite: true, scriptName },
  BARE: { className: "BareObject", useSQLite: true, scriptName },
});
const shared = {
  bindings: { ENVIRONMENT: "production", LOG_LEVEL: "error" },
  d1Databases: { DB: "bench" },
  kvNamespaces: { KV: "bench" },
};

const runtime = await startRuntime([
  { name: "calls", entry: "bench/workers/breaker-calls.ts", durableObjects: objectsOf("state"), ...shared },
  { name: "state", entry: "bench/workers/bare-object.ts", durableObjects: objectsOf(), ...shared },
] satisfies BenchWorker[]);

try {
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
      way("verdict (A)", "verdict"),
      way("verdict (A again)", "verdict"),
      way("report of one outcome", "report"),
      way("a bare object's stored write", "write"),
    ],
    { rounds, times, warmUp },
  );
  const [verdict, again, report, write] = measured as [Measured, Measured, Measured, Measured];
  const figures = measured.map((each) => ({ name: each.name, p50Ms: at(each, 0.5), p95Ms: at(each, 0.95) }));
  const ratios = { again: ratio(again, verdict), verdict: ratio(verdict, write), report: ratio(report, write) };
  if (process.argv.includes("--json")) console.log(JSON.stringify({ figures, ratios }));
  else {
    for (const { name, p50Ms, p95Ms } of figures)
      console.log(`${name.padEnd(32)} p50 ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms`);
    console.log(
      `A/A ${ratios.again.toFixed(2)}; a verdict is ${ratios.verdict.toFixed(2)} ×, a report ${ratios.report.toFixed(2)} × a bare object's stored write`,
    );
  }
} finally {
  await runtime.close();
}

/** Milliseconds a call, of the rounds' own means. */
function at(measured: Measured, share: number): number {
  const sorted = [...measured.roundsNs].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) / 1e6;
}
