import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listTicks } from "#schemas/api/agents.ts";
import { backtestResult, listBacktests } from "#schemas/api/backtests.ts";
import { backtest } from "#scripts/backtest/command-line.ts";
import { ask } from "#scripts/platform/ask.ts";
import {
  actions,
  decide,
  importAndPropose,
  moveClock,
  startTrial,
  storeState,
  type Trial,
  until,
} from "./trial-system.ts";

let system: Trial;
let beside: Trial;

beforeAll(async () => {
  [system, beside] = await Promise.all([startTrial(), startTrial()]);
});
afterAll(async () => {
  await Promise.all([system?.end(), beside?.end()]);
});

describe("a whole system", () => {
  it("imports, proposes, applies what is approved, reads it back and undoes it, beside another that sees none of it", async () => {
    const proposed = (await importAndPropose(system)).filter((action) => action.kind === "price.set");
    expect(proposed.length).toBeGreaterThan(0);
    const [first] = proposed;
    if (!first) return;

    const [answer] = await decide(system, "approve", [first.id]);
    expect(answer).toMatchObject({ ok: true });
    await until("the approved price", async () => (await actions(system, "applied")).some(({ id }) => id === first.id));
    expect((await storeState(system)).effects.countByKind).toEqual({ price: 1 });

    await decide(system, "revert", [first.id]);
    await until("the undoing", async () => (await actions(system, "reverted")).some(({ id }) => id === first.id));
    const { effects } = await storeState(system);
    expect(effects.countByKind).toEqual({ price: 2 });
    expect(effects.changes.map((change) => change.target)).toEqual([first.target, first.target]);

    expect((await storeState(beside)).effects.changes).toEqual([]);
    expect(await actions(beside, "proposed")).toEqual([]);
  });

  it("tried its agent on the past by itself after the import, and does so again from the command line", async () => {
    const first = "inventory-pricing-backtest-first";
    await until("the first backtest", async () => {
      const { items } = await ask(system, listBacktests.output, "/v1/backtests?agent=inventory-pricing");
      return items.some(({ id, status, trigger }) => id === first && status === "finished" && trigger === "import");
    });
    const { exitCode, stdout, stderr } = await backtest(["inventory-pricing", "--json"], {
      env: { PUBLIC_URL: system.controlUrl, ADMIN_TOKEN: "the system's own request has it" },
      fetch: (address, init) => {
        const { pathname, search } = new URL(String(address));
        return system.request(`${pathname}${search}`, { method: init?.method, body: init?.body });
      },
      rest: () => sleep(500),
      progress: () => undefined,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const result = backtestResult.parse(JSON.parse(stdout));
    expect(result.weeks).toBeGreaterThan(40);
    expect(result.kinds.map(({ kind }) => kind)).toContain("price.set");
    // All but the newest instant lie before the import: what nobody saw is said, and nothing is proposed from it.
    expect(result.byWeek.filter(({ proposed }) => proposed > 0).map(({ week }) => week)).toEqual([0]);
    for (const kind of ["price.set", "purchase.draft", "stock.sync"])
      expect(result.unanswered).toContainEqual(
        expect.objectContaining({ kind, code: "before-import", weeks: result.weeks - 1 }),
      );
  });

  it("fires the crons that a moved clock skipped", async () => {
    const cronTicks = async () =>
      (await ask(system, listTicks.output, "/v1/agents/inventory-pricing/ticks?limit=200")).items.filter(
        (tick) => tick.trigger === "cron" || tick.trigger === "catch-up",
      );
    const before = (await cronTicks()).length;
    await moveClock(system, 6 * 3_600_000);
    expect((await cronTicks()).length).toBeGreaterThanOrEqual(before + 3);
    const agents = await ask(system, null, "/v1/shop");
    expect(agents).toMatchObject({ now: expect.any(Number) });
    const { now } = agents as { now: number };
    expect(now - Date.now()).toBeGreaterThan(5.9 * 3_600_000);
  });

  it("answers again after the runtime of its Workers was killed", async () => {
    const before = (await actions(system, "reverted")).length;
    system.kill("workerd");
    await system.recovered();
    expect((await actions(system, "reverted")).length).toBe(before);
  });

  it("notices a proxy that came back deaf and replaces the whole group", async () => {
    system.kill("proxy");
    await until("the replacement", async () => (system.replaced()["the Workers"] ?? 0) > 0, 60_000);
    await system.recovered();
    expect((await actions(system, "reverted")).length).toBeGreaterThan(0);
    expect(system.replaced()["the sandbox store"]).toBe(0);
  });

  it("goes on with the same state after everything was killed", async () => {
    const proposed = (await actions(system, "proposed")).length;
    const replaced = system.replaced()["the Workers"] ?? 0;
    system.kill("everything");
    await until("the replacement", async () => (system.replaced()["the Workers"] ?? 0) > replaced, 60_000);
    await system.recovered();
    expect((await actions(system, "proposed")).length).toBe(proposed);
  });
});
