import { createExecutionContext, createScheduledController, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { agentState, breaker } from "#durable-objects/client.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { killer } from "#tests/workers/killer.ts";
import {
  actionRows,
  agentEnv,
  cron,
  deliver,
  freshShop,
  mailbox,
  moveClock,
  seedShop,
  setMode,
  ticks,
  withProbe,
} from "#tests/workers/kit-harness.ts";
import { script, wish } from "#tests/workers/probe-agent.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const minute = 60_000;

beforeEach(freshShop);

async function runRows() {
  return (await env.DB.prepare("SELECT id, outcome, reason, trace_id FROM runs ORDER BY started_at, id").all()).results;
}

describe("every tick has one row with the reason", () => {
  it("runs, and says so in the object and in D1", async () => {
    await cron(at);
    expect(await ticks()).toMatchObject([
      { state: "ran", trigger: "cron", runId: "probe-1", outcome: "succeeded", scheduledFor: at },
    ]);
    expect(await runRows()).toMatchObject([{ id: "probe-1", outcome: "succeeded" }]);
  });

  it("refuses a cron that is delivered twice as a duplicate", async () => {
    await cron(at);
    await cron(at);
    expect(await ticks()).toMatchObject([{ state: "ran" }, { state: "refused", reason: "duplicate" }]);
    expect(await runRows()).toHaveLength(1);
  });

  it("refuses a second run while one is live", async () => {
    const gate = Promise.withResolvers<void>();
    script.observe = async () => {
      await gate.promise;
      return { snapshot: null, observed: 1 };
    };
    const first = cron(at);
    await until(async () => (await agentState(env, "probe").view(at)).live !== null);
    await cron(at + 5 * minute);
    gate.resolve();
    await first;
    expect(await ticks()).toMatchObject([
      { state: "ran", outcome: "succeeded" },
      { state: "refused", reason: "overlapping", detail: "probe-1" },
    ]);
  });

  it.each([
    ["paused", async () => setMode("paused")],
    ["stopped", async () => void (await withProbe((probe) => probe.stop({ actor: "test", why: "fire" })))],
    ["importing", async () => seedShop(null)],
    [
      "connection-open",
      async () =>
        void (await breaker(env, "vendor").force({ to: "open", by: "test", why: "test", at: Date.now(), until: null })),
    ],
  ])("refuses with %s", async (reason, arrange) => {
    await arrange();
    await cron(at);
    expect(await ticks()).toMatchObject([{ state: "refused", reason }]);
    expect(await runRows()).toEqual([]);
  });

  it("refuses what its schedule does not ask for, in the shop's zone", async () => {
    await withProbe((probe) =>
      probe.setSettings({ actor: "test", settings: { schedule: { quietHours: { from: "09:30", to: "10:30" } } } }),
    );
    await cron(at);
    expect(await ticks()).toMatchObject([
      { state: "refused", reason: "not-due", detail: "quiet hours 09:30–10:30 (Europe/London)" },
    ]);
  });

  it("rests after failures in a row, and a person may still run it", async () => {
    script.observe = async () => Promise.reject(new Error("boom"));
    await cron(at);
    await cron(at + 5 * minute);
    await cron(at + 10 * minute);
    expect((await ticks()).map((tick) => tick.reason ?? tick.outcome)).toEqual(["failed", "failed", "backoff"]);
    script.observe = async () => ({ snapshot: null, observed: 0 });
    await withProbe((probe) => probe.run({ trigger: "manual", requestId: "r1", actor: "test" }));
    await deliver();
    expect((await ticks()).at(-1)).toMatchObject({ trigger: "manual", outcome: "succeeded" });
  });

  it("lets a wake that meets a run start exactly one more afterwards", async () => {
    const gate = Promise.withResolvers<void>();
    script.observe = async () => {
      await gate.promise;
      return { snapshot: null, observed: 1 };
    };
    const first = cron(at);
    await until(async () => (await agentState(env, "probe").view(at)).live !== null);
    await withProbe((probe) => probe.wake(["pokes"]));
    await withProbe((probe) => probe.wake(["pokes"]));
    await withProbe((probe) => probe.wake(["something else"]));
    gate.resolve();
    await first;
    await deliver();
    const seen = await ticks();
    expect(seen.filter((tick) => tick.reason === "overlapping")).toHaveLength(2);
    expect(seen.filter((tick) => tick.state === "ran")).toMatchObject([
      { trigger: "cron" },
      { trigger: "wake", outcome: "succeeded" },
    ]);
  });

  it("makes one run of a wake asked ten times", async () => {
    for (let n = 0; n < 10; n += 1) await withProbe((probe) => probe.wake(["pokes"]));
    expect(mailbox.runs).toHaveLength(1);
    await deliver();
    expect((await ticks()).filter((tick) => tick.state === "ran")).toHaveLength(1);
  });
});

describe("a run that does not end well is closed with the right outcome", () => {
  it("failed, when the agent throws", async () => {
    script.observe = async () => Promise.reject(new Error("boom"));
    await cron(at);
    expect(await ticks()).toMatchObject([{ outcome: "failed" }]);
    expect(await runRows()).toMatchObject([{ outcome: "failed" }]);
  });

  it("timed-out, when it never settles, and what it does later is not committed", async () => {
    const late = Promise.withResolvers<void>();
    script.decisions = [wish({ target: "t1" })];
    script.observe = async () => {
      await late.promise;
      return { snapshot: null, observed: 1 };
    };
    await setMode("approve");
    await cron(at);
    expect(await ticks()).toMatchObject([{ outcome: "timed-out" }]);
    late.resolve();
    await new Promise((done) => setTimeout(done, 50));
    expect(await actionRows()).toEqual([]);
    expect(await runRows()).toMatchObject([{ outcome: "timed-out" }]);
  });

  it("timed-out, without making another agent late", async () => {
    script.observe = () => new Promise(() => undefined);
    const hanging = cron(at);
    await until(async () => (await agentState(env, "probe").view(at)).live !== null);
    const context = createExecutionContext();
    const other = new InventoryPricing(context, agentEnv());
    await other.scheduled(createScheduledController({ cron: "5 */2 * * *", scheduledTime: new Date(at) }));
    expect(await other.ticks({ limit: 5 })).toMatchObject([{ state: "ran" }]);
    // The hanging one hangs still: nobody waited for it.
    expect((await agentState(env, "probe").view(at)).live).not.toBeNull();
    await hanging;
    expect(await ticks()).toMatchObject([{ outcome: "timed-out" }]);
  });

  it("crashed, by the object's alarm, when nothing is heard of it, and the next tick runs", async () => {
    const begun = await begin("cron:1", at);
    expect(begun.granted).toBe(true);
    await evictDurableObject(env.AGENT_STATE.get(env.AGENT_STATE.idFromName("probe")));
    await agentState(env, "probe").wake(at + 1_500 + 31_000);
    expect(await ticks()).toMatchObject([{ outcome: "crashed" }]);
    expect(await runRows()).toMatchObject([{ outcome: "crashed", trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    await cron(at + 5 * minute);
    expect((await ticks()).at(-1)).toMatchObject({ outcome: "succeeded" });
  });

  it("succeeded, when it had committed and died before it could say so", async () => {
    const dead = killer({ at: 0, when: "before" }, (operation) => operation === "AgentState.finish").env;
    void cron(at, dead).catch(() => undefined);
    await until(async () => (await runRows()).length === 1);
    const started = (await agentState(env, "probe").view(at)).live?.startedAt ?? 0;
    await agentState(env, "probe").wake(started + 1_500 + 31_000);
    expect(await ticks()).toMatchObject([{ outcome: "succeeded" }]);
  });

  it("superseded, when a newer run reached D1 first: its whole batch rolls back", async () => {
    await setMode("approve");
    script.decisions = [wish({ target: "t1" })];
    script.observe = async () => {
      await env.DB.prepare("INSERT INTO fences (agent, token) VALUES ('probe', 99)").run();
      return { snapshot: null, observed: 1 };
    };
    await cron(at);
    expect(await ticks()).toMatchObject([{ outcome: "superseded" }]);
    expect(await actionRows()).toEqual([]);
  });

  it("cancelled, by a person: nothing it still does is committed", async () => {
    await setMode("approve");
    script.decisions = [wish({ target: "t1" })];
    script.observe = async () => {
      await withProbe((probe) => probe.cancel({ runId: "probe-1", actor: "test" }));
      return { snapshot: null, observed: 1 };
    };
    await cron(at);
    expect(await ticks()).toMatchObject([{ outcome: "cancelled" }]);
    expect(await actionRows()).toEqual([]);
    expect(await runRows()).toMatchObject([{ outcome: "cancelled" }]);
  });
});

describe("the sweep", () => {
  it("sends a lost run message again, once", async () => {
    await withProbe((probe) => probe.run({ trigger: "manual", requestId: "r1", actor: "test" }));
    mailbox.runs.length = 0;
    await moveClock(61_000);
    await withProbe((probe) => probe.sweep());
    const manual = mailbox.runs.filter((message) => message.trigger === "manual");
    expect(manual).toHaveLength(1);
    await deliver();
    expect((await ticks()).filter((tick) => tick.trigger === "manual")).toMatchObject([{ outcome: "succeeded" }]);
  });

  it("catches up one missed tick after a long silence, never a flood", async () => {
    await withProbe((probe) => probe.sweep());
    await deliver();
    await moveClock(86_400_000);
    await withProbe((probe) => probe.sweep());
    await withProbe((probe) => probe.sweep());
    await deliver();
    expect((await ticks()).filter((tick) => tick.trigger === "catch-up" && tick.state === "ran")).toHaveLength(2);
  });
});

function begin(tickId: string, now: number) {
  return agentState(env, "probe").begin({
    agent: "probe",
    tickId,
    trigger: "cron",
    scheduledFor: now,
    now,
    timeoutMs: 1_500,
    needs: [],
    needsMirror: true,
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("it never came to that");
}
