// One whole run of inventory & pricing, chunk by chunk as its queue delivers it, over 1,000, 10,000 and 100,000 variants
// with 730 days of history each: how processor time and live memory grow, what one chunk costs, and whether anything is
// lost or doubled when the process is killed between and inside chunks. Processor time is all of workerd's, with the local
// D1 in it. Run: npm run bench -- decide [--json] [--most=10000]
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Decider, shopDomain, startDecider } from "./decide-runtime.ts";
import { collectable, freePort, type HeapWatch, watchHeap } from "./heap.ts";
import { median } from "./interleave.ts";
import { fillStore, today } from "./large-store.ts";
import { cpuMs } from "./runtime.ts";

const most = Number(process.argv.find((each: string) => each.startsWith("--most="))?.slice(7) ?? 100_000);
const sizes = [1_000, 10_000, 100_000].filter((size) => size <= most);
const bounds = { exponent: 1.05, chunkCpuMs: 10_000, heapBytes: 64e6, heapRatio: 1.15 };
const killed = { variants: 3_000, least: 12 };
const dawn = today * 86_400_000 + 65 * 60_000;
const everyMs = 2 * 3_600_000;
const work = mkdtempSync(path.join(tmpdir(), "royal-bench-decide-"));

interface Run {
  variants: number;
  chunks: number;
  cpuMs: number;
  wallMs: number;
  largestChunkCpuMs: number;
}
interface Measured {
  variants: number;
  /** Every decision new, then every decision known. */
  first: Run;
  next: Run;
  /** The most that was alive in any chunk, and in the middle one of the full chunks looked at. */
  heapBytes: number;
  usualHeapBytes: number;
}

try {
  // The first size comes again at the end: how far two equal things lie apart (A/A).
  const measured: Measured[] = [];
  for (const size of [...sizes, sizes[0] ?? 1_000]) measured.push(await measure(size));
  report(measured, await killings());
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function measure(variants: number): Promise<Measured> {
  const folder = await storeOf(variants);
  const inspectorPort = await freePort();
  let decider = await startDecider({ folder });
  await decider.tell("/mode");
  const first = await wholeRun(decider, variants, dawn);
  const next = await wholeRun(decider, variants, dawn + everyMs);
  await decider.runtime.close();
  Object.assign(process.env, collectable);
  decider = await startDecider({ folder, inspectorPort });
  for (const name of Object.keys(collectable)) delete process.env[name];
  const alive = await liveMemory(decider, inspectorPort, next.chunks);
  await decider.runtime.close();
  rmSync(folder, { recursive: true, force: true });
  return { variants, first, next, ...alive };
}

async function storeOf(variants: number): Promise<string> {
  const folder = mkdtempSync(path.join(work, `${variants}-`));
  await (await startDecider({ folder })).runtime.close();
  fillStore(folder, variants, shopDomain);
  return folder;
}

async function wholeRun(decider: Decider, variants: number, at: number): Promise<Run> {
  const { runtime, ask, db } = decider;
  await ask(`/clock?at=${at}`);
  const began = performance.now();
  const spent: number[] = [];
  const timed = async (step: string): Promise<number> => {
    const before = cpuMs(runtime.pids()) ?? 0;
    const waiting = await ask(step);
    spent.push((cpuMs(runtime.pids()) ?? 0) - before);
    return waiting;
  };
  let waiting = await timed(`/cron?at=${at}`);
  while (waiting > 0) waiting = await timed("/next");
  const wallMs = performance.now() - began;
  const run = await db.prepare("SELECT outcome, observed FROM runs ORDER BY started_at DESC LIMIT 1").first<Run>();
  const { outcome, observed } = run as unknown as { outcome: string; observed: number };
  if (outcome !== "succeeded" || observed !== variants) throw new Error(`${outcome}, ${observed} of ${variants} seen`);
  const total = spent.reduce((sum, ms) => sum + ms, 0);
  return { variants, chunks: spent.length, cpuMs: total, wallMs, largestChunkCpuMs: Math.max(...spent) };
}

/** What the agent's isolate held alive in each of the run's first and last chunks. */
async function liveMemory(
  { ask }: Decider,
  inspectorPort: number,
  chunks: number,
): Promise<Pick<Measured, "heapBytes" | "usualHeapBytes">> {
  const at = dawn + 2 * everyMs;
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
  // The last chunk orders, and the one before it is rarely full.
  const full = peaks.slice(0, -2).sort((a, b) => a - b);
  return { heapBytes: Math.max(...peaks), usualHeapBytes: median(full) };
}

interface Killings {
  kills: number;
  actions: number;
  lost: number;
  doubled: number;
  different: number;
  forecasts: number;
}

/** The same store decided once in peace and once with the process killed before, inside and after chunks. */
async function killings(): Promise<Killings> {
  const peaceful = await storeOf(killed.variants);
  const cruel = mkdtempSync(path.join(work, "killed-"));
  cpSync(peaceful, cruel, { recursive: true });
  let decider = await startDecider({ folder: peaceful });
  await decider.tell("/mode");
  const { chunks, wallMs } = await wholeRun(decider, killed.variants, dawn);
  const expected = await ledger(decider);
  await decider.runtime.close();

  decider = await startDecider({ folder: cruel });
  await decider.tell("/mode");
  let at = dawn;
  let kills = 0;
  await decider.ask(`/clock?at=${at}`);
  let waiting = await decider.ask(`/cron?at=${at}`);
  for (let steps = 0; ; steps += 1) {
    if (steps > 400) throw new Error("the run never ends");
    const between = kills % 2 === 0;
    // The longer it is spared, the further it gets: kills fall on every part of a chunk and on every chunk.
    const spared = kills >= 2 * killed.least || steps % 3 !== 0;
    if (waiting > 0 && spared) waiting = await decider.ask("/next");
    else if (waiting > 0) {
      kills += 1;
      const delayMs = between ? 0 : ((kills * 37) % 100) * 0.01 * (wallMs / chunks);
      decider = await killAfter(decider, cruel, between ? null : "/next", delayMs);
      waiting = 0;
    } else {
      if (await succeeded(decider)) {
        if (kills >= killed.least) break;
        at += everyMs;
        await decider.ask(`/clock?at=${at}`);
        waiting = await decider.ask(`/cron?at=${at}`);
        continue;
      }
      // What the watchdog does each minute, until the lost message comes again or the dead run is closed.
      at += 61_000;
      await decider.ask(`/clock?at=${at}`);
      waiting = await decider.ask("/sweep");
      if (waiting === 0 && (await ended(decider))) {
        at += everyMs;
        await decider.ask(`/clock?at=${at}`);
        waiting = await decider.ask(`/cron?at=${at}`);
      }
    }
  }
  const found = await ledger(decider);
  const forecasts = await decider.db.prepare("SELECT count(*) AS n FROM forecasts").first<number>("n");
  await decider.runtime.close();
  const key = ({ kind, target, intent }: Row) => `${kind} ${target} ${intent}`;
  const [had, has] = [new Map(expected.map((row) => [key(row), row])), new Map(found.map((row) => [key(row), row]))];
  return {
    kills,
    actions: expected.length,
    lost: [...had.keys()].filter((each) => !has.has(each)).length,
    doubled: found.length - has.size,
    different: found.filter((row) => had.get(key(row))?.id !== row.id).length,
    forecasts: forecasts ?? 0,
  };
}

interface Row {
  id: string;
  kind: string;
  target: string;
  intent: string;
}

async function ledger({ db }: Decider): Promise<Row[]> {
  return (
    await db.prepare("SELECT id, kind, target, intent FROM actions WHERE status = 'proposed' ORDER BY id").all<Row>()
  ).results;
}

async function succeeded({ db }: Decider): Promise<boolean> {
  return (await lastOutcome(db)) === "succeeded";
}

async function ended({ db }: Decider): Promise<boolean> {
  return (await lastOutcome(db)) !== null;
}

function lastOutcome(db: Decider["db"]): Promise<string | null> {
  return db.prepare("SELECT outcome FROM runs ORDER BY started_at DESC, id DESC LIMIT 1").first<string>("outcome");
}

/** Begins a step, kills workerd while it is at it, and starts another one over what is left on the disk. */
async function killAfter(decider: Decider, folder: string, step: string | null, delayMs: number): Promise<Decider> {
  const begun = step === null ? null : decider.ask(step).catch(() => undefined);
  await new Promise((done) => setTimeout(done, delayMs));
  for (const pid of decider.runtime.pids()) process.kill(pid, "SIGKILL");
  await begun;
  await decider.runtime.close();
  return startDecider({ folder });
}

function report(measured: Measured[], kills: Killings): void {
  const [small, again] = [measured[0], measured.at(-1)] as [Measured, Measured];
  const sized = measured.slice(0, -1);
  const large = sized.at(-1) as Measured;
  // Against the mean of the smallest size before and after the others: the machine may have changed meanwhile.
  const exponent = (of: (each: Measured) => number) =>
    sized.length < 2
      ? 0
      : Math.log(of(large) / Math.sqrt(of(small) * of(again))) / Math.log(large.variants / small.variants);
  const result = {
    bench: "decide",
    sizes: sized,
    aaRatio: again.next.cpuMs / small.next.cpuMs,
    exponent: { first: exponent((each) => each.first.cpuMs), next: exponent((each) => each.next.cpuMs) },
    largestChunkCpuMs: Math.max(
      ...sized.flatMap(({ first, next }) => [first.largestChunkCpuMs, next.largestChunkCpuMs]),
    ),
    heapBytes: Math.max(...measured.map((each) => each.heapBytes)),
    heapRatio: large.usualHeapBytes / Math.max(small.usualHeapBytes, again.usualHeapBytes),
    kills,
    bounds,
  };
  const holds =
    Math.max(result.exponent.first, result.exponent.next) <= bounds.exponent &&
    result.largestChunkCpuMs <= bounds.chunkCpuMs &&
    result.heapBytes <= bounds.heapBytes &&
    result.heapRatio <= bounds.heapRatio &&
    kills.kills >= killed.least &&
    kills.lost + kills.doubled + kills.different === 0 &&
    kills.forecasts === killed.variants;
  if (process.argv.includes("--json")) console.log(JSON.stringify({ ...result, holds }));
  else {
    for (const { variants, first, next, heapBytes, usualHeapBytes } of measured)
      console.log(
        `${String(variants).padStart(7)} variants  ${String(next.chunks).padStart(4)} chunks  first run ${seconds(first.cpuMs)} s CPU (${seconds(first.wallMs)} s)  next ${seconds(next.cpuMs)} s CPU (${seconds(next.wallMs)} s)  ${((1_000 * next.cpuMs) / variants).toFixed(0)} µs a variant  alive ${(usualHeapBytes / 1e6).toFixed(0)} MB, at most ${(heapBytes / 1e6).toFixed(0)}`,
      );
    console.log(
      `A/A ${result.aaRatio.toFixed(2)}; grows with exponent ${result.exponent.first.toFixed(2)} and ${result.exponent.next.toFixed(2)} (at most ${bounds.exponent})`,
    );
    console.log(
      `largest chunk ${seconds(result.largestChunkCpuMs)} s CPU (at most ${seconds(bounds.chunkCpuMs)}); alive ${(result.heapBytes / 1e6).toFixed(0)} MB (at most ${bounds.heapBytes / 1e6}), largest over smallest store ${result.heapRatio.toFixed(2)} (at most ${bounds.heapRatio})`,
    );
    console.log(
      `killed ${kills.kills} times: of ${kills.actions} actions ${kills.lost} lost, ${kills.doubled} doubled, ${kills.different} different; ${kills.forecasts} forecasts of ${killed.variants} variants`,
    );
  }
  if (!holds) process.exitCode = 1;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
