import { beforeAll, expect, it } from "vitest";
import type { RiskOrderShape } from "#schemas/api/risk.ts";
import { door } from "./door.fixture.ts";

const { call, env } = door();
const id = (n: number) => `gid://shopify/Order/${n}`;

beforeAll(async () => {
  const insert = env.DB.prepare(
    `INSERT INTO risk_orders (order_id, name, at, email_key, amount_minor, margin_minor, currency, features, velocity, score, level, reasons, decision, expected, weights_version, scored_at, queued)
     VALUES (?1, ?2, ?3, 'a-keyed-hash', 12000, 4000, 'GBP', '{"avs":"mismatch"}', ?4, 0.12, 'medium', ?5, ?6, ?7, 0, 9, ?8)`,
  );
  const velocity = JSON.stringify({ card: { "10min": 1, "1h": 1, "24h": 1, "30d": 2 } });
  const reasons = JSON.stringify([
    { code: "avs-mismatch", text: "The issuer does not know the address", contribution: 1.2 },
  ]);
  const costs = JSON.stringify({
    expectedMinor: { pass: 1620, hold: 1255, review: 743, decline: 3960 },
    lossIfFraudMinor: 13_500,
    marginLostMinor: 4_500,
    reviewCostMinor: 300,
    chargebackFeeMinor: 1_500,
    savedMinor: 877,
  });
  await env.DB.batch([
    insert.bind(id(1), "#1", 10, velocity, reasons, "review", costs, 1),
    insert.bind(id(2), "#2", 20, velocity, "[]", "pass", costs, 0),
    insert.bind(id(3), "#3", 30, velocity, reasons, "review", costs, 1),
    env.DB.prepare(
      `INSERT INTO risk_measures (month, orders, frauds, brier, log_loss, recall_at_1_percent, reliability, at)
       VALUES ('2026-09', 900, 9, 0.008, 0.04, 0.66, '[{"from":0,"to":0.005,"orders":700,"said":0.003,"happened":0.002}]', 5)`,
    ),
  ]);
});

async function list(query = ""): Promise<{ items: RiskOrderShape[]; nextCursor: string | null }> {
  const response = await call("GET", `/v1/risk/orders${query}`);
  expect(response.status).toBe(200);
  return response.json();
}
const names = (page: { items: RiskOrderShape[] }) => page.items.map(({ name }) => name);

it("lists what a person should look at, page by page, with reasons, amounts and velocity, and no hash", async () => {
  const first = await list("?limit=1");
  expect(names(first)).toEqual(["#3"]);
  expect(names(await list(`?limit=1&cursor=${first.nextCursor}`))).toEqual(["#1"]);
  expect(names(await list("?queue=all"))).toEqual(["#3", "#2", "#1"]);
  expect(names(await list(`?queue=all&order=${encodeURIComponent(id(2))}`))).toEqual(["#2"]);
  expect(first.items[0]).toMatchObject({
    reasons: [{ code: "avs-mismatch", contribution: 1.2 }],
    costs: { expectedMinor: { review: 743 }, savedMinor: 877 },
    velocity: { card: { "30d": 2 } },
    queued: true,
    verdict: null,
  });
  expect(JSON.stringify(first)).not.toContain("a-keyed-hash");
});

it("takes a person's verdict off the list, with their name in the audit", async () => {
  const response = await call("POST", "/v1/risk/feedback", { body: { order: id(3), verdict: "fraud" } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ verdict: "fraud", saidBy: "person", queued: false });
  expect(names(await list())).toEqual(["#1"]);
  const audited = await env.DB.prepare("SELECT subject, detail FROM audit WHERE operation = 'risk.feedback'").all();
  expect(audited.results).toEqual([{ subject: id(3), detail: '{"verdict":"fraud"}' }]);
  const unknown = await call("POST", "/v1/risk/feedback", { body: { order: id(77), verdict: "good" } });
  expect(unknown.status).toBe(404);
});

it("shows how well the scores fared and which weights count", async () => {
  const before = await (await call("GET", "/v1/risk/quality")).json();
  expect(before).toMatchObject({
    weightsVersion: 0,
    learntFrom: null,
    months: [{ month: "2026-09", recallAt1Percent: 0.66 }],
  });
  await env.DB.prepare(
    "INSERT INTO risk_weights (version, document, action_id, orders, frauds, at, retired_at) VALUES (1, '{}', 'a', 900, 20, 7, NULL), (2, '{}', 'b', 950, 21, 8, 9)",
  ).run();
  const after = await (await call("GET", "/v1/risk/quality")).json();
  expect(after).toMatchObject({ weightsVersion: 1, weightsSince: 7, learntFrom: { orders: 900, frauds: 20 } });
});
