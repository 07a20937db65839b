import {
  applyD1Migrations,
  createExecutionContext,
  createScheduledController,
  reset,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { currentWeightsStatement, weightsOf } from "#agent-kit/risk/current-weights.ts";
import { SIGNAL_CODES } from "#core/risk/signals.ts";
import { startingWeights } from "#core/risk/weights.ts";
import { agentState } from "#durable-objects/client.ts";
import { Security } from "#tests/workers/all.ts";
import { killedAt, throughAllPoints } from "#tests/workers/crash-points.ts";
import { agentEnv, mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { lessons } from "./snapshot.fixture.ts";

const sandbox = inject("sandboxUrl");
const desk: Desk = { agent: "security", Agent: Security, extra: { SHOPIFY_BASE_URL: sandbox } };
const dayMs = 86_400_000;
let serial = 0;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop();
  await control("reset", {});
});

async function toApprove(): Promise<void> {
  await agentState(env, "security").configure({
    mode: "approve",
    now: Date.now(),
    audit: { id: "mode", at: 1, actor: "test", role: "admin", operation: "x", subject: "security", detail: {} },
  });
}

async function control<T>(what: string, body: unknown): Promise<T> {
  const response = await fetch(`${sandbox}/__sandbox/${what}`, { method: "POST", body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** One run of the agent, with every chunk after the first. */
async function run(at = Date.now()): Promise<void> {
  serial += 1;
  const context = createExecutionContext();
  const own = { ...agentEnv(), ...desk.extra } as AgentEnv;
  await new Security(context, own).scheduled(
    createScheduledController({ cron: "*/10 * * * *", scheduledTime: new Date(at + serial * 600_000) }),
  );
  await waitOnExecutionContext(context);
  const [tick] = await agentState(env, "security").ticks({ limit: 1 });
  expect(tick?.outcome, tick?.reason ?? undefined).toBe("succeeded");
}

/** A shopper's order in the store, as the mirror shows it a moment later. */
async function order(
  twist: Record<string, unknown>,
  about: { customer?: number; agoMs?: number } = {},
): Promise<string> {
  const { customer = 17850, agoMs = 0 } = about;
  // The store tells times by the second: an order of the same second is not an earlier one.
  await control("clock", { advanceMs: 1_000 });
  const { orders } = await control<{ orders: { id: string; name: string }[] }>("orders", { customer, count: 1 });
  const [bought] = orders as [{ id: string; name: string }];
  await control(`orders/${encodeURIComponent(bought.id)}`, twist);
  const at = Date.now() - agoMs;
  await env.DB.prepare(
    `INSERT INTO orders (id, name, customer_id, currency, total_minor, created_at, processed_at, updated_at) VALUES (?1, ?2, 'c', 'GBP', 12000, ?3, ?3, ?3)`,
  )
    .bind(bought.id, bought.name, at)
    .run();
  return bought.id;
}

const risk = (id: string) =>
  env.DB.prepare("SELECT * FROM risk_orders WHERE order_id = ?1").bind(id).first<Record<string, unknown>>();
const codes = (row: Record<string, unknown> | null) =>
  (JSON.parse(String(row?.reasons)) as { code: string }[]).map(({ code }) => code);
const card = (last4: string, more = {}) => ({ last4, avs: "Y", cvv: "M", ...more });

it("scores a paid order from the store and its past, and lists it with reasons and amounts", async () => {
  const bad = await order({
    card: card("1111", { avs: "N", cvv: "N", refused: 2 }),
    ip: "203.0.113.9",
    device: "d1",
    risk: "HIGH",
  });
  const plain = await order({ card: card("2222"), ip: "198.51.100.4", device: "d2" }, { customer: 13047 });
  await run();
  const [first, second] = [await risk(bad), await risk(plain)];
  expect(codes(first)).toEqual(
    expect.arrayContaining(["platform-high", "cvv-mismatch", "avs-mismatch", "failed-payments"]),
  );
  expect(first).toMatchObject({ level: "high", queued: 1, weights_version: 0, fraud: null });
  expect(first?.decision).not.toBe("pass");
  expect(JSON.parse(String(first?.expected))).toMatchObject({
    chargebackFeeMinor: 1_500,
    lossIfFraudMinor: expect.any(Number),
  });
  expect(second).toMatchObject({ level: "low", queued: 0, decision: "pass" });
  // Before its payment there is no card to look at.
  const unpaid = await order({ financial: "PENDING" });
  const paid = (status: string) =>
    env.DB.prepare("UPDATE orders SET financial_status = ?2 WHERE id = ?1").bind(unpaid, status).run();
  await paid("PENDING");
  await run();
  expect(await risk(unpaid)).toBeNull();
  await paid("PAID");
  await run();
  expect(await risk(unpaid)).not.toBeNull();
  // Each is looked at once.
  const before = first?.scored_at;
  await run();
  expect((await risk(bad))?.scored_at).toBe(before);
});

it("recognises card, device, network and e-mail again, and keeps none of them", async () => {
  const earlier = await order({ card: card("4444"), ip: "203.0.113.200", device: "device-secret-77" });
  await run();
  const later = await order({ card: card("5555"), ip: "203.0.113.7", device: "device-secret-77" });
  await run();
  const [one, other] = [await risk(earlier), await risk(later)];
  expect(other?.device_key).toBe(one?.device_key);
  expect(other?.ip_key).toBe(one?.ip_key);
  expect(other?.email_key).toBe(one?.email_key);
  expect(other?.card_key).not.toBe(one?.card_key);
  expect(codes(other)).toContain("ip-cards");
  expect(JSON.parse(String(other?.velocity)).device).toEqual({ "10min": 1, "1h": 1, "24h": 1, "30d": 1 });
  const kept = JSON.stringify((await env.DB.prepare("SELECT * FROM risk_orders").all()).results);
  const runs = JSON.stringify((await env.DB.prepare("SELECT * FROM runs").all()).results);
  for (const trace of ["203.0.113", "device-secret-77", "4444", "5555", "@generated.example", "Example Street"])
    expect(`${kept}${runs}`.includes(trace), trace).toBe(false);
});

it("knows a shop's old customers and usual amounts from the mirror, before it has seen one of them", async () => {
  const old = Array.from({ length: 40 }, (_, i) => [
    `gid://shopify/Order/7${i}`,
    i < 6 ? "c" : "other",
    Date.now() - (100 + i) * dayMs,
    1_000 + i,
  ]);
  await env.DB.prepare(
    `INSERT INTO orders (id, name, customer_id, currency, total_minor, created_at, processed_at, updated_at)
     SELECT value->>0, value->>0, value->>1, 'GBP', value->>3, value->>2, value->>2, 1 FROM json_each(?1)`,
  )
    .bind(JSON.stringify(old))
    .run();
  const id = await order({ card: card("3333") });
  await run();
  const row = await risk(id);
  expect(codes(row).toSorted()).toEqual(["amount-unusual", "good-orders"]);
  expect(JSON.parse(String(row?.features))).toMatchObject({ priorGoodOrders: 6, amountZ: expect.any(Number) });
});

it("learns from a dispute, and what shares a key with a fraud is linked to it", async () => {
  const stolen = await order({ card: card("6666"), device: "ring" });
  await run();
  await logDispute(stolen, "fraudulent", "needs_response");
  await logDispute(stolen, "product_not_received", "needs_response");
  await run();
  expect(await risk(stolen)).toMatchObject({ fraud: 1, said_by: "dispute" });
  const next = await order({ card: card("7777"), device: "ring" });
  await run();
  expect(codes(await risk(next))[0]).toBe("linked-fraud");
  await logDispute(stolen, "fraudulent", "won");
  await run();
  expect(await risk(stolen)).toMatchObject({ fraud: 0, said_by: "dispute" });
});

async function logDispute(orderId: string, reason: string, status: string): Promise<void> {
  await env.DB.prepare(
    "INSERT INTO events (topic, subject, projection, occurred_at, recorded_at) VALUES ('disputes/update', 'gid://shopify/ShopifyPaymentsDispute/1', ?1, 1, 1)",
  )
    .bind(JSON.stringify({ order: orderId, status, reason }))
    .run();
}

it("looks again when the platform changes its mind, but not at our own word", async () => {
  const id = await order({ card: card("8888"), risk: "PENDING" });
  await run();
  expect(codes(await risk(id))).not.toContain("platform-high");
  await control(`orders/${encodeURIComponent(id)}`, { risk: "HIGH" });
  const changed = (by: string | null) =>
    env.DB.prepare(
      "INSERT INTO events (topic, subject, projection, caused_by, occurred_at, recorded_at) VALUES ('orders/risk_assessment_changed', ?1, '{}', ?2, 1, 1)",
    )
      .bind(id, by)
      .run();
  await changed("an action of ours");
  await run();
  expect(codes(await risk(id))).not.toContain("platform-high");
  await changed(null);
  await run();
  expect(codes(await risk(id))).toContain("platform-high");
});

it("loses none when the platform changes its mind of more orders than one read takes", async () => {
  const id = await order({ card: card("8889"), risk: "PENDING" });
  await run();
  await control(`orders/${encodeURIComponent(id)}`, { risk: "HIGH" });
  const others = Array.from({ length: 30 }, (_, i) => `gid://shopify/Order/70000${i}`);
  await env.DB.prepare(
    "INSERT INTO events (topic, subject, projection, occurred_at, recorded_at) SELECT 'orders/risk_assessment_changed', value, '{}', 1, 1 FROM json_each(?1)",
  )
    .bind(JSON.stringify([...others, id]))
    .run();
  await run();
  await run();
  expect(codes(await risk(id))).toContain("platform-high");
});

/** Eight months of scored orders, most of which nobody has spoken of yet. */
async function pastOrders(): Promise<void> {
  const rows = lessons().map(({ at, features, score, amountMinor, marginMinor, fraud }, i) => [
    `gid://shopify/Order/9${i}`,
    at,
    JSON.stringify(features),
    score,
    amountMinor,
    marginMinor,
    fraud ? 1 : null,
  ]);
  await env.DB.prepare(
    `INSERT INTO risk_orders (order_id, name, at, amount_minor, margin_minor, currency, features, velocity, score, level, reasons, decision, expected, weights_version, scored_at, fraud, said_by, known_at)
     SELECT value->>0, value->>0, value->>1, value->>4, value->>5, 'GBP', value->>2, '{}', value->>3, 'low', '[]', 'pass', '{}', 0, value->>1, value->>6, iif(value->>6 IS NULL, NULL, 'person'), iif(value->>6 IS NULL, NULL, value->>1)
     FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows))
    .run();
}

it("counts long undisputed orders as good, measures months, and proposes refitted weights that count once approved", async () => {
  await pastOrders();
  await toApprove();
  await run();
  const matured = await env.DB.prepare(
    "SELECT count(*) AS n, sum(at >= ?1) AS young FROM risk_orders WHERE said_by = 'matured' AND fraud = 0",
  )
    .bind(Date.now() - 90 * dayMs)
    .first<{ n: number; young: number }>();
  expect(matured?.n).toBeGreaterThan(500);
  expect(matured?.young).toBe(0);
  const [proposed] = (await env.DB.prepare("SELECT id, status, before FROM actions WHERE kind = 'risk.weights'").all())
    .results;
  expect(proposed).toMatchObject({ status: "proposed", before: expect.stringContaining('"version":0') });
  expect(await inForce()).toEqual(startingWeights);

  await env.DB.prepare("UPDATE actions SET status = 'approved', decided_by = 'test', sent_at = 1 WHERE id = ?1")
    .bind(proposed?.id)
    .run();
  await work(desk, String(proposed?.id));
  expect(await action(String(proposed?.id))).toMatchObject({ status: "applied" });
  const weights = await inForce();
  expect(weights.version).toBe(1);
  expect(weights.weights.night).toBeGreaterThan(startingWeights.weights.night);
  const suspect = await order({ card: card("9999", { cvv: "N" }) });
  await run();
  expect(await risk(suspect)).toMatchObject({ weights_version: 1 });
  const months = (await env.DB.prepare("SELECT month, orders, brier FROM risk_measures ORDER BY month").all()).results;
  expect(months.length).toBeGreaterThan(0);
});

it("keeps what a month was judged by when half of its orders are out of sight", async () => {
  await pastOrders();
  const judged = async () => {
    await env.DB.prepare("DELETE FROM cursors WHERE name = 'fraud-learnt'").run();
    await run();
    const first = await env.DB.prepare("SELECT month, orders FROM risk_measures ORDER BY month LIMIT 1").first();
    return first as { month: string; orders: number };
  };
  // The first time tells what the second may count as good.
  await judged();
  const whole = await judged();
  await env.DB.prepare("DELETE FROM risk_orders WHERE at < ?1")
    .bind(Date.parse(`${whole.month}-01T00:00:00Z`) + 29 * dayMs)
    .run();
  expect(whole.orders).toBeGreaterThan(5);
  expect(await judged()).toEqual(whole);
});

it("weighs by what the owner set with the agent that holds orders", async () => {
  const costs = async (id: string) => JSON.parse(String((await risk(id))?.expected)) as object;
  const before = await order({ card: card("6666") });
  await run();
  expect(await costs(before)).toMatchObject({ chargebackFeeMinor: 1_500, lossIfFraudMinor: expect.any(Number) });
  await env.DB.prepare(
    `INSERT INTO settings (agent, version, document, author, at) VALUES ('order-fulfillment', 1, '{"risk":{"chargebackFeeMinor":4321}}', 't', 1)`,
  ).run();
  const after = await order({ card: card("7777") }, { customer: 13047 });
  await run();
  expect(await costs(after)).toMatchObject({ chargebackFeeMinor: 4_321, reviewCostMinor: 300 });
});

it("learns once a day, and again as soon as 25 more outcomes are known", async () => {
  await pastOrders();
  const learntAt = async () =>
    (await env.DB.prepare("SELECT value FROM cursors WHERE agent = 'security' AND name = 'fraud-learnt'").first())
      ?.value;
  const verdicts = (count: number) =>
    env.DB.prepare(
      `UPDATE risk_orders SET fraud = 0, said_by = 'person', known_at = ?1 WHERE order_id IN (
         SELECT order_id FROM risk_orders WHERE fraud IS NULL ORDER BY at DESC LIMIT ?2)`,
    )
      .bind(Date.now(), count)
      .run();
  await run();
  const first = await learntAt();
  await verdicts(24);
  await run();
  expect(await learntAt()).toBe(first);
  await verdicts(1);
  await run();
  expect(Number(await learntAt())).toBeGreaterThan(Number(first));
});

const inForce = async () => weightsOf(await currentWeightsStatement(env.DB).first<Record<string, unknown>>());

function weightsSeed(round: number, basedOn = 0) {
  const weights = Object.fromEntries(SIGNAL_CODES.map((code) => [code, round]));
  const document = { intercept: -4, weights, calibration: { slope: 1, shift: 0 } };
  const payload = { basedOn, document, orders: 100, frauds: 10 };
  return { kind: "risk.weights", target: "order-risk", effect: "delta" as const, payload, before: null, after: null };
}

it("refuses weights fitted beside others that came into force meanwhile", async () => {
  await toApprove();
  await work(desk, await seedAction(desk, weightsSeed(1)));
  const late = await seedAction(desk, weightsSeed(2));
  await work(desk, late);
  expect(await action(late)).toMatchObject({ status: expect.not.stringMatching(/^applied$/) });
  expect((await inForce()).version).toBe(1);
});

it("has one version in force wherever its applying or its undoing is killed", async () => {
  await toApprove();
  const clear = () => env.DB.batch([env.DB.prepare("DELETE FROM risk_weights"), env.DB.prepare("DELETE FROM actions")]);
  const count = async () => (await env.DB.prepare("SELECT count(*) AS n FROM risk_weights").first<{ n: number }>())?.n;
  const applying = await throughAllPoints(async (point, round) => {
    await clear();
    const id = await seedAction(desk, weightsSeed(round));
    const died = await killedAt(desk, id, point);
    expect((await recover(desk, id)).status, `${point.when} ${point.at}`).toBe("applied");
    expect([await count(), (await inForce()).version]).toEqual([1, 1]);
    return died;
  });
  expect(applying).toBeGreaterThanOrEqual(8);
  const undoing = await throughAllPoints(async (point, round) => {
    await clear();
    const id = await seedAction(desk, weightsSeed(round));
    await work(desk, id);
    const asked = { ids: [id], actor: "test", role: "admin", now: Date.now(), requestId: crypto.randomUUID() };
    expect(await requestRevert(env.DB, asked)).toMatchObject([{ ok: true }]);
    const died = await killedAt(desk, id, point);
    expect((await recover(desk, id)).status, `${point.when} ${point.at}`).toBe("reverted");
    expect(await inForce()).toEqual(startingWeights);
    return died;
  });
  expect(undoing).toBeGreaterThanOrEqual(6);
}, 60_000);
