import { afterAll, beforeAll, expect, it } from "vitest";
import { getAgentHealth, listAgents, listTicks } from "#schemas/api/agents.ts";
import { listConnections } from "#schemas/api/connections.ts";
import { ask } from "#scripts/platform/ask.ts";
import { startTrial, type Trial } from "./trial-system.ts";

let system: Trial;

beforeAll(async () => {
  system = await startTrial({ sandbox: false });
});
afterAll(async () => {
  await system?.end();
});

it("starts without any store or vendor, answers, and says of each what is not configured", async () => {
  await system.crons.fireAll();
  const { items: connections } = await ask(system, listConnections.output, "/v1/connections");
  expect(connections.length).toBeGreaterThan(0);
  // The advisories' database is public: it works without being set up.
  for (const { id, status } of connections) expect([id, status]).toEqual([id, id === "osv" ? "ok" : "not-configured"]);

  const { items: agents } = await ask(system, listAgents.output, "/v1/agents");
  expect(agents.length).toBeGreaterThan(0);
  for (const { id } of agents) {
    const { items: ticks } = await ask(system, listTicks.output, `/v1/agents/${id}/ticks?limit=5`);
    expect(ticks.length).toBeGreaterThan(0);
    for (const tick of ticks) expect([tick.state, tick.reason]).toEqual(["refused", "importing"]);
    const health = await ask(system, getAgentHealth.output, `/v1/agents/${id}/health`);
    expect(health.reasons).toContain("shopify: not configured");
  }

  expect((await fetch(`${system.controlUrl}/healthz`)).status).toBe(200);
  const ready = await fetch(`${system.controlUrl}/readyz`);
  expect(ready.status).toBe(503);
  expect(JSON.stringify(await ready.json())).toMatch(/not configured/);
});
