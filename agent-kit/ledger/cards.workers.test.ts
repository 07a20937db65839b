import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { countedEnv } from "#tests/workers/counted-env.ts";
import {
  actionRows,
  agentEnv,
  cron,
  deliver,
  mailbox,
  moveClock,
  seedShop,
  setMode,
  withProbe,
} from "#tests/workers/kit-harness.ts";
import { resetScript, script, wish } from "#tests/workers/probe-agent.ts";
import { admitWaiting } from "./admit-waiting.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const dayMs = 86_400_000;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  resetScript();
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop();
  await setMode("approve");
  await moveClock(at - Date.now());
});

async function cards(): Promise<{ key: string; day: string }[]> {
  const { results } = await env.DB.prepare(
    "SELECT group_key AS key, opened_day AS day FROM cards ORDER BY opened_at, group_key",
  ).all();
  return results as { key: string; day: string }[];
}

/** One wish a group, worth as much as its number. */
const groups = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    wish({ target: `t${n}`, group: `g${String(n).padStart(2, "0")}`, impactMinor: n, confidence: 1 }),
  );

it("shows the twenty most valuable groups on a day, and the rest on the next without anything new", async () => {
  script.decisions = groups(50);
  await cron(at);
  expect((await cards()).map(({ key }) => key).sort()).toEqual(
    groups(50)
      .slice(30)
      .map(({ group }) => `probe/value.set/${group}`),
  );
  await withProbe((agent) => agent.sweep());
  expect(await cards()).toHaveLength(20);
  expect(await actionRows()).toHaveLength(50);

  await moveClock(dayMs);
  await withProbe((agent) => agent.sweep());
  await withProbe((agent) => agent.sweep());
  const next = await cards();
  expect(next).toHaveLength(40);
  expect(
    next
      .filter(({ day }) => day === "2026-11-23")
      .map(({ key }) => key)
      .sort(),
  ).toEqual(
    groups(30)
      .slice(10)
      .map(({ group }) => `probe/value.set/${group}`),
  );
});

it("ranks a run of several chunks as one", async () => {
  let chunk = 0;
  const all = groups(60);
  script.observe = async () => {
    // The least valuable come first.
    script.decisions = all.slice(chunk * 20, chunk * 20 + 20);
    chunk += 1;
    return { snapshot: null, observed: 20, more: chunk < 3 };
  };
  await cron(at);
  expect(await cards()).toEqual([]);
  await withProbe((agent) => agent.sweep());
  expect(await cards()).toEqual([]);
  await deliver();
  expect((await cards()).map(({ key }) => key).sort()).toEqual(
    all.slice(40).map(({ group }) => `probe/value.set/${group}`),
  );
});

it("asks for waiting groups at the cost of the groups, not of the proposals in them", async () => {
  script.decisions = Array.from({ length: 600 }, (_, n) => wish({ target: `t${n}`, group: `g${n % 3}` }));
  await cron(at);
  expect(await cards()).toHaveLength(3);
  const { env: counted, counts } = countedEnv(agentEnv());
  expect(await admitWaiting(counted.DB, "probe", at)).toBe(false);
  expect(counts.rowsRead).toBeLessThan(30);

  await env.DB.prepare("DELETE FROM cards WHERE group_key = 'probe/value.set/g2'").run();
  expect(await admitWaiting(env.DB, "another", at)).toBe(false);
  expect(await admitWaiting(env.DB, "prob", at)).toBe(false);
  expect(await admitWaiting(env.DB, "probe", at)).toBe(true);
  expect(await cards()).toHaveLength(3);
});
