import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startSandbox } from "#sandbox/start.ts";

/** Opens a shop of its own for whoever asks: a test in workerd cannot start one, and two files must not share theirs. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const closers: (() => Promise<void>)[] = [];
  const hub = createServer((request, response) => {
    const wanted = new URL(request.url ?? "/", "http://hub").searchParams;
    const products = Number(wanted.get("products") ?? 10);
    const scopes = wanted.get("scopes")?.split(",");
    const number = (name: string) => (wanted.has(name) ? Number(wanted.get(name)) : undefined);
    const stateDir = mkdtempSync(join(tmpdir(), "royal-sandbox-"));
    const withholdPersonal = wanted.has("withhold-personal");
    const own = { seed: number("seed"), pointsPerSecond: number("pointsPerSecond"), withholdPersonal };
    startSandbox({ stateDir, port: 0, products, speed: 0, scopes, ...own }).then(
      (sandbox) => {
        closers.push(async () => {
          await sandbox.close();
          rmSync(stateDir, { recursive: true, force: true });
        });
        response.end(sandbox.origin);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  project.provide("faultyOrders", Number(process.env.FAULTY_ORDERS ?? 24));
  project.provide("faultySeed", Number(process.env.FAULTY_SEED ?? 7));
  project.provide("crashEvery", Number(process.env.CRASH_EVERY ?? 7));
  project.provide("sandboxHub", `http://127.0.0.1:${(hub.address() as AddressInfo).port}`);
  return async () => {
    hub.closeAllConnections();
    await new Promise((resolve) => hub.close(resolve));
    for (const close of closers) await close();
  };
}

declare module "vitest" {
  interface ProvidedContext {
    sandboxHub: string;
    /** How many orders go through suppliers and a store that fail a fifth of the time: `FAULTY_ORDERS=1000` for all of them. */
    faultyOrders: number;
    /** Which of them fail, and how: `FAULTY_SEED=8` for others. */
    faultySeed: number;
    /** The crash table of orders kills at every n-th operation: `CRASH_EVERY=1` for each of them. */
    crashEvery: number;
  }
}
