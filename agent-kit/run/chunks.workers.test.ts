import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { agentState } from "#durable-objects/client.ts";
import {
  actionRows,
  cron,
  deliver,
  freshShop,
  mailbox,
  moveClock,
  setMode,
  ticks,
  withProbe,
} from "#tests/workers/kit-harness.ts";
import { script, wish } from "#tests/workers/probe-agent.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
let chunk = 0;

beforeEach(async () => {
  await freshShop();
  chunk = 0;
  await setMode("approve");
  script.observe = async () => {
    script.decisions = [wish({ target: `t${chunk}` })];
    chunk += 1;
    return { snapshot: null, observed: 10, cursors: { place: String(chunk) }, more: chunk < 3 };
  };
});

async function run() {
  return env.DB.prepare("SELECT * FROM runs").first();
}

it("commits each chunk before the next is sent, and adds them up in one run", async () => {
  await cron(at);
  expect(await run()).toMatchObject({ outcome: null, observed: 10, proposed: 1, chunk: 0 });
  await deliver();
  expect(await run()).toMatchObject({ outcome: "succeeded", observed: 30, proposed: 3, chunk: 2 });
  expect(JSON.parse(String((await run())?.measures))).toEqual({ decided: 3 });
  expect(await actionRows()).toHaveLength(3);
  expect(await ticks()).toMatchObject([{ outcome: "succeeded" }]);
});

it("starts a chunk once however often its message is delivered", async () => {
  await cron(at);
  const [message] = mailbox.runs;
  mailbox.runs.push(message!, message!);
  await deliver();
  expect(await run()).toMatchObject({ outcome: "succeeded", observed: 30 });
});

it("sends a lost chunk message again, and goes on where it stood", async () => {
  await cron(at);
  mailbox.runs.length = 0;
  await moveClock(120_000);
  await withProbe((probe) => probe.sweep());
  await deliver();
  expect(await run()).toMatchObject({ outcome: "succeeded", observed: 30 });
  expect(await actionRows()).toHaveLength(3);
});

it("gives up a chunk that dies three times, keeping what was committed", async () => {
  await cron(at);
  const state = agentState(env, "probe");
  for (let tries = 0; tries < 5; tries += 1) {
    const { live } = await state.view(at);
    if (!live) break;
    const now = (live.deadline ?? at) + 31_000;
    await state.begin({
      agent: "probe",
      tickId: `cron:${at}`,
      trigger: "continuation",
      scheduledFor: at,
      now,
      timeoutMs: 1_500,
      needs: [],
      needsMirror: true,
      runId: live.runId,
      chunk: live.chunk,
    });
    await state.wake(now + 33_000);
  }
  expect(await ticks()).toMatchObject([{ outcome: "crashed" }]);
  expect(await run()).toMatchObject({ outcome: "crashed", observed: 10 });
  expect(await actionRows()).toHaveLength(1);
});
