import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { agentState } from "#durable-objects/client.ts";
import { ProductResearch } from "#tests/workers/all.ts";
import { killedAt, throughAllPoints } from "#tests/workers/crash-points.ts";
import { sandboxPost } from "#tests/workers/effect-subjects.ts";
import { watchFetch } from "#tests/workers/killer.ts";
import { moveClock, seedShop } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, type Seeded, seedAction, work } from "#tests/workers/ledger-harness.ts";
import type { ProductDraft } from "./actions/draft-payload.ts";
import { offSale, onSale } from "./actions/product-publish.ts";

/** The crash table of the two kinds that change the catalogue: one product and one publication, wherever they are killed. */

const sandbox = inject("sandboxUrl");
const desk: Desk = { agent: "product-research", Agent: ProductResearch, extra: { SHOPIFY_BASE_URL: sandbox } };

interface Subject {
  seed(round: number): Promise<Seeded>;
  /** Roots of the changes that make up one effect, and one undoing, each exactly once. */
  apply: string[];
  undo: string[];
  /** Whether the store is as it was before. */
  restored(seed: Seeded): Promise<boolean>;
}

const subjects: Record<string, Subject> = {
  "product.draft (delta, looked up by reference)": {
    seed: async (round) => draft(round),
    apply: ["productSet"],
    undo: ["productDelete"],
    restored: async (seed) => (await productsNamed((seed.payload as ProductDraft).title)).length === 0,
  },
  "product.publish (absolute, two calls)": {
    seed: async (round) => publish(round),
    apply: ["productUpdate", "publishablePublish"],
    undo: ["productUpdate", "publishableUnpublish"],
    restored: async (seed) => {
      const [product] = await productsNamed(String((seed.payload as { title?: string }).title));
      return product?.status === "DRAFT" && product.publishedAt === null;
    },
  },
};

beforeAll(async () => {
  await sandboxPost("reset", {});
  await seedShop();
  await agentState(env, desk.agent).configure({
    mode: "approve",
    now: Date.now(),
    audit: { id: "x", at: 1, actor: "test", role: "admin", operation: "x", subject: "x", detail: {} },
  });
  watchFetch();
});

describe.each(Object.entries(subjects))("%s", (_name, subject) => {
  it("has its one effect wherever its applying is killed", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const seed = await subject.seed(round);
      const mark = (await changes()).length;
      const id = await seedAction(desk, seed);
      const died = await killedAt(desk, id, point);
      const row = await recover(desk, id);
      const done = await rootsSince(mark, subject.apply);
      expect([row.status, done], `${point.when} ${point.at}: ${row.status_reason}`).toEqual([
        "applied",
        subject.apply.toSorted(),
      ]);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(12);
  }, 180_000);

  it("is undone once wherever its undoing is killed, and leaves the store as it was", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const seed = await subject.seed(1_000 + round);
      const id = await seedAction(desk, seed);
      await work(desk, id);
      expect(await action(id)).toMatchObject({ status: "applied", status_reason: null });
      const mark = (await changes()).length;
      expect(await askUndo(id)).toMatchObject([{ ok: true, status: "reverting" }]);
      const died = await killedAt(desk, id, point);
      const row = await recover(desk, id);
      const done = await rootsSince(mark, subject.undo);
      expect([row.status, done], `${point.when} ${point.at}: ${row.status_reason}`).toEqual([
        "reverted",
        subject.undo.toSorted(),
      ]);
      expect(await subject.restored(seed)).toBe(true);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(8);
  }, 180_000);
});

it.each(["reply-lost", "commit-delayed", "502", "throttled"] as const)(
  "makes one product under %s",
  async (kind) => {
    const seed = draft(4_000 + kind.length);
    const mark = (await changes()).length;
    await sandboxPost("faults", { target: "productSet", kind, count: 1, delayMs: 400 });
    const id = await seedAction(desk, seed);
    await work(desk, id);
    await new Promise((done) => setTimeout(done, 800));
    expect((await recover(desk, id)).status).toBe("applied");
    expect(await rootsSince(mark, ["productSet"])).toEqual(["productSet"]);
  },
  30_000,
);

it("waits until the store has the images, and goes on without one that is broken", async () => {
  const seed = draft(3_000, ["https://images.example/a.jpg", "https://images.example/missing.jpg"]);
  const id = await seedAction(desk, seed);
  await work(desk, id);
  expect(await action(id)).toMatchObject({
    status: "unknown",
    status_reason: expect.stringContaining("not to be seen yet"),
  });
  await sandboxPost("clock", { advanceMs: 5_000 });
  await moveClock(5_000);
  expect(await recover(desk, id)).toMatchObject({ status: "applied" });
});

it("does not delete a draft somebody has worked on", async () => {
  const seed = draft(3_001);
  const id = await seedAction(desk, seed);
  await work(desk, id);
  const { title } = seed.payload as ProductDraft;
  const [product] = await productsNamed(title);
  await sandboxPost(`products/${encodeURIComponent(product!.id)}`, { title: `${title}, improved` });
  await askUndo(id);
  await work(desk, id);
  expect(await action(id)).toMatchObject({ status: "applied", status_reason: expect.stringContaining("worked on") });
  expect(await productsNamed(`${title}, improved`)).toHaveLength(1);
});

it("makes no second product of a reference the store has, and none of an offer that is no longer believed", async () => {
  const seed = draft(3_002);
  const first = await seedAction(desk, seed);
  await work(desk, first);
  const again = await seedAction(desk, seed);
  await work(desk, again);
  expect(await action(again)).toMatchObject({
    status: "failed",
    status_reason: expect.stringContaining("already has it"),
  });
  const doubted = draft(3_003);
  await env.DB.prepare(
    `INSERT INTO candidates (id, supplier, reference, title, currency, cost_minor, offer, doubt, first_seen_at, last_seen_at)
     VALUES (?1, 'feed', 'x', 'x', 'GBP', 1, '{}', 'it costs nothing', 1, 1)`,
  )
    .bind(doubted.target)
    .run();
  const refused = await seedAction(desk, doubted);
  await work(desk, refused);
  expect(await action(refused)).toMatchObject({
    status: "failed",
    status_reason: expect.stringContaining("it costs nothing"),
  });
  const thin = draft(3_004);
  const cheap = await seedAction(desk, { ...thin, payload: { ...(thin.payload as ProductDraft), shippingMinor: 800 } });
  await work(desk, cheap);
  expect(await action(cheap)).toMatchObject({
    status: "failed",
    status_reason: expect.stringContaining("leaves less than"),
  });
});

function draft(round: number, images: string[] = []): Seeded {
  const reference = `crash-${round}`;
  const payload: ProductDraft = {
    supplier: "feed",
    reference,
    title: `Crash tested lamp ${round}`,
    description: "Shines <b>bright</b>",
    productType: "Lamps",
    images,
    variants: [
      { reference: `${reference}-1`, sku: `CR-${round}`, title: "Default", priceMinor: 1_200, costMinor: 300 },
    ],
    shippingMinor: 150,
    leastMargin: 0.25,
    terms: { taxRate: 0.2, taxIncluded: true },
  };
  return { kind: "product.draft", target: `feed:${reference}`, effect: "delta", payload, before: null, after: null };
}

async function publish(round: number): Promise<Seeded> {
  const made = draft(10_000 + round);
  const { title } = made.payload as ProductDraft;
  await work(desk, await seedAction(desk, made));
  const [product] = await productsNamed(title);
  const payload = { productId: product!.id, title };
  return { kind: "product.publish", target: product!.id, effect: "absolute", payload, before: offSale, after: onSale };
}

function askUndo(id: string) {
  const asked = { ids: [id], actor: "test", role: "admin" as const, now: Date.now(), requestId: crypto.randomUUID() };
  return requestRevert(env.DB, asked);
}

interface Change {
  kind: string;
  root: string;
}

async function changes(): Promise<Change[]> {
  const state = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as { effects: { changes: Change[] } };
  return state.effects.changes;
}

async function rootsSince(mark: number, watched: string[]): Promise<string[]> {
  const made = (await changes()).slice(mark).filter(({ kind, root }) => kind !== "metafield" && watched.includes(root));
  return made.map(({ root }) => root).toSorted();
}

async function productsNamed(title: string): Promise<{ id: string; status: string; publishedAt: string | null }[]> {
  const query = `{ products(first: 5, query: ${JSON.stringify(`title:'${title}'`)}) { nodes { id title status publishedAt } } }`;
  const reply = await fetch(`${sandbox}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_sandbox" },
    body: JSON.stringify({ query }),
  });
  const { data } = (await reply.json()) as {
    data: { products: { nodes: { id: string; title: string; status: string; publishedAt: string | null }[] } };
  };
  return data.products.nodes.filter((product) => product.title === title);
}
