import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listAgents, listTicks } from "#schemas/api/agents.ts";
import { listBreakers } from "#schemas/api/breakers.ts";
import { ask } from "#scripts/platform/ask.ts";
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
  await importAndPropose(system);
});
afterAll(async () => {
  await system?.end();
});

const prices = async (status: string) => (await actions(system, status)).filter(({ kind }) => kind === "price.set");

async function fault(body: object): Promise<void> {
  const reply = await fetch(`${system.sandboxUrl}/__sandbox/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ target: "shopify", ...body }),
  });
  expect(reply.status).toBe(200);
}

async function noFaults(): Promise<void> {
  expect((await fetch(`${system.sandboxUrl}/__sandbox/faults`, { method: "DELETE" })).status).toBe(200);
}

async function overdrafts(): Promise<number> {
  const state = (await (await fetch(`${system.sandboxUrl}/__sandbox/state`)).json()) as {
    bucket: { overdrafts: number };
  };
  return state.bucket.overdrafts;
}

async function shopifyBreaker() {
  return (await ask(system, listBreakers.output, "/v1/breakers")).items.find(
    ({ connection }) => connection === "shopify",
  );
}

const kinds = ["throttled", "401", "502", "slow", "reply-lost", "commit-delayed"] as const;

it.each(kinds)(
  "has each effect once, and never overdraws the budget, while a fifth of the calls meet %s",
  async (kind) => {
    await fault({ kind, rate: 0.2, ...(kind === "slow" || kind === "commit-delayed" ? { delayMs: 1_000 } : {}) });
    const before = (await storeState(system)).effects.changes.length;
    const wanted = (await prices("proposed")).slice(0, 8).map(({ id }) => id);
    expect(wanted).toHaveLength(8);
    await decide(system, "approve", wanted);
    await until(
      "an answer to every approved price",
      async () => {
        await moveClock(system, 310_000);
        const applied = new Set((await prices("applied")).map(({ id }) => id));
        // Everything that waits says what for.
        for (const waiting of [...(await prices("approved")), ...(await prices("unknown"))])
          if (waiting.attempts > 0) expect(waiting.statusReason).toMatch(/\w{3}/);
        return wanted.every((id) => applied.has(id));
      },
      240_000,
    );
    await noFaults();
    const targets = (await storeState(system)).effects.changes.slice(before).map(({ target }) => target);
    expect(targets).toHaveLength(wanted.length);
    expect(new Set(targets).size).toBe(wanted.length);
    expect(await overdrafts()).toBe(0);
  },
  300_000,
);

it("trips the breaker when the store is ill, says so in ticks and actions, and recovers", async () => {
  await fault({ kind: "502" });
  const wanted = (await prices("proposed")).slice(0, 10).map(({ id }) => id);
  await decide(system, "approve", wanted);
  await until("an open breaker", async () => (await shopifyBreaker())?.state === "open", 240_000);
  await until("waiting actions that say why", async () => {
    const waiting = (await prices("approved")).filter(({ id }) => wanted.includes(id));
    return waiting.some(({ statusReason }) => /breaker open/.test(statusReason ?? ""));
  });
  const agents = (await ask(system, listAgents.output, "/v1/agents")).items.map(({ id }) => id);
  const ticks = async (agent: string) =>
    (await ask(system, listTicks.output, `/v1/agents/${agent}/ticks?limit=100`)).items;
  const known = new Set((await Promise.all(agents.map(ticks))).flat().map(({ id, at }) => `${id} ${at}`));
  const isRefused = async (agent: string) =>
    (await ticks(agent)).some(
      ({ id, at, reason, detail }) =>
        !known.has(`${id} ${at}`) && reason === "connection-open" && detail?.includes("shopify"),
    );
  await until(
    "a refused tick of every agent that says why",
    async () => {
      // A cron whose minute the moved clock had fired already is a duplicate: the next minute's tells.
      await system.crons.fireAll();
      if ((await Promise.all(agents.map(isRefused))).every(Boolean)) return true;
      await sleep(10_000);
      return false;
    },
    150_000,
  );

  await noFaults();
  await until(
    "recovery",
    async () => {
      await moveClock(system, 120_000);
      const applied = new Set((await prices("applied")).map(({ id }) => id));
      return (await shopifyBreaker())?.state === "closed" && wanted.every((id) => applied.has(id));
    },
    240_000,
  );
}, 600_000);
