import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TIME_ZONE } from "#sandbox/store/build.ts";
import { type DemoReport, playDemo } from "./demo/demo.ts";
import { startOfDay } from "./demo/week.ts";
import { whenOrphaned } from "./platform/processes.ts";
import { startSystem } from "./platform/system.ts";
import { numberFrom } from "./platform/vars.ts";

/** `npm run demo [-- --json]`: everything once, on free ports and a state that is thrown away. */
const json = process.argv.includes("--json");
const say = (line: string) => console.error(line);
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
whenOrphaned(() => abort.abort());

const midnightMs = startOfDay(Date.now(), TIME_ZONE);
const through = new Intl.DateTimeFormat("en-CA", { timeZone: TIME_ZONE }).format(midnightMs - 1);
const stateDir = mkdtempSync(path.join(tmpdir(), "royal-demo-"));
let kept = false;
try {
  say("Starting a system of its own …");
  const system = await startSystem({
    stateDir,
    crons: "manual",
    sandbox: {
      speed: 0,
      products: numberFrom("SANDBOX_PRODUCTS", process.env.SANDBOX_PRODUCTS),
      flags: ["--at", new Date(midnightMs).toISOString()],
    },
    log: say,
    signal: abort.signal,
  });
  try {
    const report = await playDemo(system, { through, say });
    if (json) console.log(JSON.stringify(report));
    else print(report);
    process.exitCode = report.ok ? 0 : 1;
  } finally {
    await system.stop();
  }
} catch (error) {
  kept = !abort.signal.aborted;
  say(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  if (kept) say(`Its logs are in ${stateDir}/logs`);
  process.exitCode = 1;
} finally {
  if (!kept) rmSync(stateDir, { recursive: true, force: true });
}
process.exit();

function print({ agents, store, undone }: DemoReport): void {
  const pounds = (minor: number) => `£${(minor / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;
  console.log(`\nThe store through ${store.through}: ${store.orders} orders, ${pounds(store.revenueMinor)}\n`);
  console.table(
    Object.fromEntries(
      agents.map(({ id, outcome, reason, durationMs, observed, proposed, applied, waiting }) => [
        id,
        { outcome: reason ? `${outcome}: ${reason}` : outcome, ms: durationMs, observed, proposed, applied, waiting },
      ]),
    ),
  );
  for (const { title, kind, status } of undone) console.log(`Undone: ${kind} of ${title}: ${status}`);
}
