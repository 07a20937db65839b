// What taking a webhook in costs: processor time per call beside a bare Hono handler that checks the signature and sends a
// message, and calls per second beside Shopify's own library on Node's server. Run: npm run bench -- webhook [--json]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nextDelivery, shopDomain, webhookSecret } from "./deliveries.ts";
import { median } from "./interleave.ts";
import { startNodeDoor } from "./node-webhook.ts";
import { type BenchWorker, cpuMs, migrate, startRuntime } from "./runtime.ts";

const rounds = 15;
const calls = 200;
const atOnce = 8;
const largestRatio = 1.3;

const entries = { ours: "bench/workers/our-webhook.ts", bare: "bench/workers/bare-webhook.ts" };

const worker = (entry: string, standIns: string): BenchWorker => ({
  name: "door",
  entry,
  bindings: {
    ENVIRONMENT: "production",
    LOG_LEVEL: "error",
    SHOPIFY_STORE: shopDomain,
    SHOPIFY_WEBHOOK_SECRET: webhookSecret,
    STAND_INS: standIns,
  },
  d1Databases: { DB: "bench" },
  kvNamespaces: { KV: "bench" },
  queueProducers: { SHOP_EVENTS: "shop-events" },
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
});

interface Door {
  name: string;
  origin: string;
  /** Processor time of its process so far, ms. */
  cpu(): number | null;
  cpuNs: number[];
  perSecond: number[];
  close(): Promise<void>;
}

async function workerDoor(name: string, entry: string, standIns = ""): Promise<Door> {
  const runtime = await startRuntime([worker(entry, standIns)]);
  await migrate(await runtime.miniflare.getD1Database("DB", "door"));
  const pids = runtime.pids();
  // Straight into the Worker: Miniflare's own entry would weigh as much again.
  const { origin } = await runtime.miniflare.unsafeGetDirectURL("door");
  return { name, origin, cpu: () => cpuMs(pids), cpuNs: [], perSecond: [], close: () => runtime.close() };
}

async function nodeDoor(name: string): Promise<Door> {
  const folder = mkdtempSync(path.join(tmpdir(), "royal-bench-node-"));
  const { origin, close } = await startNodeDoor(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { name, origin, cpu: () => null, cpuNs: [], perSecond: [], close: () => close().finally(remove) };
}

async function call(origin: string): Promise<void> {
  const response = await fetch(`${origin}/webhooks/shopify`, nextDelivery());
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
}

async function round(door: Door): Promise<void> {
  const began = door.cpu();
  const startedAt = performance.now();
  let left = calls;
  const caller = async () => {
    while (left-- > 0) await call(door.origin);
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  door.perSecond.push((calls * 1_000) / (performance.now() - startedAt));
  const ended = door.cpu();
  if (began !== null && ended !== null) door.cpuNs.push(((ended - began) / calls) * 1e6);
}

const doors: Door[] = [];
try {
  doors.push(await workerDoor("ours (A)", entries.ours, "yes"));
  doors.push(await workerDoor("ours (A again)", entries.ours, "yes"));
  doors.push(await workerDoor("bare Hono: signature, message", entries.bare, "yes"));
  doors.push(await workerDoor("ours, local D1 and queue", entries.ours));
  doors.push(await workerDoor("bare Hono, local queue", entries.bare));
  doors.push(await nodeDoor("@shopify/shopify-api on Node, SQLite"));
  for (let warmUp = 0; warmUp < 3; warmUp++) for (const door of doors) await round(door);
  for (const door of doors) {
    door.cpuNs.length = 0;
    door.perSecond.length = 0;
  }
  for (let turn = 0; turn < rounds; turn++)
    for (let i = 0; i < doors.length; i++) await round(doors[(i + turn) % doors.length]!);
  report(doors);
} finally {
  for (const door of doors) await door.close();
}

function report([ours, again, bare, oursLocal, bareLocal, node]: Door[]): void {
  if (!ours || !again || !bare || !oursLocal || !bareLocal || !node) throw new Error("a door is missing");
  const weighed = ours.cpuNs.length > 0;
  const ratioTo = (door: Door, base: Door) => middle(door.cpuNs.map((ns, i) => ns / base.cpuNs[i]!));
  const figures = [ours, again, bare, oursLocal, bareLocal, node].map(({ name, cpuNs, perSecond }) => ({
    name,
    cpuMsPerCall: cpuNs.length > 0 ? middle(cpuNs) / 1e6 : null,
    callsPerSecond: middle(perSecond),
  }));
  const result = {
    bench: "webhook",
    rounds,
    callsPerRound: calls,
    figures,
    aaRatio: weighed ? ratioTo(again, ours) : null,
    ratioToBare: weighed ? ratioTo(ours, bare) : null,
    largestRatio,
    ratioToBareWithSimulators: weighed ? ratioTo(oursLocal, bareLocal) : null,
  };
  if (process.argv.includes("--json")) console.log(JSON.stringify(result));
  else {
    for (const { name, cpuMsPerCall, callsPerSecond } of figures)
      console.log(
        `${name.padEnd(38)} ${cpuMsPerCall === null ? "".padEnd(18) : `${cpuMsPerCall.toFixed(3)} ms CPU a call`}  ${callsPerSecond.toFixed(0).padStart(6)} calls a second`,
      );
    if (weighed)
      console.log(
        `A/A ${result.aaRatio?.toFixed(2)}; ours ${result.ratioToBare?.toFixed(2)} × bare Hono (limit ${largestRatio}); with the local simulators' own time, and our row, ${result.ratioToBareWithSimulators?.toFixed(2)} ×`,
      );
    else console.log("processor time is read from /proc, which this system does not have");
  }
  if (result.ratioToBare !== null && result.ratioToBare > largestRatio) process.exitCode = 1;
}

function middle(values: readonly number[]): number {
  return median(values.toSorted((a, b) => a - b));
}
