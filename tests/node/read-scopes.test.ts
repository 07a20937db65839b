import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod/mini";
import { mirrorScopes } from "#integrations/shopify/mirror-scopes.ts";
import { listActions } from "#schemas/api/actions.ts";
import { listAgents, listTicks } from "#schemas/api/agents.ts";
import { connectReport } from "#schemas/api/connect.ts";
import { testConnection } from "#schemas/api/connections.ts";
import { getShop } from "#schemas/api/shop.ts";
import { ask } from "#scripts/platform/ask.ts";
import { moveClock, startTrial, type Trial, until } from "./trial-system.ts";

const day = 86_400_000;
const days = 7;
const effects = z.object({
  effects: z.object({ changes: z.array(z.unknown()), repeats: z.array(z.unknown()), countByKind: z.object({}) }),
  counts: z.object({ orders: z.number() }),
});

let system: Trial;
beforeAll(async () => {
  system = await startTrial({ sandbox: { speed: 0, products: 10, flags: ["--scopes", mirrorScopes.join(",")] } });
  await system.crons.fireAll(["royal-equips-store-sync"]);
  await until("the import", async () => (await report()).import.status === "done");
});
afterAll(async () => {
  await system?.end();
});

const report = () => ask(system, connectReport.output, "/v1/connect/report");
const agents = async () => (await ask(system, listAgents.output, "/v1/agents")).items;
const store = async () => effects.parse(await (await fetch(`${system.sandboxUrl}/__sandbox/state`)).json());

it("the connected store tells what it grants, and the report what came of it", async () => {
  const { shop } = await ask(system, getShop.output, "/v1/shop");
  expect(shop?.scopes).toEqual(mirrorScopes);
  const tested = await ask(system, testConnection.output, "/v1/connections/shopify/test", "POST", {});
  expect(tested).toMatchObject({ ok: true, store: { scopes: mirrorScopes } });
  const told = await report();
  expect(told.found).toMatchObject({ products: 10, orders: (await store()).counts.orders });
  expect(told.begin.message).toMatch(/^Only read scopes are granted/);
  expect(told.agents.map(({ agent }) => agent).sort()).toEqual((await agents()).map(({ id }) => id).sort());
});

it("an agent that would write cannot be raised above shadow, and is told why", async () => {
  const writing = (await report()).agents.filter(({ writes }) => writes.length > 0);
  expect(writing.map(({ agent }) => agent)).toContain("inventory-pricing");
  for (const { agent, most, writes } of writing) {
    expect(most).toBe("shadow");
    const reply = await system.request(`/v1/agents/${agent}/mode`, {
      method: "PUT",
      body: JSON.stringify({ mode: "auto" }),
    });
    expect(reply.status).toBe(409);
    const problem = z.object({ code: z.string(), detail: z.string() }).parse(await reply.json());
    expect(problem.code).toBe("missing-scope");
    for (const { scope } of writes) expect(problem.detail).toContain(scope);
  }
});

it(`with read scopes only, ${days} days leave no write in the store`, async () => {
  // Bolder than an owner would be: the agent is to wish for changes, so that there is something it does not do.
  const settings = { leastProbability: 0.3, leastGain: 0.001 };
  await ask(system, null, "/v1/agents/inventory-pricing/settings", "PUT", { settings });
  const ordersBefore = (await store()).counts.orders;
  for (let passed = 0; passed < days; passed += 1) {
    await fetch(`${system.sandboxUrl}/__sandbox/orders`, { method: "POST", body: JSON.stringify({ count: 10 }) });
    await moveClock(system, day);
  }
  await until("the end of every run", async () => (await agents()).every(({ view }) => view?.live === null));

  const after = await store();
  expect(after.counts.orders).toBe(ordersBefore + 10 * days);
  expect(after.effects).toEqual({ changes: [], repeats: [], countByKind: {} });
  const { items } = await ask(system, listActions.output, "/v1/actions?limit=200");
  expect(items.length).toBeGreaterThan(0);
  const watching = (await agents()).filter(({ view }) => view?.mode === "shadow").map(({ id }) => id);
  expect(watching).toContain("inventory-pricing");
  const status = items.filter(({ agent }) => watching.includes(agent)).map((action) => action.status);
  expect(new Set(status)).toEqual(new Set(["shadow"]));
  const { items: ticks } = await ask(system, listTicks.output, "/v1/agents/inventory-pricing/ticks?limit=200");
  const ran = ticks.filter(({ outcome }) => outcome === "succeeded");
  expect(ran.length).toBeGreaterThanOrEqual(days);
}, 600_000);
