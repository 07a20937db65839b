import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { clockAt } from "#agent-kit/clock.ts";
import type { NeedDefinition } from "#agent-kit/definition.ts";
import { logger } from "#agent-kit/log.ts";
import { workbench } from "#agent-kit/work-context.ts";
import { agentState } from "#durable-objects/client.ts";
import { cron, freshShop, ticks } from "#tests/workers/kit-harness.ts";
import { script } from "#tests/workers/probe-agent.ts";

const at = Date.parse("2026-11-22T10:00:00Z");

/** A namespace whose objects cannot be reached. */
const lost = {
  idFromName: () => ({}),
  get: () => ({ fetch: () => Promise.reject(new Error("gone")), exchange: () => Promise.reject(new Error("gone")) }),
};

const need = (whenUnreachable?: "call" | "refuse") => ({ connection: "vendor", required: true, whenUnreachable });

function begin(whenUnreachable?: "call" | "refuse") {
  return agentState(env, "probe").begin({
    agent: "probe",
    tickId: "cron:1",
    trigger: "cron",
    scheduledFor: at,
    now: at,
    timeoutMs: 1_000,
    needs: [need(whenUnreachable)],
    needsMirror: true,
  });
}

beforeEach(async () => {
  await freshShop();
  await runInDurableObject(env.AGENT_STATE.get(env.AGENT_STATE.idFromName("probe")), (object) => {
    Object.defineProperty(object, "env", { value: { ...env, CIRCUIT_BREAKER: lost } });
  });
});

it("a run begins, works and ends although no breaker can be asked or told", async () => {
  script.observe = async () => ({ snapshot: null, observed: 1 });
  await cron(at);
  expect(await ticks()).toMatchObject([{ state: "ran", outcome: "succeeded" }]);
});

it("begin answers by what each connection said: fail open by default", async () => {
  expect(await begin()).toMatchObject({
    granted: true,
    connections: [{ connection: "vendor", verdict: { allow: true, state: "closed" } }],
  });
});

it("begin refuses, and the tick says why, where a required connection fails closed", async () => {
  expect(await begin("refuse")).toMatchObject({ granted: false, reason: "connection-open" });
  expect(await ticks()).toMatchObject([
    { state: "refused", reason: "connection-open", detail: "vendor's breaker cannot be reached" },
  ]);
});

it("a chunk that ends without a breaker to tell moves on by one", async () => {
  const begun = await begin();
  if (!begun.granted) throw new Error(begun.reason);
  const ended = await agentState(env, "probe").finish({
    runId: begun.runId,
    token: begun.token,
    outcome: "succeeded",
    now: at,
    reason: null,
    recorded: true,
    more: true,
    connections: [{ connection: "vendor", outcomes: { ok: 3, failed: 0, slow: 0 } }],
  });
  expect(ended).toEqual({ ok: true, chunk: 1, followUp: null });
});

it.each([
  [undefined, "answer"],
  ["call", "answer"],
  ["refuse", "budget-wait"],
] as const)("what a need declares reaches its connection: %s", async (whenUnreachable, result) => {
  const declared: NeedDefinition = {
    ...need(whenUnreachable),
    account: () => "vendor",
    configured: () => true,
    evidence: { level: "recorded", source: "a double for tests", date: "2026-11-30" },
  };
  const bench = workbench({
    env: { ...env, CIRCUIT_BREAKER: lost, RATE_BUDGET: lost } as unknown as AgentEnv,
    agent: "probe",
    needs: [declared],
    clock: clockAt(0),
    log: logger({ now: () => 0, sink: () => undefined }),
    signal: AbortSignal.timeout(10_000),
    // Too close for the wait that a refused call would begin with.
    deadlineAt: Date.now() + 4_000,
  });
  const outcome = await bench
    .connect("vendor")
    .call({ name: "x", effect: "read", run: async () => ({ value: "answer" }) })
    .catch((error: { code: string }) => error.code);
  expect(outcome).toBe(result);
});
