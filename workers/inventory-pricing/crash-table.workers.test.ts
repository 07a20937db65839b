import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { requestRevert } from "#agent-kit/ledger/decisions.ts";
import { agentState } from "#durable-objects/client.ts";
import { InventoryPricing } from "#tests/workers/all.ts";
import { killer } from "#tests/workers/killer.ts";
import { mailbox, seedShop } from "#tests/workers/kit-harness.ts";
import { action, type Desk, recover, type Seeded, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { Probe } from "#tests/workers/probe-agent.ts";

/**
 * Killed = at the n-th outside operation the promise never settles and nothing after it runs. For every operation of
 * applying and of undoing, before it and after it, recovery must leave exactly one effect (at most one, and a question to
 * a person, where the vendor offers neither key nor look-up).
 */

interface Variant {
  id: string;
  productId: string;
  itemId: string;
  locationId: string;
  priceMinor: number;
  compareAtMinor: number | null;
}

const sandbox = inject("sandboxUrl");
const inventory: Desk = { agent: "inventory-pricing", Agent: InventoryPricing, extra: { SHOPIFY_BASE_URL: sandbox } };
const probe: Desk = { agent: "probe", Agent: Probe, extra: {} };
let variants: Variant[] = [];

interface Subject {
  desk: Desk;
  seed(variant: Variant, round: number): Seeded;
  /** Values the vendor changed since `mark`, for this target. */
  effects(seed: Seeded, mark: number): Promise<unknown[]>;
  mark(): Promise<number>;
  certainty: "exactly-once" | "at-most-once";
  /** How many effects an undo adds; null when it cannot be undone. */
  undo: number | null;
}

const sent: { target: string }[] = [];

const subjects: Record<string, Subject> = {
  "price.set (absolute, read back)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 1,
    seed: (variant, round) => priceOf(variant, variant.priceMinor + 1 + round),
    mark: sandboxMark,
    effects: async (seed, mark) =>
      (await sandboxChanges())
        .slice(mark)
        .filter((change) => change.kind === "price" && change.target.includes(tail(seed.target))),
  },
  "stock.sync (delta, keyed)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 1,
    seed: (variant, round) => ({
      kind: "stock.sync",
      target: `${variant.itemId} at ${variant.locationId}`,
      effect: "delta",
      payload: { itemId: variant.itemId, locationId: variant.locationId, delta: 3, countId: `c${round}` },
      before: null,
      after: null,
    }),
    mark: sandboxMark,
    effects: async (seed, mark) => {
      const { itemId } = seed.payload as { itemId: string };
      return (await sandboxChanges())
        .slice(mark)
        .filter((change) => change.root === "inventoryAdjustQuantities" && change.target.includes(tail(itemId)));
    },
  },
  "purchase.draft (ours, atomic)": {
    desk: inventory,
    certainty: "exactly-once",
    undo: 0,
    seed: (variant, round) => ({
      kind: "purchase.draft",
      target: `supplier:${round}`,
      effect: "delta",
      payload: {
        supplier: `s${round}`,
        currency: "GBP",
        lines: [{ variantId: variant.id, sku: "x", title: "x", quantity: 5, unitCostMinor: 100 }],
      },
      before: null,
      after: null,
    }),
    mark: async () => 0,
    effects: async (seed) => {
      const { supplier } = seed.payload as { supplier: string };
      const rows = await env.DB.prepare(
        "SELECT d.id FROM purchase_drafts AS d JOIN purchase_lines AS l ON l.draft_id = d.id WHERE d.supplier = ?1 AND l.quantity = 5",
      )
        .bind(supplier)
        .all();
      return rows.results;
    },
  },
  "once.send (no key, no look-up)": {
    desk: probe,
    certainty: "at-most-once",
    undo: null,
    seed: (_variant, round) => ({
      kind: "once.send",
      target: `to ${round}`,
      effect: "delta",
      payload: { value: round },
      before: null,
      after: null,
    }),
    mark: async () => sent.length,
    effects: async (seed, mark) => sent.slice(mark).filter(({ target }) => target === seed.target),
  },
};

beforeAll(async () => {
  await post("reset", {});
  await seedShop();
  variants = await readVariants();
  for (const agent of ["inventory-pricing", "probe"])
    await agentState(env, agent).configure({
      mode: "approve",
      now: Date.now(),
      audit: { id: agent, at: 1, actor: "test", role: "admin", operation: "x", subject: agent, detail: {} },
    });
  const real = globalThis.fetch;
  globalThis.fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.startsWith("https://vendor.test/")) return real(input, init);
    sent.push({ target: decodeURIComponent(url.slice("https://vendor.test/".length)) });
    return Response.json({ ok: true });
  };
});

describe.each(Object.entries(subjects))("%s", (_name, subject) => {
  it("has its one effect wherever its applying is killed", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const variant = variants[round % variants.length]!;
      const seed = subject.seed(variant, round);
      const mark = await subject.mark();
      const id = await seedAction(subject.desk, seed);
      const died = await killedAt(subject.desk, id, point);
      const row = await recover(subject.desk, id);
      const effects = await subject.effects(seed, mark);
      if (subject.certainty === "exactly-once" || !died) {
        expect([row.status, effects.length], `${point.when} ${point.at}: ${row.status_reason}`).toEqual(["applied", 1]);
      } else {
        expect(effects.length).toBeLessThanOrEqual(1);
        if (row.status !== "applied")
          expect(row).toMatchObject({
            status: "unknown",
            status_reason: expect.stringContaining("a person must look"),
          });
        if (row.status === "applied") expect(effects).toHaveLength(1);
      }
      await forget(variant, seed);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(12);
  }, 120_000);
});

const undoable = Object.entries(subjects).filter(([, subject]) => subject.undo !== null);

describe.each(undoable)("%s", (_name, subject) => {
  it("is undone once wherever its undoing is killed", async () => {
    const points = await throughAllPoints(async (point, round) => {
      const variant = variants[round % variants.length]!;
      const seed = subject.seed(variant, 1_000 + round);
      const id = await seedAction(subject.desk, seed);
      await work(subject.desk, id);
      expect((await action(id)).status).toBe("applied");
      const mark = await subject.mark();
      const told = await requestRevert(env.DB, {
        ids: [id],
        actor: "test",
        role: "admin",
        now: Date.now(),
        requestId: crypto.randomUUID(),
      });
      expect(told).toMatchObject([{ ok: true, status: "reverting" }]);
      const died = await killedAt(subject.desk, id, point);
      const row = await recover(subject.desk, id);
      const effects = await subject.effects(seed, mark);
      if (subject.undo === 0) {
        const draft = await env.DB.prepare("SELECT status FROM purchase_drafts WHERE id = ?1").bind(id).first();
        expect([row.status, draft?.status]).toEqual(["reverted", "cancelled"]);
      } else
        expect([row.status, effects.length], `${point.when} ${point.at}: ${row.status_reason}`).toEqual([
          "reverted",
          subject.undo,
        ]);
      await forget(variant, seed);
      return died;
    });
    expect(points).toBeGreaterThanOrEqual(8);
  }, 120_000);
});

/** Runs `attempt` for the 0th, 1st, 2nd … operation, before and after, until one is beyond the last; answers how many died. */
async function throughAllPoints(
  attempt: (point: { at: number; when: "before" | "after" }, round: number) => Promise<boolean>,
): Promise<number> {
  let died = 0;
  for (let at = 0; at < 60; at += 1) {
    const before = await attempt({ at, when: "before" }, 2 * at);
    if (!before) return died;
    await attempt({ at, when: "after" }, 2 * at + 1);
    died += 2;
  }
  throw new Error("there is no end to its operations");
}

async function killedAt(desk: Desk, id: string, point: { at: number; when: "before" | "after" }): Promise<boolean> {
  const killed = killer(point);
  const release = killed.watchFetch();
  const finished = work(desk, id, killed.env).then(() => undefined);
  await Promise.race([finished, killed.death]);
  // What the dead one still had in hand must find nothing to do it with.
  await new Promise((done) => setTimeout(done, 5));
  release();
  mailbox.actions.length = 0;
  return killed.dead;
}

function priceOf(variant: Variant, priceMinor: number): Seeded {
  const { id: variantId, productId, compareAtMinor } = variant;
  const terms = { taxRate: 0.2, taxIncluded: true };
  return {
    kind: "price.set",
    target: variantId,
    effect: "absolute",
    payload: {
      productId,
      variantId,
      priceMinor,
      compareAtMinor,
      costMinor: null,
      weeklyUnits: 1,
      marginFloor: 0.15,
      terms,
    },
    before: { priceMinor: variant.priceMinor, compareAtMinor },
    after: { priceMinor, compareAtMinor },
  };
}

/** Puts the variant's price back to what the next round believes, and closes what a person was asked. */
async function forget(variant: Variant, seed: Seeded): Promise<void> {
  if (seed.kind === "price.set")
    Object.assign(
      variant,
      (await readVariants()).find(({ id }) => id === variant.id),
    );
  await env.DB.prepare("UPDATE actions SET status = 'rejected' WHERE status = 'unknown'").run();
}

interface Change {
  kind: string;
  root: string;
  target: string;
}

async function sandboxChanges(): Promise<Change[]> {
  const state = (await (await fetch(`${sandbox}/__sandbox/state`)).json()) as { effects: { changes: Change[] } };
  return state.effects.changes;
}

async function sandboxMark(): Promise<number> {
  return (await sandboxChanges()).length;
}

function tail(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

async function post(path: string, body: unknown): Promise<void> {
  const reply = await fetch(`${sandbox}/__sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
}

async function readVariants(): Promise<Variant[]> {
  const query = `{ products(first: 10) { nodes { id variants(first: 1) { nodes { id price compareAtPrice inventoryItem { id } } } } } locations(first: 1) { nodes { id } } }`;
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
          variants: {
            nodes: { id: string; price: string; compareAtPrice: string | null; inventoryItem: { id: string } }[];
          };
        }[];
      };
      locations: { nodes: { id: string }[] };
    };
  };
  const minor = (text: string) => Math.round(Number(text) * 100);
  return data.products.nodes.flatMap((product) =>
    product.variants.nodes.map((variant) => ({
      id: variant.id,
      productId: product.id,
      itemId: variant.inventoryItem.id,
      locationId: data.locations.nodes[0]!.id,
      priceMinor: minor(variant.price),
      compareAtMinor: variant.compareAtPrice === null ? null : minor(variant.compareAtPrice),
    })),
  );
}
