import { createExecutionContext } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import { defineAgent } from "#agent-kit/define-agent.ts";
import { EmptyAgent } from "#agent-kit/run/empty-agent.fixture.ts";
import { agentEnv } from "#tests/workers/kit-harness.ts";

const healthOf = (health: () => Promise<string[]>) => {
  const Agent = defineAgent({ ...EmptyAgent.definition, id: "introspective", health });
  return new Agent(createExecutionContext(), agentEnv({ SCHEDULE: "*/5 * * * *" })).health();
};

it("what only the agent knows stands among the reasons, and warns", async () => {
  expect(await healthOf(async () => ["the model is a year old"])).toMatchObject({
    status: "warn",
    reasons: expect.arrayContaining(["the model is a year old"]),
  });
});

it("an agent that cannot look at itself is still described, and says nothing of what it met", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const told = await healthOf(async () => {
    throw new TypeError("no model for Canarina Birdwell");
  });
  expect(told).toMatchObject({ status: "warn", reasons: expect.arrayContaining(["it could not look at itself"]) });
  expect(JSON.stringify([told, warned.mock.calls])).not.toContain("Canarina");
  warned.mockRestore();
});
