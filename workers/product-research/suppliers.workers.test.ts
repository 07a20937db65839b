import { env } from "cloudflare:workers";
import { afterAll, beforeEach, expect, it } from "vitest";
import {
  clearFaults,
  control,
  costs,
  drafts,
  freshShop,
  mode,
  run,
  sandbox,
  settings,
  start,
  state,
} from "#tests/workers/research-runs.ts";
import { record } from "./record.ts";

/** Whole runs against the suppliers' doubles: what they do wrong costs the run nothing but themselves. */

const feed = { SUPPLIER_FEED_URL: `${sandbox}/vendors/feed/catalogue.csv` };
const cj = { CJ_API_KEY: "cj-sandbox-key", CJ_BASE_URL: `${sandbox}/vendors/cj` };

beforeEach(freshShop);
afterAll(clearFaults);

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

it("believes a jumped cost once it has stood for a week of looks, and proposes nothing before", async () => {
  await run(feed);
  const before = await costs();
  await mode("approve");
  await control({ target: "feed", kind: "jump" });
  const doubted = "SELECT count(*) AS n FROM candidates WHERE doubted_cost->>'looks' = ?1";
  const looks = (count: number) => env.DB.prepare(doubted).bind(count).first<number>("n");
  await run(feed);
  const jumped = await looks(1);
  expect(jumped).toBeGreaterThan(0);
  await run(feed);
  expect(await looks(2)).toBe(jumped);
  expect(await costs()).toEqual(before);
  expect(await drafts()).toBe(0);
  const week = { looks: 6, since: Date.now() - 8 * 86_400_000 };
  await env.DB.prepare(
    "UPDATE candidates SET doubted_cost = json_set(doubted_cost, '$.looks', ?1, '$.since', ?2) WHERE doubted_cost IS NOT NULL",
  )
    .bind(week.looks, week.since)
    .run();
  await run(feed);
  expect(await state("feed")).toMatchObject({ status: "ok", doubtful: 0 });
  expect(await costs()).not.toEqual(before);
  const left = "SELECT count(*) AS n FROM candidates WHERE doubted_cost IS NOT NULL OR doubt IS NOT NULL";
  expect(await env.DB.prepare(left).first("n")).toBe(0);
}, 60_000);

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
