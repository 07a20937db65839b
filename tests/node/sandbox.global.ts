import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startSandbox } from "#sandbox/start.ts";

/** One small sandbox shop for all tests in workerd; each test file resets it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(join(tmpdir(), "royal-sandbox-"));
  const sandbox = await startSandbox({ stateDir, port: 0, products: 10, speed: 0 });
  project.provide("sandboxUrl", sandbox.origin);
  project.provide("batchEvery", Number(process.env.BATCH_EVERY ?? 9));
  return async () => {
    await sandbox.close();
    rmSync(stateDir, { recursive: true, force: true });
  };
}

declare module "vitest" {
  interface ProvidedContext {
    sandboxUrl: string;
    /** The crash table of batches kills at every n-th operation: `BATCH_EVERY=1` for all of them. */
    batchEvery: number;
  }
}
