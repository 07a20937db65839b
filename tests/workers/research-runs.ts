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
import { expect, inject } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { ProductResearch } from "./all.ts";
import { agentEnv, mailbox, seedShop } from "./kit-harness.ts";

/** Whole runs of the agent against the suppliers' doubles, for tests. */

export const sandbox = inject("sandboxUrl");
export const start = Date.parse("2026-11-22T10:30:00Z");
let runs = 0;

/** An empty system that knows the sandbox's shop and twenty weeks of rising sales. */
export async function freshShop(): Promise<void> {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await clearFaults();
  mailbox.runs.length = 0;
  runs = 0;
  await seedShop();
  const scopes = ["write_products", "write_publications"];
  await env.DB.prepare("UPDATE shop SET scopes = ?1").bind(JSON.stringify(scopes)).run();
  await seedSales();
}

export const clearFaults = async () => void (await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" }));

async function invoke<T>(extra: object, work: (agent: InstanceType<typeof ProductResearch>) => Promise<T>): Promise<T> {
  const context = createExecutionContext();
  const answer = await work(new ProductResearch(context, { ...agentEnv(), ...extra } as AgentEnv));
  await waitOnExecutionContext(context);
  return answer;
}

/** One cron and all its chunks; answers with what it measured, all chunks together. */
export async function run(extra: object): Promise<Record<string, unknown>> {
  runs += 1;
  const scheduledTime = new Date(start + runs * 3_600_000);
  await invoke(extra, (agent) => agent.scheduled(createScheduledController({ cron: "30 * * * *", scheduledTime })));
  while (mailbox.runs.length > 0) {
    for (const body of mailbox.runs.splice(0)) {
      const context = createExecutionContext();
      const batch = createMessageBatch("product-research-runs", [
        { id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body },
      ]);
      await new ProductResearch(context, { ...agentEnv(), ...extra } as AgentEnv).queue(batch);
      await getQueueResult(batch, context);
    }
  }
  const row = await env.DB.prepare(
    "SELECT outcome, reason, measures FROM runs WHERE agent = 'product-research' ORDER BY started_at DESC LIMIT 1",
  ).first<{ outcome: string; reason: string; measures: string }>();
  expect([row?.outcome, row?.reason]).toEqual(["succeeded", null]);
  return JSON.parse(row?.measures ?? "{}") as Record<string, unknown>;
}

export const mode = (to: "approve") => invoke({}, (agent) => agent.setMode({ mode: to, actor: "test", note: "test" }));
export const settings = (given: object) => invoke({}, (agent) => agent.setSettings({ settings: given, actor: "test" }));
export const state = (supplier: string) =>
  env.DB.prepare("SELECT * FROM supplier_states WHERE supplier = ?1").bind(supplier).first();
export const drafts = () =>
  env.DB.prepare(
    "SELECT count(*) AS n FROM actions WHERE kind = 'product.draft' AND status = 'proposed'",
  ).first<number>("n");
export const costs = async () =>
  (await env.DB.prepare("SELECT id, cost_minor, currency FROM candidates ORDER BY id").all()).results;
export const control = (fault: object) =>
  fetch(`${sandbox}/__sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });

/** The sandbox shop's own titles and prices as the mirror would have them, each selling more week by week. */
async function seedSales(): Promise<void> {
  const query =
    "{ products(first: 10) { nodes { id title vendor productType status variants(first: 1) { nodes { id sku price } } } } }";
  const reply = await fetch(`${sandbox}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_sandbox" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await reply.json()) as {
    data: {
      products: {
        nodes: {
          id: string;
          title: string;
          productType: string;
          variants: { nodes: { id: string; sku: string; price: string }[] };
        }[];
      };
    };
  };
  const products = data.products.nodes.flatMap(({ variants, ...product }) =>
    variants.nodes.map((variant) => ({ ...product, variant })),
  );
  const days = Array.from({ length: 20 * 7 }, (_, at) => at);
  await env.DB.batch([
    ...products.flatMap(({ id, title, productType, variant }) => [
      env.DB.prepare(
        "INSERT INTO products (id, title, product_type, status, updated_at) VALUES (?1, ?2, ?3, 'ACTIVE', 1)",
      ).bind(id, title, productType),
      env.DB.prepare(
        "INSERT INTO variants (id, product_id, sku, title, price_minor, updated_at) VALUES (?1, ?2, ?3, 'Default Title', ?4, 1)",
      ).bind(variant.id, id, variant.sku, Math.round(Number(variant.price) * 100)),
      env.DB.prepare(
        `INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor)
         SELECT ?1 || d.value, 'o' || d.value, ?1, date('now', '-' || (d.value + 1) || ' days'), 20 - d.value / 7, 20 - d.value / 7, 100 FROM json_each(?2) AS d`,
      ).bind(variant.id, JSON.stringify(days)),
    ]),
  ]);
}
