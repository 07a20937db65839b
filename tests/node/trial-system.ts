import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ActionShape, batchActions, listActions } from "#schemas/api/actions.ts";
import { listAgents } from "#schemas/api/agents.ts";
import { listImports } from "#schemas/api/shop.ts";
import { ask } from "#scripts/platform/ask.ts";
import { type System, type SystemOptions, startSystem } from "#scripts/platform/system.ts";

export interface Trial extends System {
  /** Ends the system and deletes its state. */
  end(): Promise<void>;
}

/** A whole system on a state of its own, with a small store and crons that the test fires. */
export async function startTrial(options: Partial<SystemOptions> = {}): Promise<Trial> {
  const stateDir = options.stateDir ?? mkdtempSync(path.join(tmpdir(), "royal-trial-"));
  const system = await startSystem({ crons: "manual", sandbox: { speed: 0, products: 400 }, ...options, stateDir });
  return {
    ...system,
    end: async () => {
      await system.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** A trial of 1,000 products, and an owner bolder than any would be: for tests that want many proposals, not good ones. */
export async function startBoldTrial(): Promise<Trial> {
  const system = await startTrial({ sandbox: { speed: 0, products: 1_000 } });
  const settings = { leastProbability: 0.3, leastGain: 0.001 };
  await ask(system, null, "/v1/agents/inventory-pricing/settings", "PUT", { settings });
  return system;
}

export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(200)) if (await holds()) return;
  throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
}

/** Imports the store and lets the first agent propose; resolves with what waits. */
export async function importAndPropose(system: System): Promise<ActionShape[]> {
  await ask(system, null, "/v1/agents/inventory-pricing/mode", "PUT", { mode: "approve" });
  await system.crons.fireAll(["royal-equips-store-sync"]);
  await until("the import", async () => {
    const { items } = await ask(system, listImports.output, "/v1/imports?limit=50");
    return items.length > 0 && items.every((item) => item.status === "done");
  });
  // Product research asks its suppliers at their pace, for minutes: nobody here waits for that.
  await until("a finished run", async () => {
    const { items } = await ask(system, listAgents.output, "/v1/agents");
    const resting = items.every(({ id, view }) => view !== null && (view.live === null || id === "product-research"));
    return resting && items.some(({ id, view }) => id === "inventory-pricing" && view?.lastRun != null);
  });
  return actions(system, "proposed");
}

export async function actions(system: System, status: string): Promise<ActionShape[]> {
  return (await ask(system, listActions.output, `/v1/actions?status=${status}&limit=200`)).items;
}

export async function decide(system: System, op: "approve" | "revert", ids: string[]) {
  return (await ask(system, batchActions.output, "/v1/actions/batch", "POST", { op, ids })).items;
}

interface SandboxState {
  effects: { countByKind: Record<string, number>; changes: { kind: string; target: string; to: unknown }[] };
  mails: { to: string[]; subject: string; repeats: number }[];
}

/** What the store received. */
export async function storeState(system: System): Promise<SandboxState> {
  return (await (await fetch(`${system.sandboxUrl}/__sandbox/state`)).json()) as SandboxState;
}

/** Moves the shop's clock, as the sandbox does when asked; resolves when everything that came due was started. */
export async function moveClock(system: System, byMs: number): Promise<void> {
  const reply = await fetch(`${system.sandboxUrl}/__sandbox/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advanceMs: byMs }),
  });
  if (!reply.ok) throw new Error(`the clock did not move: ${reply.status} ${await reply.text()}`);
}
