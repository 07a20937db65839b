import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { AgentEnv } from "#agent-kit/agent-env.ts";
import { recordDecisions } from "#agent-kit/ledger/record-decisions.ts";
import { startingPolicy } from "#core/ledger/policy.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import { door, fakeAgent } from "#workers/control/door.fixture.ts";
import { InventoryPricing } from "./all.ts";
import { forget, prepareShop, sandboxChanges, sandboxPost, variants } from "./effect-subjects.ts";
import { killer } from "./killer.ts";
import { agentEnv, mailbox, moveClock } from "./kit-harness.ts";
import { type Desk, sweep } from "./ledger-harness.ts";

const desk: Desk = {
  agent: "inventory-pricing",
  Agent: InventoryPricing,
  extra: { SHOPIFY_BASE_URL: inject("sandboxUrl") },
};

type Request = Parameters<AgentRpc["request"]>[0];

async function ask(request: Request, over: AgentEnv = agentEnv()) {
  const context = createExecutionContext();
  const answer = await new InventoryPricing(context, { ...over, ...desk.extra } as AgentEnv).request(request);
  await waitOnExecutionContext(context);
  return answer;
}

/** Control with the real agent behind its binding; what it dispatches waits in the mailbox. */
const agent = fakeAgent({
  request: (request) => ask(request),
  dispatch: async (ids) => {
    mailbox.actions.push(...ids.map((actionId) => ({ queue: "inventory-pricing-actions", actionId })));
    return { sent: ids.length };
  },
});
const { call } = door({ AGENT_INVENTORY_PRICING: agent });

const post = async (path: string, body: object) => {
  const response = await call("POST", path, { body });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
};

interface Batch {
  id: string;
  groupKey: string;
  statuses: Record<string, number>;
  problems: string[];
  scheduledFor: number | null;
  rows: number;
}
async function batchNamed(title: string): Promise<Batch> {
  const { items } = (await (await call("GET", "/v1/price-batches")).json()) as { items: (Batch & { title: string })[] };
  const found = items.find((batch) => batch.title === title);
  if (!found) throw new Error(`no batch "${title}"`);
  return found;
}

/** All waiting messages in one delivery, as the queue hands them over. */
async function workAll(over: AgentEnv = agentEnv()): Promise<void> {
  const bodies = mailbox.actions.splice(0);
  if (bodies.length === 0) return;
  const context = createExecutionContext();
  const messages = bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(), attempts: 1, body }));
  const batch = createMessageBatch("inventory-pricing-actions", messages);
  await new InventoryPricing(context, { ...over, ...desk.extra } as AgentEnv).queue(batch);
  await getQueueResult(batch, context);
}

const chosen = () => variants.slice(0, 3);
const nowOf = async () => Date.now() + Number((await env.KV.get("clock:offset")) ?? 0);

async function mirror(): Promise<void> {
  for (const { id, productId, priceMinor, compareAtMinor } of chosen())
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO products (id, title, status, updated_at) VALUES (?1, ?1, 'ACTIVE', 1) ON CONFLICT (id) DO NOTHING",
      ).bind(productId),
      env.DB.prepare(
        `INSERT INTO variants (id, product_id, sku, title, price_minor, compare_at_minor, cost_minor, updated_at) VALUES (?1, ?2, ?3, 'Default Title', ?4, ?5, ?6, 1)
         ON CONFLICT (id) DO UPDATE SET price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor`,
      ).bind(id, productId, `sku ${id}`, priceMinor, compareAtMinor, Math.round(priceMinor * 0.3)),
      env.DB.prepare(
        "INSERT INTO forecasts (variant_id, run_id, at, document) VALUES (?1, 'r', 1, ?2) ON CONFLICT (variant_id) DO NOTHING",
      ).bind(id, JSON.stringify({ demand: { weeklyMean: 10, returnShare: 0 }, elasticity: { mean: -1, sd: 0.1 } })),
    ]);
}

beforeAll(prepareShop);
beforeEach(async () => {
  mailbox.actions.length = 0;
  await env.DB.prepare("DELETE FROM actions").run();
  for (const variant of chosen()) await forget(variant, { kind: "price.set" } as never);
  await mirror();
});

const raised = (by: number) => chosen().map(({ id, priceMinor }) => ({ variantId: id, priceMinor: priceMinor + by }));

describe("a batch of prices", () => {
  it("is previewed with its money, what the policy says and what a floor forbids, and writes nothing", async () => {
    const [first, second, third] = chosen();
    const changes = [
      { variantId: first!.id, priceMinor: first!.priceMinor + 10 },
      { sku: `sku ${second!.id}`, priceMinor: 1 },
      { variantId: third!.id, priceMinor: third!.priceMinor },
      { sku: "nobody sells it", priceMinor: 500 },
    ];
    const { status, body } = await post("/v1/price-batches", { title: "Look", changes, preview: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ batch: null, currency: "GBP", totals: { rows: 1, blocked: 3, moneyMinor: 100 } });
    const rows = (body as unknown as { rows: { blocked: string | null; impactMinor: number | null }[] }).rows;
    expect(rows.map((row) => row.blocked)).toEqual([
      null,
      expect.stringMatching(/^Under the net floor of £\d/),
      "It has this price already",
      "The store has no such product",
    ]);
    expect(rows[0]).toMatchObject({ policy: { verdict: "ask", reason: "price.set asks a person" } });
    expect(rows[0]!.impactMinor).not.toBe(0);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(0);
  });

  it("is entered whole or, when part of it cannot be set, not at all unless that is wanted", async () => {
    const changes = [...raised(10), { sku: "nobody sells it", priceMinor: 500 }];
    const refused = await post("/v1/price-batches", { title: "Whole", changes });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "nobody sells it" }] } });
    expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(0);
    const entered = await post("/v1/price-batches", { title: "Whole", changes, partial: true });
    expect(entered.body).toMatchObject({ totals: { rows: 3, blocked: 1 } });
    expect((await batchNamed("Whole")).statuses).toEqual({ proposed: 3 });
  });

  it("entered twice by the same person is one batch, until that one is over", async () => {
    const wish = { title: "Twice", changes: raised(10) };
    const once = await post("/v1/price-batches", wish);
    const again = await post("/v1/price-batches", wish);
    expect(again.body.batch).toBe(once.body.batch);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(3);
    const { groupKey } = await batchNamed("Twice");
    expect((await post("/v1/actions/batch", { op: "cancel", groupKey })).body).toMatchObject({ ok: 3 });
    expect((await post("/v1/price-batches", wish)).body.batch).not.toBe(once.body.batch);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM rejections").first("n")).toBe(0);
  });

  it("goes out at its instant, in part where the shop was changed meanwhile, and is undone as one", async () => {
    const before = chosen().map(({ priceMinor }) => priceMinor);
    await post("/v1/price-batches", { title: "Sale", changes: raised(20) });
    const { groupKey } = await batchNamed("Sale");
    const scheduleFor = (await nowOf()) + 3_600_000;
    const scheduled = await post("/v1/actions/batch", { op: "approve", groupKey, scheduleFor });
    expect(scheduled.body).toMatchObject({ ok: 3, refused: 0 });
    await moveClock(3_000_000);
    await sweep(desk);
    expect(mailbox.actions).toEqual([]);
    expect(await batchNamed("Sale")).toMatchObject({ statuses: { scheduled: 3 }, scheduledFor: scheduleFor });

    const [meddled] = chosen();
    const byHand = `${((before[0]! + 7) / 100).toFixed(2)}`;
    await sandboxPost(`products/${encodeURIComponent(meddled!.productId)}`, { price: byHand });
    await moveClock(700_000);
    await sweep(desk);
    await workAll();
    const gone = await batchNamed("Sale");
    expect(gone.statuses).toEqual({ applied: 2, failed: 1 });
    expect(gone.problems).toEqual([expect.stringContaining("changed meanwhile")]);
    expect(await prices()).toEqual([before[0]! + 7, before[1]! + 20, before[2]! + 20]);

    const undone = await post("/v1/actions/batch", { op: "revert", groupKey });
    expect(undone.body).toMatchObject({ ok: 2, refused: 0 });
    await workAll();
    expect((await batchNamed("Sale")).statuses).toEqual({ reverted: 2, failed: 1 });
    expect(await prices()).toEqual([before[0]! + 7, before[1], before[2]]);
  });

  it("undone before all of it went out takes back what did and withdraws the rest", async () => {
    await post("/v1/price-batches", { title: "Half", changes: raised(30) });
    const { groupKey } = await batchNamed("Half");
    await post("/v1/actions/batch", { op: "approve", groupKey });
    mailbox.actions.splice(1);
    await workAll();
    expect((await batchNamed("Half")).statuses).toEqual({ applied: 1, approved: 2 });
    expect((await post("/v1/actions/batch", { op: "revert", groupKey })).body).toMatchObject({ ok: 3 });
    await workAll();
    expect((await batchNamed("Half")).statuses).toEqual({ rejected: 2, reverted: 1 });
  });

  it("keeps its rows when the agent would decide otherwise, and takes in what the agent proposed", async () => {
    const [first, second] = chosen();
    const run = {
      agent: "inventory-pricing",
      runId: "r2",
      mode: "approve" as const,
      now: await nowOf(),
      policy: startingPolicy,
      effects: { "price.set": "absolute" as const },
    };
    const wish = (variant: (typeof variants)[number]) => ({
      kind: "price.set",
      target: variant.id,
      title: "t",
      intent: "raise",
      basis: "week 1",
      group: "raise/x",
      payload: {},
      before: { priceMinor: variant.priceMinor, compareAtMinor: null },
      after: { priceMinor: variant.priceMinor + 5, compareAtMinor: null },
      movePercent: 1,
      impactMinor: 5,
      moneyMinor: 5,
      currency: "GBP",
      confidence: 0.9,
      reasons: [],
      figures: {},
      provenance: {},
    });
    await env.DB.batch(recordDecisions(env.DB, [wish(second!)], { ...run, runId: "r1" }));
    const proposal = await env.DB.prepare("SELECT id FROM actions").first<string>("id");
    const changes = [{ variantId: first!.id, priceMinor: first!.priceMinor + 40 }];
    const made = await post("/v1/price-batches", { title: "Mixed", changes, actions: [proposal] });
    expect(made.body).toMatchObject({ totals: { rows: 2, blocked: 0 } });
    await env.DB.batch(recordDecisions(env.DB, [wish(first!), { ...wish(second!), intent: "cut" }], run));
    expect(await batchNamed("Mixed")).toMatchObject({ statuses: { proposed: 2 }, rows: 2 });
    expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(2);
    await env.DB.batch(recordDecisions(env.DB, [wish(chosen()[2]!)], { ...run, runId: "r3" }));
    const whole = { title: "A card", groupKey: "inventory-pricing/price.set/raise/x" };
    expect((await post("/v1/price-batches", whole)).body).toMatchObject({ totals: { rows: 1, blocked: 0 } });
    expect((await post("/v1/price-batches", { ...whole, title: "Again" })).status).toBe(404);
    const taken = await post("/v1/price-batches", { title: "Late", changes: [{ ...changes[0], priceMinor: 9_999 }] });
    expect(taken.body).toMatchObject({ errors: [{ message: expect.stringContaining("in another batch") }] });
  });
});

/** Every n-th operation is killed by default; BATCH_EVERY=1 kills at each. */
const every = Number(inject("batchEvery"));

describe("a batch whose worker dies", () => {
  it("has each of its effects once, wherever its entering, applying or undoing is killed", async () => {
    let rounds = 0;
    for (let at = 0; at < 200; at += every) {
      const when = (at / every) % 2 === 0 ? "before" : "after";
      const ended = await oneLife(at, when, rounds);
      rounds += 1;
      if (ended) break;
    }
    expect(rounds).toBeGreaterThanOrEqual(4);
  }, 180_000);
});

/** A batch entered, applied and undone, each by an invocation killed at the `at`-th operation; true when none of them got that far. */
async function oneLife(at: number, when: "before" | "after", round: number): Promise<boolean> {
  const before = await prices();
  await mirrorPrices();
  const wish = { title: `Life ${round}`, changes: raised(50 + round) };
  const request: Request = {
    name: "price-batch",
    input: wish,
    actor: "test",
    role: "admin",
    requestId: `life ${round}`,
  };
  const entering = killer({ at, when });
  await dying(entering, () => ask(request, entering.env));
  // Whoever got no answer asks again.
  const answer = (await ask({ ...request, requestId: `life again ${round}` })) as {
    ok: true;
    value: { batch: string };
  };
  const groupKey = `inventory-pricing/batch/${answer.value.batch}`;
  expect(await rowsOf(groupKey)).toEqual(["proposed", "proposed", "proposed"]);

  const mark = (await sandboxChanges()).length;
  await post("/v1/actions/batch", { op: "approve", groupKey });
  const applying = killer({ at, when });
  await dying(applying, () => workAll(applying.env));
  await settle(groupKey);
  expect(await rowsOf(groupKey), `applying, ${when} ${at}`).toEqual(["applied", "applied", "applied"]);
  expect((await sandboxChanges()).length - mark).toBe(3);
  expect(await prices()).toEqual(before.map((price) => price + 50 + round));

  await post("/v1/actions/batch", { op: "revert", groupKey });
  const undoing = killer({ at, when });
  await dying(undoing, () => workAll(undoing.env));
  await settle(groupKey);
  expect(await rowsOf(groupKey), `undoing, ${when} ${at}`).toEqual(["reverted", "reverted", "reverted"]);
  expect((await sandboxChanges()).length - mark).toBe(6);
  expect(await prices()).toEqual(before);
  return !entering.dead && !applying.dead && !undoing.dead;
}

async function dying(killed: ReturnType<typeof killer>, work: () => Promise<unknown>): Promise<void> {
  // What lost its object says so and gives up: as dead as the rest.
  await Promise.race([killed.run(work).catch(() => undefined), killed.death]);
  await new Promise((done) => setTimeout(done, 5));
  mailbox.actions.length = 0;
}

async function settle(groupKey: string): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    if ((await rowsOf(groupKey)).every((status) => status === "applied" || status === "reverted") && round > 0) return;
    await moveClock(130_000);
    await sweep(desk);
    await workAll();
  }
}

async function rowsOf(groupKey: string): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT status FROM actions WHERE group_key = ?1 ORDER BY status")
    .bind(groupKey)
    .all<{ status: string }>();
  return results.map(({ status }) => status);
}

async function prices(): Promise<number[]> {
  for (const variant of chosen()) await forget(variant, { kind: "price.set" } as never);
  return chosen().map(({ priceMinor }) => priceMinor);
}

async function mirrorPrices(): Promise<void> {
  for (const { id, priceMinor } of chosen())
    await env.DB.prepare("UPDATE variants SET price_minor = ?2 WHERE id = ?1").bind(id, priceMinor).run();
}
