// One whole run of inventory & pricing, chunk by chunk as its queue delivers it, over 1,000, 10,000 and 100,000 variants
// with 730 days of history each: how processor time and live memory grow, what one chunk costs, and whether anything is
// lost or doubled when the process is killed between and inside chunks. Processor time is all of workerd's, with the local
// D1 in it; the sizes take turns on the machine. Run: npm run bench -- decide [--json] [--most=10000]
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Killings, killings, leastKills } from "./decide-killed.ts";
import { dawn, everyMs, type Measured, type Run, runsInTurn } from "./decide-runs.ts";
import { shopDomain, startDecider } from "./decide-runtime.ts";
import { collectable, freePort, type HeapWatch, watchHeap } from "./heap.ts";
import { median } from "./interleave.ts";
import { fillStore } from "./large-store.ts";

const most = Number(process.argv.find((each: string) => each.startsWith("--most="))?.slice(7) ?? 100_000);
const sizes = [1_000, 10_000, 100_000].filter((size) => size <= most);
const bounds = { exponent: 1.05, chunkCpuMs: 10_000, heapBytes: 64e6, heapRatio: 1.15 };
const killedVariants = 3_000;
const work = mkdtempSync(path.join(tmpdir(), "royal-bench-decide-"));

interface Sized extends Measured {
  /** The most that was alive in any chunk, and in the middle one of the full chunks looked at. */
  heapBytes: number;
  usualHeapBytes: number;
}

try {
  const stores: { variants: number; folder: string }[] = [];
  for (const variants of sizes) stores.push({ variants, folder: await storeOf(variants) });
  const smallest = stores[0]!;
  // The smallest comes twice: how far two equal things lie apart (A/A).
  const twin = { variants: smallest.variants, folder: `${smallest.folder}-twin` };
  cpSync(smallest.folder, twin.folder, { recursive: true });
  const measured = await runsInTurn([...stores, twin]);
  const sized: Sized[] = [];
  for (const [at, { folder }] of stores.entries()) {
    sized.push({ ...measured[at]!, ...(await liveMemory(folder, measured[at]!.next.chunks)) });
    rmSync(folder, { recursive: true, force: true });
  }
  report(sized, measured.at(-1)!, await killings(await storeOf(killedVariants), killedVariants));
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function storeOf(variants: number): Promise<string> {
  const folder = mkdtempSync(path.join(work, `${variants}-`));
  await (await startDecider({ folder })).runtime.close();
  fillStore(folder, variants, shopDomain);
  return folder;
}

/** What the agent's isolate held alive in each of the run's first and last chunks. */
async function liveMemory(folder: string, chunks: number): Promise<Pick<Sized, "heapBytes" | "usualHeapBytes">> {
  const inspectorPort = await freePort();
  Object.assign(process.env, collectable);
  const { ask, runtime } = await startDecider({ folder, inspectorPort });
  for (const name of Object.keys(collectable)) delete process.env[name];
  // On the same day, later than any of the runs before.
  const at = dawn + 5 * everyMs;
  await ask(`/clock?at=${at}`);
  let watch: HeapWatch | null = await watchHeap(inspectorPort, "agent");
  const peaks: number[] = [];
  let waiting = await ask(`/cron?at=${at}`);
  for (let chunk = 1; ; chunk += 1) {
    if (watch !== null) peaks.push(watch.takePeak());
    if (chunk === 8 && chunks > 20) {
      watch?.close();
      watch = null;
    }
    if (waiting === 0) break;
    if (chunk === chunks - 8 && watch === null) watch = await watchHeap(inspectorPort, "agent");
    waiting = await ask("/next");
  }
  watch?.close();
  await runtime.close();
  // The last chunk orders, and the one before it is rarely full.
  const full = peaks.slice(0, -2).sort((a, b) => a - b);
  return { heapBytes: Math.max(...peaks), usualHeapBytes: median(full) };
}

function report(sized: Sized[], twin: Measured, kills: Killings): void {
  const [small, large] = [sized[0], sized.at(-1)] as [Sized, Sized];
  const pair = (of: (each: Measured) => number) => (of(small) + of(twin)) / 2;
  const exponent = (of: (each: Measured) => number) =>
    sized.length < 2 ? 0 : Math.log(of(large) / pair(of)) / Math.log(large.variants / small.variants);
  const result = {
    bench: "decide",
    sizes: sized,
    aaRatio: { first: twin.first.cpuMs / small.first.cpuMs, next: twin.next.cpuMs / small.next.cpuMs },
    exponent: { first: exponent((each) => each.first.cpuMs), next: exponent((each) => each.next.cpuMs) },
    largestChunkCpuMs: Math.max(
      ...sized.flatMap(({ first, next }) => [first.largestChunkCpuMs, next.largestChunkCpuMs]),
    ),
    heapBytes: Math.max(...sized.map((each) => each.heapBytes)),
    heapRatio: large.usualHeapBytes / small.usualHeapBytes,
    kills,
    bounds,
  };
  const holds =
    Math.max(result.exponent.first, result.exponent.next) <= bounds.exponent &&
    result.largestChunkCpuMs <= bounds.chunkCpuMs &&
    result.heapBytes <= bounds.heapBytes &&
    result.heapRatio <= bounds.heapRatio &&
    kills.kills >= leastKills &&
    kills.lost + kills.doubled + kills.different === 0 &&
    kills.forecasts === killedVariants;
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...result, holds }));
  else {
    for (const { variants, first, next, heapBytes, usualHeapBytes } of sized)
      console.log(
        `${String(variants).padStart(7)} variants  ${String(next.chunks).padStart(4)} chunks  new ${seconds(first.cpuMs)} s CPU (${perVariant(first)} µs a variant)  known ${seconds(next.cpuMs)} s CPU (${perVariant(next)} µs)  alive ${(usualHeapBytes / 1e6).toFixed(0)} MB, at most ${(heapBytes / 1e6).toFixed(0)}`,
      );
    console.log(
      `A/A ${result.aaRatio.first.toFixed(2)} and ${result.aaRatio.next.toFixed(2)}; grows with exponent ${result.exponent.first.toFixed(3)} with every decision new and ${result.exponent.next.toFixed(3)} with every decision known (at most ${bounds.exponent})`,
    );
    console.log(
      `largest chunk ${seconds(result.largestChunkCpuMs)} s CPU (at most ${seconds(bounds.chunkCpuMs)}); alive ${(result.heapBytes / 1e6).toFixed(0)} MB (at most ${bounds.heapBytes / 1e6}), largest over smallest store ${result.heapRatio.toFixed(2)} (at most ${bounds.heapRatio})`,
    );
    console.log(
      `killed ${kills.kills} times: of ${kills.actions} actions ${kills.lost} lost, ${kills.doubled} doubled, ${kills.different} different; ${kills.forecasts} forecasts of ${killedVariants} variants`,
    );
  }
  if (!holds) process.exitCode = 1;
}

function perVariant({ cpuMs, variants }: Run): string {
  return ((1_000 * cpuMs) / variants).toFixed(0);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
