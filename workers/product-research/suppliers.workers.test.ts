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
import { afterAll, beforeEach, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { ProductResearch } from "#tests/workers/all.ts";
import { agentEnv, mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { record } from "./record.ts";

/** Whole runs against the suppliers' doubles: what they do wrong costs the run nothing but themselves. */

const sandbox = inject("sandboxUrl");
const feed = { SUPPLIER_FEED_URL: `${sandbox}/vendors/feed/catalogue.csv` };
const cj = { CJ_API_KEY: "cj-sandbox-key", CJ_BASE_URL: `${sandbox}/vendors/cj` };
const start = Date.parse("2026-11-22T10:30:00Z");
let runs = 0;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" });
  mailbox.runs.length = 0;
  runs = 0;
  await seedShop();
  const scopes = ["write_products", "write_publications"];
  await env.DB.prepare("UPDATE shop SET scopes = ?1").bind(JSON.stringify(scopes)).run();
  await seedSales();
});
afterAll(async () => void (await fetch(`${sandbox}/__sandbox/faults`, { method: "DELETE" })));

it("works on its own sales without any supplier, and says that none is configured", async () => {
  const measures = await run({});
  expect(measures).toMatchObject({ "supplier feed": "not configured", "supplier cj": "not configured" });
  const { results } = await env.DB.prepare("SELECT variant_id, score, lower FROM trends").all();
  expect(results.length).toBeGreaterThan(3);
  expect(results.every((row) => Number(row.lower) > 0)).toBe(true);
  const rising = await env.DB.prepare("SELECT title FROM notifications WHERE id LIKE 'rising%'").first();
  expect(rising).not.toBeNull();
}, 30_000);

it("keeps what the feed offers with its history, and proposes the best of it as drafts", async () => {
  await mode("approve");
  const measures = await run(feed);
  expect(await state("feed")).toMatchObject({ status: "ok", doubtful: 0 });
  const candidates = await env.DB.prepare("SELECT id, scored, score FROM candidates WHERE scored IS NOT NULL").all();
  expect(candidates.results.length).toBeGreaterThan(3);
  for (const row of candidates.results) {
    const { opportunity } = JSON.parse(String(row.scored)) as {
      opportunity: { parts: { source: string; quality: string; ageDays: number }[] };
    };
    for (const part of opportunity.parts)
      expect(part).toMatchObject({ source: expect.any(String), ageDays: expect.any(Number) });
  }
  const days = await env.DB.prepare("SELECT count(*) AS n FROM candidate_days").first("n");
  expect(days).toBe(candidates.results.length);
  expect(await drafts(), JSON.stringify(measures)).toBeGreaterThan(0);
}, 30_000);

it.each([
  ["zero", /costs nothing/],
  ["negative", /negative/],
  ["jump", /at once/],
  ["currency", /currency went from GBP to JPY/],
] as const)(
  "does not believe a feed with %s in it, and proposes nothing from it",
  async (kind, why) => {
    await run(feed);
    const before = await costs();
    await mode("approve");
    await control({ target: "feed", kind });
    await run(feed);
    expect(await state("feed")).toMatchObject({ status: "doubted", detail: expect.stringMatching(why) });
    expect(await costs()).toEqual(before);
    expect(await drafts()).toBe(0);
    const notice = await env.DB.prepare("SELECT level FROM notifications WHERE id LIKE 'supplier feed doubted%'").first(
      "level",
    );
    expect(notice).toBe("warning");
  },
  30_000,
);

it("goes on when a supplier is down, with the other one's offers", async () => {
  await mode("approve");
  await control({ target: "cj", kind: "quota" });
  const measures = await run({ ...feed, ...cj });
  expect(measures["supplier cj"]).toMatch(/^out-of-points/);
  expect([await state("cj"), await state("feed")]).toMatchObject([{ status: "out-of-points" }, { status: "ok" }]);
  expect(await drafts()).toBeGreaterThan(0);
}, 60_000);

it("searches CJ for what rises, quotes some of it, and leaves the rest without a number", async () => {
  await settings({
    exchangeRates: { USD: 0.8 },
    searchesPerRun: 1,
    quotesPerRun: 2,
    searches: ["bag", "heart", "set"],
  });
  await run(cj);
  expect(await state("cj")).toMatchObject({ status: "ok", evidence: "documented" });
  const rows = (await env.DB.prepare("SELECT quoted_at, scored FROM candidates").all()).results;
  const margins = rows.map((row) => {
    const { opportunity } = JSON.parse(String(row.scored)) as { opportunity: { missing: string[] } };
    return { quoted: row.quoted_at !== null, known: !opportunity.missing.includes("netMargin") };
  });
  expect(margins.filter(({ quoted }) => quoted).length).toBeGreaterThan(0);
  for (const { quoted, known } of margins) if (!quoted) expect(known).toBe(false);
}, 60_000);

it("asks to put a draft on sale also when its making was only seen afterwards", async () => {
  await mode("approve");
  await run(feed);
  const action = await env.DB.prepare(
    "SELECT id, payload FROM actions WHERE kind = 'product.draft' AND status = 'proposed' LIMIT 1",
  ).first<{ id: string; payload: string }>();
  const draft = JSON.parse(action!.payload) as { supplier: string; title: string; variants: { sku: string }[] };
  const id = "gid://shopify/Product/777";
  const product = (number: string, vendor: string) => [
    env.DB.prepare(
      "INSERT INTO products (id, title, vendor, status, tags, created_at, updated_at) VALUES (?1, ?2, ?3, 'DRAFT', ?4, 1, 1)",
    ).bind(number, draft.title, vendor, JSON.stringify([`supplier:${vendor}`])),
    env.DB.prepare(
      "INSERT INTO variants (id, product_id, sku, title, price_minor, updated_at) VALUES (?1 || 'v', ?1, ?2, 'Small', 100, 1)",
    ).bind(number, draft.variants[0]!.sku),
  ];
  await env.DB.batch([
    // What a reply lost and a look-up leave behind: applied, and no number of what was made.
    env.DB.prepare("UPDATE actions SET status = 'applied', result = NULL, applied_at = ?2 WHERE id = ?1").bind(
      action!.id,
      start,
    ),
    ...product("gid://shopify/Product/776", "somebody"),
    ...product(id, draft.supplier),
  ]);
  await run(feed);
  const { results } = await env.DB.prepare("SELECT target FROM actions WHERE kind = 'product.publish'").all();
  expect(results).toEqual([{ target: id }]);
}, 60_000);

it("does not let a later page make good what an earlier one did wrong", async () => {
  const answer = {
    kind: "supplier" as const,
    supplier: "feed",
    evidence: "recorded",
    day: "2026-11-22",
    believed: [],
    doubted: [],
    offers: 500,
  };
  const keep = (page: number, status: "ok" | "doubted", detail: string) =>
    env.DB.batch(record(env.DB, { ...answer, page, status, detail }, { runId: "r", now: 5 }));
  await keep(0, "doubted", "nonsense");
  await keep(1, "ok", "500 offers");
  expect(await state("feed")).toMatchObject({ status: "doubted", detail: "nonsense", offers: 1_000 });
  await keep(0, "ok", "500 offers");
  expect(await state("feed")).toMatchObject({ status: "ok", detail: "500 offers", offers: 500 });
});

it("says that a supplier it cannot reach is down", async () => {
  const measures = await run({ SUPPLIER_FEED_URL: "http://127.0.0.1:9/none.csv" });
  expect(measures["supplier feed"]).toMatch(/^(down|slow)/);
  expect(await state("feed")).toMatchObject({ status: expect.stringMatching(/down|slow/) });
}, 90_000);

async function invoke<T>(extra: object, work: (agent: InstanceType<typeof ProductResearch>) => Promise<T>): Promise<T> {
  const context = createExecutionContext();
  const answer = await work(new ProductResearch(context, { ...agentEnv(), ...extra } as AgentEnv));
  await waitOnExecutionContext(context);
  return answer;
}

/** One cron and all its chunks; answers with what it measured, all chunks together. */
async function run(extra: object): Promise<Record<string, unknown>> {
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

const mode = (to: "approve") => invoke({}, (agent) => agent.setMode({ mode: to, actor: "test", note: "test" }));
const settings = (given: object) => invoke({}, (agent) => agent.setSettings({ settings: given, actor: "test" }));
const state = (supplier: string) =>
  env.DB.prepare("SELECT * FROM supplier_states WHERE supplier = ?1").bind(supplier).first();
const drafts = () =>
  env.DB.prepare(
    "SELECT count(*) AS n FROM actions WHERE kind = 'product.draft' AND status = 'proposed'",
  ).first<number>("n");
const costs = async () =>
  (await env.DB.prepare("SELECT id, cost_minor, currency FROM candidates ORDER BY id").all()).results;
const control = (fault: object) =>
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
