import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seeded } from "#sandbox/store/seeded.ts";
import { getAgent, listTicks } from "#schemas/api/agents.ts";
import { ask } from "#scripts/platform/ask.ts";
import type { Killable } from "#scripts/platform/system.ts";
import {
  actions,
  decide,
  importAndPropose,
  moveClock,
  startBoldTrial,
  storeState,
  type Trial,
  until,
} from "./trial-system.ts";

let system: Trial;

beforeAll(async () => {
  system = await startBoldTrial();
});
afterAll(async () => {
  await system?.end();
});

const seed = Number(process.env.SIGKILL_SEED ?? 7);
const kills = 10;

it("closes a run whose isolate was killed by the object's alarm, and the next tick runs", async () => {
  const ticks = async () => (await ask(system, listTicks.output, "/v1/agents/inventory-pricing/ticks?limit=20")).items;
  await importAndPropose(system);
  const chance = seeded(seed, "runs");
  const live = async () => (await ask(system, getAgent.output, "/v1/agents/inventory-pricing")).view?.live?.runId;
  let caught: string | undefined;
  // Where in the run the kill falls is up to the machine: again, until one was caught at work.
  for (let tries = 0; tries < 8 && caught === undefined; tries += 1) {
    await ask(system, null, "/v1/agents/inventory-pricing/run", "POST", {});
    await sleep(chance() * 600);
    system.kill("workerd");
    await system.recovered(90_000);
    caught = await live();
  }
  expect(caught).toBeDefined();
  // Past its deadline the first chunk's run is given up as crashed, a later chunk's is taken up where it stood.
  await moveClock(system, 400_000);
  await until("the end of the killed run", async () => {
    const tick = (await ticks()).find(({ runId }) => runId === caught);
    return tick?.outcome === "crashed" || tick?.outcome === "succeeded";
  });
  await moveClock(system, 2 * 3_600_000);
  await until("the next run", async () => {
    const [newest] = (await ticks()).filter((tick) => tick.state === "ran");
    return newest?.outcome === "succeeded";
  });
}, 400_000);

it(`has each effect once after ${kills} random SIGKILLs of the runtime and of everything (seed ${seed})`, async () => {
  const chance = seeded(seed, "sigkills");
  const prices = (await actions(system, "proposed")).filter((action) => action.kind === "price.set");
  expect(prices.length).toBeGreaterThanOrEqual(kills);
  const share = Math.floor(Math.min(prices.length, 40) / kills);
  const wanted: string[] = [];

  for (let wave = 0; wave < kills; wave += 1) {
    const ids = prices.slice(wave * share, (wave + 1) * share).map(({ id }) => id);
    wanted.push(...ids);
    const asked = decide(system, "approve", ids).catch(() => null);
    await sleep(chance() * 400);
    const part: Killable = chance() < 0.5 ? "workerd" : "everything";
    system.kill(part);
    const answered = await asked;
    await system.recovered(90_000);
    // A request that was not answered may or may not have been carried out: asking again is what a person would do.
    if (answered === null) await decide(system, "approve", ids);
    await moveClock(system, 150_000);
  }

  await until(
    "every approved price",
    async () => {
      await moveClock(system, 150_000);
      const applied = new Set((await actions(system, "applied")).map(({ id }) => id));
      return wanted.every((id) => applied.has(id));
    },
    240_000,
  );
  const { effects } = await storeState(system);
  const targets = effects.changes.filter((change) => change.kind === "price").map((change) => change.target);
  expect(new Set(targets).size).toBe(targets.length);
  expect(targets).toHaveLength(wanted.length);
  // Nothing was left behind in a state nobody would look at.
  const open = await Promise.all(["applying", "unknown", "approved"].map((status) => actions(system, status)));
  expect(open.flat()).toEqual([]);
}, 600_000);
