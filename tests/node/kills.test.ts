import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask } from "#scripts/platform/ask.ts";
import type { Killable } from "#scripts/platform/system.ts";
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

const KILLS = 10;
const seed = Date.now() % 2_147_483_647;

let system: Trial;
beforeAll(async () => {
  system = await startTrial({ sandbox: { speed: 0, products: 1500 } });
});
afterAll(() => system?.end());

/** Park and Miller's generator: a failing run can be repeated with the seed it names. */
function chance(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it(`applies each approved price exactly once through ${KILLS} kills at random moments (seed ${seed})`, async () => {
  const approved = (await importAndPropose(system)).filter((action) => action.kind === "price.set").slice(0, 60);
  expect(approved.length).toBeGreaterThan(KILLS);
  const random = chance(seed);
  const share = Math.ceil(approved.length / KILLS);

  for (let kill = 0; kill < KILLS; kill += 1) {
    const ids = approved.slice(kill * share, (kill + 1) * share).map((action) => action.id);
    if (ids.length > 0) await decide(system, "approve", ids);
    await sleep(random() * 600);
    const victim: Killable = random() < 0.5 ? "workerd" : "everything";
    system.kill(victim);
    await sleep(300);
    await system.recovered();
  }

  // What a kill left claimed is taken up when its claim has lapsed, in the shop's time.
  await until(
    "the end of every approved action",
    async () => {
      await ask(system, null, "/v1/watchdog", "POST", {}).catch(() => null);
      for (const status of ["approved", "applying", "unknown"]) {
        if ((await actions(system, status)).length === 0) continue;
        await moveClock(system, 60_000);
        return false;
      }
      return true;
    },
    120_000,
  );

  const applied = new Set((await actions(system, "applied")).map((action) => action.id));
  const notApplied = approved.filter((action) => !applied.has(action.id));
  expect(notApplied.map(({ id, status, error }) => ({ id, status, error }))).toEqual([]);
  const { changes } = (await storeState(system)).effects;
  expect(changes.map((change) => change.target).sort()).toEqual(approved.map((action) => action.target).sort());
});
