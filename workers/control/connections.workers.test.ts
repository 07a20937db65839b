import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { listConnections } from "#schemas/api/connections.ts";
import { InventoryPricing, ProductResearch, Security } from "#tests/workers/all.ts";
import { door, fakeAgent } from "./door.fixture.ts";

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
});

const list = async (own: Record<string, unknown>) =>
  listConnections.output.parse(await (await door(own).call("GET", "/v1/connections")).json()).items;

it("shows what each adapter itself declares of how it knows its vendor", async () => {
  const agent = (Agent: typeof InventoryPricing | typeof ProductResearch | typeof Security) =>
    new Agent({} as ExecutionContext, env as never);
  const items = await list({
    AGENT_PRICING: agent(InventoryPricing),
    AGENT_RESEARCH: agent(ProductResearch),
    AGENT_SECURITY: agent(Security),
  });
  for (const { id, evidence, evidenceFrom } of items) {
    expect(evidence, id).toMatch(/^(documented|recorded|live)$/);
    expect(evidenceFrom?.source, id).toMatch(/\w{4}/);
    expect(evidenceFrom?.date, id).toMatch(/^20\d\d-\d\d-\d\d$/);
  }
  const cj = items.find(({ id }) => id === "cj");
  expect(cj?.evidenceFrom?.source).toContain("developers.cjdropshipping.com");
});

it("takes an adapter's word and knows nothing of one that has not given it", async () => {
  const agent = fakeAgent();
  agent.describe = async () => ({
    ...(await fakeAgent().describe()),
    needs: [
      {
        connection: "heard",
        required: true,
        evidence: { level: "live", source: "a call of its owner's", date: "2026-11-30" },
      },
      { connection: "silent", required: true },
    ],
  });
  const items = await list({ AGENT_PROBE: agent });
  expect(items.find(({ id }) => id === "heard")).toMatchObject({
    evidence: "live",
    evidenceFrom: { source: "a call of its owner's", date: "2026-11-30" },
  });
  expect(items.find(({ id }) => id === "silent")).toMatchObject({ evidence: null, evidenceFrom: null });
  expect(items.find(({ id }) => id === "shopify")?.evidence).toBe("documented");
});
