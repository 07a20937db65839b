import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { countedEnv } from "#tests/workers/counted-env.ts";
import type { Counts } from "#tests/workers/counts.ts";
import type { AgentEnv } from "../agent-env.ts";
import { defineAgent } from "../define-agent.ts";
import { EmptyAgent } from "./empty-agent.fixture.ts";

/** An agent that asks one vendor once. */
const AskingAgent = defineAgent({
  ...EmptyAgent.definition,
  id: "asking",
  needs: [
    {
      connection: "vendor",
      required: true,
      account: () => "vendor.example",
      configured: () => true,
      evidence: { level: "recorded", source: "a double for tests", date: "2026-11-22" },
    },
  ],
  observe: async ({ connect }) => {
    const snapshot = await connect("vendor").call({
      name: "look",
      effect: "read",
      cost: 1,
      run: async () => ({ value: 1 }),
    });
    return { snapshot, observed: 1 };
  },
});

const minute = 60_000;
let nth = 0;

async function tick(Agent: typeof EmptyAgent | typeof AskingAgent): Promise<Counts> {
  nth += 1;
  const counted = countedEnv(env as unknown as AgentEnv);
  const ctx = createExecutionContext();
  const agent = new Agent(ctx, { ...counted.env, AGENT: Agent.definition.id, SCHEDULE: "* * * * *" });
  await agent.scheduled(createScheduledController({ cron: "* * * * *", scheduledTime: new Date(nth * minute) }));
  await waitOnExecutionContext(ctx);
  return counted.counts;
}

async function outcomes(agent: string): Promise<string[]> {
  const rows = await env.DB.prepare("SELECT outcome FROM runs WHERE agent = ?1").bind(agent).all<{ outcome: string }>();
  return rows.results.map((row) => row.outcome);
}

const sum = (requests: Counts["objectRequests"]) => Object.values(requests).reduce((total, each) => total + each, 0);

describe("an idle run", () => {
  beforeAll(async () => {
    await env.DB.prepare(
      "INSERT INTO shop (id, domain, name, currency, time_zone, imported_at, updated_at) VALUES ('s', 's.example', 'S', 'GBP', 'UTC', 1, 1)",
    ).run();
  });

  it("costs two object requests, two D1 round trips and at most ten written rows, the first one too", async () => {
    for (let run = 0; run < 3; run++) {
      const counts = await tick(EmptyAgent);
      expect(counts.objectRequests).toEqual({ AGENT_STATE: 2 });
      expect(counts.d1RoundTrips).toBe(2);
      expect(counts.rowsWritten).toBeGreaterThanOrEqual(2);
      expect(counts.rowsWritten).toBeLessThanOrEqual(10);
    }
    expect(await outcomes("empty")).toEqual(["succeeded", "succeeded", "succeeded"]);
  });

  it("costs at most one object request more for a connection it uses", async () => {
    for (let run = 0; run < 3; run++) {
      const counts = await tick(AskingAgent);
      expect(sum(counts.objectRequests)).toBeLessThanOrEqual(3 + 1);
      expect(counts.objectRequests.RATE_BUDGET).toBe(1);
      expect(counts.d1RoundTrips).toBe(2);
      expect(counts.rowsWritten).toBeLessThanOrEqual(10);
    }
    expect(await outcomes("asking")).toEqual(["succeeded", "succeeded", "succeeded"]);
  });

  it("that is refused costs one object request and nothing else", async () => {
    await tick(EmptyAgent);
    nth -= 1;
    const counts = await tick(EmptyAgent);
    expect(counts).toEqual({ objectRequests: { AGENT_STATE: 1 }, d1RoundTrips: 0, rowsWritten: 0, rowsRead: 0 });
  });
});
