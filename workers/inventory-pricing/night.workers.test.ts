import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { addErrors } from "#core/forecasting/past-accuracy.ts";
import { dayFromNumber } from "#core/time/day.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { sandboxPost } from "#tests/workers/effect-subjects.ts";
import { agentEnv, mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { door } from "#workers/control/door.fixture.ts";
import { nightMeasures, nightOf, nightQuery, type VariantAccuracy } from "./night.ts";

const dayMs = 86_400_000;
const today = 20_779;
const at = today * dayMs + 10 * 3_600_000;

async function runAt(scheduledTime: number): Promise<void> {
  await env.KV.put("clock:offset", String(scheduledTime - Date.now()));
  const world = () => ({ ...agentEnv(), SHOPIFY_BASE_URL: inject("sandboxUrl") }) as AgentEnv;
  const context = createExecutionContext();
  await new InventoryPricing(context, world()).scheduled(
    createScheduledController({ cron: "5 */2 * * *", scheduledTime: new Date(scheduledTime) }),
  );
  await waitOnExecutionContext(context);
  while (mailbox.runs.length > 0)
    for (const body of mailbox.runs.splice(0)) {
      const own = createExecutionContext();
      const batch = createMessageBatch("inventory-pricing-runs", [
        { id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body },
      ]);
      await new InventoryPricing(own, world()).queue(batch);
      await getQueueResult(batch, own);
    }
}

beforeAll(async () => {
  await sandboxPost("reset", {});
  await seedShop();
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO products (id, title, product_type, status, updated_at) VALUES ('p', 'Towel', 'Kitchen', 'ACTIVE', 1)",
    ),
    env.DB.prepare(
      `INSERT INTO variants (id, product_id, sku, title, price_minor, cost_minor, created_at, updated_at) VALUES
         ('v1', 'p', 'A', 't', 1000, 300, 1, 1), ('v2', 'p', 'B', 't', 1000, 300, 1, 1), ('v3', 'p', 'C', 't', 1000, 300, ?1, 1)`,
    ).bind(at - 9 * dayMs),
    // Two sellers over 30 weeks, one steady and one by fits; the third is new and has sold once.
    env.DB.prepare(
      `WITH RECURSIVE days(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 210)
       INSERT INTO order_lines (id, order_id, variant_id, product_id, sku, day, quantity, current_quantity, unit_price_minor)
       SELECT 'v1 ' || n, 'o' || n, 'v1', 'p', 'A', date(?1 * 86400, 'unixepoch', '-' || n || ' days'), 3 + n % 4, 3, 1000 FROM days
       UNION ALL SELECT 'v2 ' || n, 'o' || n, 'v2', 'p', 'B', date(?1 * 86400, 'unixepoch', '-' || n || ' days'), 1 + n % 9, 1, 1000 FROM days WHERE n % 2 = 0
       UNION ALL SELECT 'v3 5', 'o5', 'v3', 'p', 'C', date(?1 * 86400, 'unixepoch', '-5 days'), 2, 2, 1000`,
    ).bind(today),
  ]);
});

const nights = async () =>
  (
    await env.DB.prepare("SELECT day, run_id, document FROM forecast_accuracy ORDER BY day").all<
      Record<string, string>
    >()
  ).results;

it("judges the shop's own past once a shop day, all chunks together, and shows it through the API", async () => {
  await runAt(at);
  const [night] = await nights();
  expect(night).toMatchObject({ day: dayFromNumber(today) });
  const figures = JSON.parse(night!.document!);
  const { results } = await env.DB.prepare("SELECT accuracy FROM forecasts WHERE accuracy IS NOT NULL").all<{
    accuracy: string;
  }>();
  const parts = results.map(({ accuracy }) => JSON.parse(accuracy) as VariantAccuracy);
  const sums = addErrors(parts.map((part) => part.forecast));
  expect(parts).toHaveLength(2);
  expect(figures).toMatchObject({ judged: 2, notJudged: 1, withSeason: 0, seasonalNaive: null });
  expect(figures.forecast.wape).toBeCloseTo(sums.absolute / sums.actual, 12);
  expect(figures.forecast.rmsse).toBeCloseTo(Math.sqrt(sums.scaledSquares / sums.points), 12);
  const { measures } = (await env.DB.prepare("SELECT measures FROM runs WHERE outcome = 'succeeded'").first()) as {
    measures: string;
  };
  expect(JSON.parse(measures)).toMatchObject({ "seasonal naive WAPE %": expect.stringMatching(/^not computable/) });

  await runAt(at + 2 * 3_600_000);
  expect(await nights()).toEqual([night]);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM forecasts WHERE accuracy IS NOT NULL").first("n")).toBe(2);
  await runAt(at + dayMs);
  expect((await nights()).map(({ day }) => day)).toEqual([dayFromNumber(today), dayFromNumber(today + 1)]);

  const { call } = door();
  const shown = (await (await call("GET", "/v1/forecasts/accuracy")).json()) as { items: object[] };
  expect(shown.items).toMatchObject([
    { day: dayFromNumber(today + 1) },
    { day: dayFromNumber(today), seasonalNaive: null },
  ]);
  expect(JSON.stringify(shown.items)).toContain("not computable");
  const listed = (await (await call("GET", "/v1/forecasts?sku=C")).json()) as {
    items: { document: object; accuracy: unknown }[];
  };
  expect(listed.items).toMatchObject([{ accuracy: null, document: { demand: { method: "category" } } }]);
});

it("compares the seasonal naive with the forecast over the same variants", async () => {
  const sums = { points: 8, actual: 100, signed: 0, scaledSquares: 8, inside80: 8, inside95: 8 };
  const of = (absolute: number) => ({ ...sums, absolute });
  const part = (own: number, seasonal: number | null) =>
    JSON.stringify({
      night: "n",
      forecast: of(own),
      naive: of(50),
      seasonalNaive: seasonal === null ? null : of(seasonal),
    });
  const insert = env.DB.prepare(
    "INSERT INTO forecasts (variant_id, run_id, at, document, accuracy) VALUES (?1, 'night-run', 1, '{}', ?2)",
  );
  await env.DB.batch([
    insert.bind("young", part(90, null)),
    insert.bind("old", part(10, 20)),
    insert.bind("older", part(20, 40)),
  ]);
  const row = await nightQuery(env.DB, "night-run", "n").first<Record<string, unknown>>();
  const night = nightOf(row ?? {}, "n");
  expect(night).toMatchObject({ judged: 3, withSeason: 2 });
  expect(night.forecast?.wape).toBeCloseTo(0.4, 12);
  expect(night.forecastWithSeason?.wape).toBeCloseTo(0.15, 12);
  expect(night.seasonalNaive?.wape).toBeCloseTo(0.3, 12);
  expect(nightMeasures(night)).toMatchObject({
    "forecast WAPE %": 40,
    "judged with a season": 2,
    "forecast WAPE % with a season": 15,
    "seasonal naive WAPE %": 30,
  });
});

it("reads the prices fixed in the store's lists with the night, and keeps what is there now", async () => {
  const { results } = await env.DB.prepare("SELECT list_name, currency, price_minor FROM fixed_prices").all();
  expect(results.length).toBeGreaterThan(0);
  expect(results[0]).toMatchObject({ list_name: "Trade (generated:42)", currency: "GBP" });
});
