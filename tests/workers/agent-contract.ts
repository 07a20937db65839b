import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  reset,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import type { AnyAgent } from "#agent-kit/definition.ts";
import { agentState } from "#durable-objects/client.ts";
import { agentEnv, mailbox, seedShop } from "./kit-harness.ts";

type Shown = InstanceType<ReturnType<typeof import("#agent-kit/define-agent.ts").defineAgent>>;

export interface Contract {
  Agent: (new (ctx: ExecutionContext, env: AgentEnv) => Shown) & { definition: AnyAgent };
  /** Variables the agent has beside every agent's own. */
  extra?: Record<string, unknown>;
  /** A snapshot `decide` has something to say about. */
  snapshot: unknown;
}

/** What every agent promises, whatever it does: each agent's own test calls this with itself. */
export function agentContract({ Agent, extra = {}, snapshot }: Contract): void {
  const { definition } = Agent;
  const { id } = definition;

  async function invoke<T>(work: (agent: Shown) => Promise<T>): Promise<T> {
    const context = createExecutionContext();
    const answer = await work(new Agent(context, { ...agentEnv(), ...extra } as AgentEnv));
    await waitOnExecutionContext(context);
    return answer;
  }
  const cron = (at: number) =>
    invoke((agent) => agent.scheduled(createScheduledController({ cron: "* * * * *", scheduledTime: new Date(at) })));
  async function deliver(): Promise<void> {
    for (const body of mailbox.runs.splice(0)) {
      const context = createExecutionContext();
      const batch = createMessageBatch(`${id}-runs`, [
        { id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body },
      ]);
      await new Agent(context, { ...agentEnv(), ...extra } as AgentEnv).queue(batch);
      await getQueueResult(batch, context);
    }
    if (mailbox.runs.length > 0) await deliver();
  }
  const ticks = async () => (await agentState(env, id).ticks({ limit: 50 })).toReversed();
  const at = Date.parse("2026-11-22T10:00:00Z");

  describe(`${id} keeps the contract of an agent`, () => {
    beforeEach(async () => {
      await reset();
      await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
      mailbox.runs.length = 0;
      mailbox.actions.length = 0;
      await seedShop();
    });

    it("says who it is, in plain data", async () => {
      const described = await invoke((agent) => agent.describe());
      expect(structuredClone(described)).toEqual(described);
      expect(described.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(described.name).toMatch(/ Agent$/);
      expect(described.summary.length).toBeGreaterThan(20);
      expect(described.capabilities.length).toBeGreaterThan(0);
      expect(described.settingsSchema).toMatchObject({ type: "object", properties: { schedule: {} } });
      expect(described.settingsSchema).toEqual(z.toJSONSchema(definition.settings, { io: "input" }));
    });

    it("has a default for every setting and refuses what is none, by name", async () => {
      expect(definition.settings.parse({})).toEqual(definition.settings.parse(definition.settings.parse({})));
      const refused = await invoke((agent) =>
        agent.setSettings({ settings: { schedule: { every: -1 } }, actor: "test" }),
      );
      expect(refused).toMatchObject({ ok: false, code: "invalid", issues: [{ path: "schedule.every" }] });
    });

    it("says of each kind of action how its outcome is known and whether it can be undone", async () => {
      const { actions } = await invoke((agent) => agent.describe());
      for (const action of actions) if (!action.revertible) expect(action.notRevertibleBecause).toMatch(/\w{3}/);
      expect(new Set(actions.map(({ kind }) => kind)).size).toBe(actions.length);
    });

    it("begins in shadow and leaves nothing to approve there", async () => {
      expect((await invoke((agent) => agent.view())).mode).toBe("shadow");
      await cron(at);
      await deliver();
      const open = await env.DB.prepare("SELECT count(*) AS n FROM actions WHERE status <> 'shadow'").first<{
        n: number;
      }>();
      expect(open?.n).toBe(0);
    });

    it("records a run of an empty shop as succeeded, in the object and in D1", async () => {
      await cron(at);
      await deliver();
      expect(await ticks()).toMatchObject([{ state: "ran", outcome: "succeeded" }]);
      const runs = await env.DB.prepare("SELECT outcome FROM runs WHERE agent = ?1").bind(id).all();
      expect(runs.results).toEqual([{ outcome: "succeeded" }]);
    });

    it("refuses a repeated cron, and any while paused or stopped", async () => {
      await cron(at);
      await deliver();
      await cron(at);
      await invoke((agent) => agent.setMode({ mode: "paused", actor: "test", note: "stock-taking" }));
      await cron(at + 86_400_000);
      await invoke((agent) => agent.stop({ actor: "test", why: "fire" }));
      await cron(at + 2 * 86_400_000);
      expect((await ticks()).slice(1).map(({ reason }) => reason)).toEqual(["duplicate", "paused", "stopped"]);
    });

    it("decides purely: the same snapshot, left untouched, gives the same decisions", () => {
      const settings = definition.settings.parse({}) as object;
      const frozen = deepFreeze(structuredClone(snapshot));
      const first = definition.decide(frozen, settings, at);
      expect(definition.decide(structuredClone(snapshot), settings, at)).toEqual(first);
      expect(first.decisions.length).toBeGreaterThan(0);
      for (const decision of first.decisions) {
        const kind = definition.actions[decision.kind];
        expect(kind, decision.kind).toBeDefined();
        expect(kind?.payload.safeParse(decision.payload).success).toBe(true);
        expect(decision.reasons.length).toBeGreaterThan(0);
        expect(decision.confidence).toBeGreaterThanOrEqual(0);
        expect(decision.confidence).toBeLessThanOrEqual(1);
        expect(Number.isSafeInteger(decision.impactMinor) && Number.isSafeInteger(decision.moneyMinor)).toBe(true);
      }
    });

    it("tells its health without being asked twice", async () => {
      const health = await invoke((agent) => agent.health());
      expect(["pass", "warn", "fail"]).toContain(health.status);
      expect(health.connections.map(({ id: connection }) => connection)).toEqual(
        definition.needs.map(({ connection }) => connection),
      );
    });

    it("sweeps without effect when there is nothing to put right", async () => {
      await cron(Date.now());
      await deliver();
      const report = await invoke((agent) => agent.sweep());
      expect(report).toMatchObject({ resent: 0, lapsed: 0, expired: 0 });
    });
  });
}

function deepFreeze<T>(value: T): T {
  if (value && typeof value === "object") {
    for (const held of Object.values(value)) deepFreeze(held);
    Object.freeze(value);
  }
  return value;
}
